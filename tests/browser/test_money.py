"""Money that does not pay the fee: the citizen reads where it is, officers what to do about it; a letter to print."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.browser.states import States, report
from tests.browser.words import LANGUAGES
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
