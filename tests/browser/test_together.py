"""A family in front of one phone: put together, paid once, booked together; and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.applicant import Applicant
from tests.browser.states import States, report
from tests.browser.words import LANGUAGES
from tests.support.local_cloud import LocalCloud
from tests.support.people import person
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]
AMOUNT = {"id": "Rp1.300.000", "en": "Rp1,300,000"}
SETTLED = 40_000


@pytest.fixture
def couple(local_cloud: LocalCloud) -> list[Visitor]:
    """Two whose fee is due."""
    return [Visitor(local_cloud, person(number)).cleared() for number in (7_001, 7_002)]


def members(one: Applicant) -> Locator:
    return one.page.locator("#members li")


def adds(one: Applicant, number: str, key: str = "") -> None:
    one.page.fill("#id", number)
    one.page.fill("#key", key)
    one.page.get_by_role("button", name=one.say("together.put"), exact=True).click()


def link_of(visitor: Visitor) -> str:
    return f"https://example.com/permohonan/#{visitor.application_id}.{visitor.access_key}"


def joined(one: Applicant, family: Sequence[Visitor]) -> None:
    """By the link of the first, and number and key of the others."""
    one.visit("together")
    adds(one, link_of(family[0]))
    expect(members(one)).to_have_count(1)
    for place, other in enumerate(family[1:], start=2):
        adds(one, other.application_id.lower(), " ".join(other.access_key))
        expect(members(one)).to_have_count(place)
    one.page.click("#join")
    expect(one.page.locator("#panel .choice").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_pays_once_and_comes_together(
    language: str, citizen: Citizen, couple: list[Visitor], local_cloud: LocalCloud
) -> None:
    one = citizen(language)
    one.look = (states := States(one.page, f"together-{language}")).look
    one.visit("together")
    one.look("empty")
    joined(one, couple)
    expect(one.page.locator("#sum")).to_contain_text(AMOUNT[language])
    expect(one.page.locator("#panel h2")).to_have_text(one.say("pay.title", amount=AMOUNT[language]))
    one.look("ways")
    one.asks_for_code()
    expect(one.page.locator("#panel .code")).to_be_visible()
    one.look("code")
    shown = couple[0].view()["payment"]["payments"][-1]
    local_cloud.command("gateway", "pay", shown["order_id"])
    expect(one.page.locator("#panel h2")).to_have_text(one.say("visit.choose"), timeout=SETTLED)
    expect(one.page.locator("#panel")).to_contain_text(one.say("visit.several"))
    one.look("times")
    one.books()
    expect(one.page.locator("#panel h2")).to_have_text(one.say("visit.title"))
    for visitor in couple:
        expect(one.page.locator("#panel")).to_contain_text(visitor.application_id)
    one.look("booked")
    assert [visitor.status for visitor in couple] == ["scheduled"] * 2
    assert not (found := report(states)), found


def test_it_stays_over_a_reload_and_can_be_undone(citizen: Citizen, couple: list[Visitor]) -> None:
    one = citizen()
    joined(one, couple)
    one.page.reload()
    expect(members(one)).to_have_count(2)
    expect(one.page.locator("#panel .choice").first).to_be_visible()
    one.asks_for_code()
    expect(one.page.locator("#panel .code")).to_be_visible()
    one.page.reload()
    expect(one.page.locator("#panel .code")).to_be_visible()
    one.page.locator("#undo button").click()
    expect(one.page.locator("#panel")).to_be_empty()
    expect(one.page.locator("#problem")).to_have_text(one.say("together.still_payable"))
    expect(one.page.locator("#join")).to_be_visible()
    members(one).first.get_by_role("button", name=one.say("together.remove")).click()
    expect(members(one)).to_have_count(1)
    expect(one.page.locator("#join")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_told_where_it_is(language: str, citizen: Citizen, couple: list[Visitor]) -> None:
    one = citizen(language)
    one.look = (states := States(one.page, f"together-faults-{language}")).look
    one.visit("together")
    adds(one, "LBG-0000-0000-1")
    expect(one.faulty()).to_contain_text(one.say("application.number_wrong"))
    adds(one, couple[0].application_id, couple[1].access_key)
    expect(one.faulty()).to_contain_text(one.say("fault.not_found"))
    adds(one, couple[0].application_id)
    expect(one.faulty()).to_contain_text(one.say("application.key_wrong"))
    one.look("wrong-key")
    adds(one, link_of(couple[0]))
    expect(members(one)).to_have_count(1)
    adds(one, link_of(couple[0]))
    expect(one.faulty()).to_contain_text(one.say("together_fault.twice"))
    draft = Visitor(couple[0].cloud, person(7_003)).start()
    adds(one, draft.application_id, draft.access_key)
    expect(members(one).nth(1)).to_contain_text(one.say("together_fault.payment_not_due"))
    expect(one.page.locator("#join")).to_be_hidden()
    one.look("not-due")
    assert not (found := report(states)), found


def test_who_left_meanwhile_is_told_when_they_are_put_together(citizen: Citizen, couple: list[Visitor]) -> None:
    one = citizen()
    one.visit("together")
    for count, visitor in enumerate(couple, start=1):
        adds(one, link_of(visitor))
        expect(members(one)).to_have_count(count)
    couple[1].call("POST", "/withdrawal")
    one.page.click("#join")
    expect(members(one).nth(1)).to_contain_text(one.say("together_fault.payment_not_due"))
    expect(one.page.locator("#problem")).to_have_text(one.say("fault.members_refused"))


def test_a_member_is_told_of_the_joint_payment_and_can_pay_alone(citizen: Citizen, couple: list[Visitor]) -> None:
    one = citizen()
    joined(one, couple)
    one.asks_for_code()
    order = couple[0].view()["payment"]["payments"][-1]["order_id"]
    one.takes_over(couple[0])
    expect(one.page.locator("#panel .note.warn")).to_contain_text(order)
    expect(one.page.locator("#panel .choice").first).to_be_visible()
    one.asks_for_code()
    expect(one.page.locator("#panel h2")).to_have_text(one.say("pay.title", amount="Rp650.000"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_the_money_of_one_is_looked_at_the_group_is_asked_for_none(
    language: str, citizen: Citizen, couple: list[Visitor], local_cloud: LocalCloud
) -> None:
    """Too little came for both: it fills the first one's fee, which may still be paid by it, and not the second's."""
    one = citizen(language)
    one.look = (states := States(one.page, f"together-held-{language}")).look
    joined(one, couple)
    one.asks_for_code()
    share = couple[0].view()["payment"]["payments"][-1]
    local_cloud.command("gateway", "misbehave", share["order_id"], "wrong-amount")
    panel = one.page.locator("#panel")
    expect(panel.locator("h2")).to_have_text(one.say("pay.held_title"), timeout=SETTLED)
    expect(panel).to_contain_text(one.say("pay.held_several"))
    expect(panel.locator("input, button, .code")).to_have_count(0)
    expect(members(one).first).to_contain_text(one.say("application.arrived"))
    one.look("held")
    number = share["payment_id"]
    local_cloud.command("officer", "money", number, "release", "--officer", "budi", "--reason", "verified")
    held, fee = {"id": ("Rp649.000", "Rp650.000"), "en": ("Rp649,000", "Rp650,000")}[language]
    expect(panel.locator("h2")).to_have_text(one.say("pay.title", amount=fee), timeout=SETTLED)
    expect(panel.locator(".note.warn")).to_have_text(one.say("pay.held_short", held=held, amount=fee))
    expect(panel.locator(".choice").first).to_be_visible()
    one.look("less")
    assert not (found := report(states)), found


def test_from_an_applications_page_it_is_the_first_to_be_put_in(citizen: Citizen, couple: list[Visitor]) -> None:
    one = citizen().takes_over(couple[0])
    one.page.get_by_role("link", name=one.say("pay.together")).click()
    expect(members(one)).to_have_count(1)
    expect(members(one)).to_contain_text(couple[0].application_id)
    assert couple[0].access_key not in one.page.url


def test_a_borrowed_phone_forgets_all_of_it(citizen: Citizen, couple: list[Visitor]) -> None:
    one = citizen()
    joined(one, couple)
    one.asks_for_code()
    one.page.get_by_text(one.say("application.borrowed")).click()
    one.page.get_by_role("button", name=one.say("apply.forget")).click()
    expect(members(one)).to_have_count(0)
    kept = str(one.page.evaluate("JSON.stringify(localStorage)"))
    assert not [visitor for visitor in couple if visitor.access_key in kept]
    assert "GRP-" not in kept
