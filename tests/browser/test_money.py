"""Money that does not pay the fee: the citizen reads where it is, officers what to do about it; a letter to print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.browser.states import States, report
from tests.browser.words import LANGUAGES
from tests.support import treasury
from tests.support.local_cloud import LocalCloud
from tests.support.visitor import Visitor

Citizen = Callable[..., Applicant]
Desk = Callable[..., Officer]
TO_DO = {
    "id": "Cocokkan uangnya, lalu pakai untuk biaya",
    "en": "Find out what the money is for",
}
LETTER = {
    "id": ("Surat permintaan pengembalian", "Permintaan pengembalian penerimaan negara"),
    "en": ("Request for the refund", "Request to give state revenue back"),
}


def reads(one: Applicant, part: str) -> None:
    """Where the money is, and what that means."""
    one.page.reload()
    file = one.page.locator("#file")
    expect(file).to_contain_text(one.say("money.title"))
    expect(file).to_contain_text(one.say(f"money.{part}"))
    expect(file).to_contain_text(one.say(f"money.{part}_means"))
    one.look(part)


def told(one: Applicant) -> Locator:
    """What stands below the status: whose turn it is, and what comes next."""
    return one.page.locator("#file > .note")


def opens_the_letter(officer: Officer, number: str) -> Locator:
    label, title = LETTER[officer.language]
    officer.opens(number).get_by_role("button", name=label).click()
    letter = officer.page.locator("dialog[open] .imi-letter")
    expect(letter).to_contain_text(title)
    return letter


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_money_stands_is_told_in_plain_words(
    language: str, citizen: Citizen, officer: Desk, visitor: Visitor, local_cloud: LocalCloud
) -> None:
    number = visitor.cleared().issue_payment()["payment_id"]
    visitor.misbehave("wrong-amount")
    visitor.shows("PaymentSuspended")
    one = citizen(language).takes_over(visitor)
    one.look = (states := States(one.page, f"money-{language}")).look
    reads(one, "held")
    ratna = officer("ratna", language)
    ratna.look = (desk := States(ratna.page, f"console-money-{language}")).look
    ratna.goes_to("board/imigrasi-local-queue")
    expect(ratna.page.locator("main")).to_contain_text(TO_DO[language])
    ratna.look("queue")
    local_cloud.command("officer", "money", number, "refund", "--officer", "budi", "--reason", "wrong_amount")
    local_cloud.command("officer", "refund", number, "approve", "--officer", "ratna")
    visitor.shows("RefundApproved")
    reads(one, "refunding")
    letter = opens_the_letter(ratna, visitor.application_id)
    expect(letter).to_contain_text("budi")
    expect(letter).not_to_contain_text(visitor.person.full_name)
    ratna.look("letter")
    ratna.closes()
    local_cloud.command("officer", "refund", number, "paid", "--officer", "budi", "--reference", "TRF-2026/0001")
    visitor.shows("PaymentRefunded")
    reads(one, "refunded")
    ratna.opens(visitor.application_id)
    ratna.look("application")
    assert not (found := report(states, desk)), found


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_that_may_pay_the_fee_is_looked_at_and_not_asked_for_again(
    language: str, citizen: Citizen, visitor: Visitor, local_cloud: LocalCloud, tmp_path: Path
) -> None:
    """More than the fee has come: an officer can let it pay. Until then nothing on the page asks for money."""
    payment = visitor.cleared().issue_payment("simponi")
    one = citizen(language).takes_over(visitor)
    one.look = (states := States(one.page, f"money-{language}-more")).look
    expect(one.page.locator("#panel .code")).to_be_visible()
    line = treasury.paid(payment["billing_code"], treasury.ntpn(), amount=treasury.FEE + 1_000)
    treasury.bring(local_cloud, tmp_path, line)
    visitor.shows("PaymentSuspended")
    one.page.locator("[data-refresh]").click()
    expect(one.page.locator("#panel h2")).to_have_text(one.say("pay.held_title"))
    expect(one.page.locator("#status")).to_have_text(one.say("application.arrived"))
    expect(told(one)).to_contain_text(one.say("who.officer"))
    expect(told(one)).to_contain_text(one.say("next.arrived"))
    expect(told(one)).not_to_contain_text(one.say("next.pay"))
    expect(told(one)).not_to_contain_text(one.say("application.until", day="").rstrip(". "))
    expect(one.page.locator("#panel").locator("input, button, a, .code, .amount")).to_have_count(0)
    one.look("held")
    expect(one.tracks()).to_contain_text(one.say("track.pay"))
    one.look("tracked")
    one.opens()
    number = payment["payment_id"]
    local_cloud.command("officer", "money", number, "release", "--officer", "budi", "--reason", "verified")
    one.sees("paid")
    expect(one.page.locator("#panel h2")).to_have_text(one.say("visit.choose"))
    assert not (found := report(states)), found


@pytest.mark.parametrize("language", LANGUAGES)
def test_less_than_the_fee_goes_back_and_the_fee_is_paid_by_another_code(
    language: str, citizen: Citizen, visitor: Visitor, local_cloud: LocalCloud
) -> None:
    """Officers cannot let it pay, so the page goes on asking for the fee, and says why."""
    visitor.cleared().issue_payment()
    short = visitor.misbehave("wrong-amount")["amount"]
    visitor.shows("PaymentSuspended")
    one = citizen(language).takes_over(visitor)
    one.look = (states := States(one.page, f"money-{language}-less")).look
    held, amount = ({"id": f"Rp{each:,}".replace(",", "."), "en": f"Rp{each:,}"}[language] for each in (short, 650_000))
    expect(one.page.locator("#panel .note.warn")).to_have_text(one.say("pay.held_short", held=held, amount=amount))
    expect(told(one)).to_contain_text(one.say("next.pay"))
    expect(one.page.locator("#panel h2")).to_have_text(one.say("pay.title", amount=amount))
    one.look("ways")
    one.asks_for_code()
    expect(one.page.locator("#panel .code")).to_be_visible()
    expect(one.page.locator("#panel .note.warn")).to_have_count(1)
    one.look("code")
    second = visitor.view()["payment"]["payments"][-1]
    local_cloud.command("gateway", "pay", second["payment_id"])
    one.sees("paid")
    expect(one.page.locator("#file")).to_contain_text(one.say("money.held_means"))
    assert not (found := report(states)), found
