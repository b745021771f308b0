"""One draft in two tabs, on two phones; an access link opened elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.applicant import Applicant
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]


def link_of(one: Applicant) -> str:
    draft = one.draft()
    return f"#{draft['id']}.{draft['key']}"


def test_two_tabs_fill_in_one_draft(citizen: Citizen) -> None:
    one = citizen().begin().eligible().about().synced()
    other = Applicant(one.page.context.new_page(), person=one.person).begin()
    other.turn_to("contact")
    other.page.fill("#applicant-phone", "08123456789")
    other.save()
    one.turn_to("name")
    one.page.fill("#applicant-full-name", "Nama Baru")
    one.save()
    other.step("address")
    for tab in (one, other):
        tab.turn_to("tasks")
        tab.synced()
    draft = one.draft()
    assert draft == other.draft()
    assert draft["values"]["/applicant/full_name"] == "Nama Baru"
    assert draft["values"]["/applicant/phone"] == "+628123456789"
    assert draft["values"] == draft["base"]


def test_submitted_in_one_tab_the_other_shows_it(citizen: Citizen, visitor: Visitor) -> None:
    visitor.start().upload_all()
    fragment = f"#{visitor.application_id}.{visitor.access_key}"
    one = citizen().begin(fragment)
    one.step("tasks")
    other = Applicant(one.page.context.new_page()).begin()
    other.step("tasks")
    one.submits()
    other.step("done")
    assert one.number == visitor.application_id


def test_the_same_answer_changed_on_two_phones_is_asked_about(citizen: Citizen) -> None:
    one = citizen().begin().eligible().about().synced()
    other = citizen("en").begin(link_of(one))
    other.step("tasks")
    other.turn_to("name")
    expect(other.page.locator("#applicant-full-name")).to_have_value(one.person.full_name)
    for phone, name in ((other, "Dari Ponsel Lain"), (one, "Dari Ponsel Ini")):
        phone.turn_to("name")
        phone.page.fill("#applicant-full-name", name)
        phone.save()
        phone.turn_to("tasks")
        if phone is other:
            phone.synced()
    clash = one.step("clash")
    expect(clash).to_contain_text("Dari Ponsel Lain")
    expect(clash).to_contain_text("Dari Ponsel Ini")
    clash.locator("label").filter(has_text="Dari Ponsel Lain").click()
    one.save()
    one.step("tasks")
    one.synced()
    assert one.draft()["values"]["/applicant/full_name"] == "Dari Ponsel Lain"


def test_a_link_opens_the_application_on_another_phone(citizen: Citizen, visitor: Visitor) -> None:
    visitor.submitted()
    one = citizen("en").visit("application", f"#{visitor.application_id}.{visitor.access_key}")
    expect(one.page.locator("#file")).to_have_attribute("data-status", "submitted")
    one.page.goto("about:blank")
    one.begin(f"#{visitor.application_id}.{visitor.access_key}")


@pytest.mark.parametrize("page", ["application", "apply"])
@pytest.mark.parametrize(
    "fragment", ["#LBG-0000-0000-0.AAAAAAAAAAAAAAAAAAAAAAAAAA", "#LBG-78XJ-F6AS-F.AAAAAAAAAAAAAAAAAAAAAAAAAA"]
)
def test_a_wrong_link_tells_nothing_and_says_what_to_do(page: str, fragment: str, citizen: Citizen) -> None:
    one = citizen("en").visit(page, fragment)
    expect(one.page.locator("main")).to_contain_text(one.say("fault.not_found"))
    expect(one.page.locator("#file")).to_have_count(0 if page == "apply" else 1)
    expect(one.page.locator("#file:visible")).to_have_count(0)


def test_a_fragment_that_is_no_link_asks_for_number_and_key(citizen: Citizen) -> None:
    one = citizen("en").visit("application", "#junk")
    expect(one.page.locator("#enter")).to_be_visible()


def test_a_phone_whose_clock_is_months_behind_can_book(citizen: Citizen, visitor: Visitor) -> None:
    visitor.cleared().pay()
    one = citizen()
    one.page.clock.set_system_time(datetime.now(UTC) - timedelta(days=150))
    one.visit("application", f"#{visitor.application_id}.{visitor.access_key}")
    one.page.locator("#panel .choice label").first.click()
    one.page.click("label[for=slot-0]")
    one.page.click("#panel button.main")
    one.sees("scheduled")
    assert visitor.view()["appointment"]["starts_at"][:10] >= str(visitor.cloud.today())
