"""The whole journey in a browser, in both languages: every state accessible, whole and kept as a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.browser.states import States, report
from tests.support.local_cloud import LocalCloud

Citizen = Callable[..., Applicant]
Desk = Callable[..., Officer]


@pytest.mark.parametrize("language", ["id", "en"])
def test_from_the_first_question_to_the_passport_in_hand(
    language: str, citizen: Citizen, officer: Desk, papers: tuple[Path, Path], local_cloud: LocalCloud
) -> None:
    one = citizen(language)
    states = States(one.page, language)
    one.look = states.look
    apply_with_mistakes(one, papers)
    budi, ratna = officer("budi", language), officer("ratna", language)
    desk = States(budi.page, f"console-{language}")
    budi.look = desk.look
    returned_and_corrected(one, budi, papers)
    budi.decides(one.number, "clear", "complete")
    pays(one, local_cloud)
    books(one)
    budi.does(one.number, "attend", Outcome="attend")
    ratna.decides(one.number, "approve", "verified")
    budi.does(one.number, "produce")
    one.opens().sees("ready")
    one.look("ready")
    budi.does(one.number, "handover", Recipient="applicant")
    one.sees("collected")
    one.look("collected")
    tracks(one)
    assert not (found := report(states, desk)), found


def apply_with_mistakes(one: Applicant, papers: tuple[Path, Path]) -> None:
    """Through the form as somebody who first leaves things out."""
    one.begin()
    one.save()
    one.faulty()
    one.look("eligible-missing")
    one.page.click("label[for=eligible-lost]")
    one.save()
    one.step("unfit")
    one.look("unfit")
    one.page.click("#back a")
    one.eligible()
    one.look("tasks")
    one.go_on()
    one.step("name")
    one.save()
    one.faulty()
    one.look("name-missing")
    one.turn_to("tasks")
    one.about().look("tasks-begun")
    contact_with_mistakes(one)
    one.asks()
    one.go_on()
    one.step("ktp")
    one.save()
    one.faulty()
    one.look("document-missing")
    one.attach("ktp", papers[0])
    one.accepted("ktp")
    one.look("document-accepted")
    one.save()
    one.attach("old-passport", papers[1])
    one.accepted("old-passport")
    one.save()
    one.go_on()
    one.step("check")
    one.save()
    one.faulty()
    one.look("declaration-missing")
    one.page.click("label[for=declared]")
    one.save()
    one.submitted().look("submitted")


def contact_with_mistakes(one: Applicant) -> None:
    one.go_on()
    one.step("contact")
    one.page.fill("#applicant-email", "salah")
    one.save()
    expect(one.faulty().locator("li")).to_have_count(2)
    one.look("contact-wrong")
    one.turn_to("tasks")
    one.reached()


def returned_and_corrected(one: Applicant, budi: Officer, papers: tuple[Path, Path]) -> None:
    """The officer finds a picture illegible; the citizen sends another and nothing else again."""
    one.opens().sees("submitted").look("review")
    budi.takes_from_queue(one.number)
    budi.look("application")
    budi.closes()
    budi.decides(one.number, "return", "illegible")
    one.sees("returned").look("returned")
    one.page.click("#panel a.button")
    expect(one.step("tasks").locator("#returned")).to_be_visible()
    one.look("correction")
    one.turn_to("ktp")
    one.attach("ktp", papers[1])
    one.accepted("ktp")
    one.turn_to("check")
    one.page.click("label[for=declared]")
    one.save()
    one.submitted()
    one.opens()


def pays(one: Applicant, cloud: LocalCloud) -> None:
    one.sees("awaiting_payment").look("to-pay")
    one.asks_for_code()
    expect(one.page.locator("#panel .code")).to_be_visible()
    one.look("payment-code")
    told = cloud.command("gateway", "pay", f"{one.number}-1")
    assert (told["captured"], told["delivered"]) == (True, True)
    one.sees("paid")
    expect(one.page.locator("#receipt")).to_be_visible()


def books(one: Applicant) -> None:
    one.books()
    one.sees("scheduled")
    one.look("booked")


def tracks(one: Applicant) -> None:
    """By number and birth date, as somebody without the link."""
    one.visit("track")
    one.page.click("button.main")
    one.faulty()
    one.look("track-missing")
    result = one.tracks(one.number.lower().replace("-", " "))
    expect(result).to_contain_text(one.say("status.collected"), timeout=20_000)
    one.look("tracked")
