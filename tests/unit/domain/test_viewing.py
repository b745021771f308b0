"""Why a file may be opened, by whom, and what a code is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from imigrasi.domain.decision import Officer, OfficerMayNot, Role
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.viewing import (
    CODE_LIFETIME,
    GROUNDS,
    VIEWING_REASONS,
    Opening,
    authorise_viewing,
    code_digest,
    holds_reason,
    viewing_code,
)
from tests.support.builders import NOW, NUMBER, payment, submitted

RECEIPT = "payment_receipt"
BUDI, SARI, AGUS = Officer("budi", Role.OFFICER), Officer("sari", Role.SUPERVISOR), Officer("agus", Role.AUDITOR)
#: Where the application stands → the reason that holds for a document of the applicant's; nothing else does.
HOLDS = {
    Status.SUBMITTED: "review",
    Status.EXAMINING: "review",
    Status.ADJUDICATING: "review",
    Status.SECOND_APPROVAL: "review",
    Status.PAID: "identity",
    Status.SCHEDULED: "identity",
    Status.APPROVED: "identity",
    Status.READY: "identity",
    Status.OBJECTED: "objection",
}


def holding(status: Status, kind: str, payments: tuple[Any, ...] = (), **changes: Any) -> set[str]:
    application = submitted(status, **changes)
    return {reason for reason in VIEWING_REASONS if holds_reason(application, payments, kind, reason)}


@pytest.mark.parametrize("status", list(Status))
def test_one_reason_holds_where_an_officer_acts_and_none_elsewhere(status: Status) -> None:
    expected = {HOLDS[status]} if status in HOLDS else set()
    assert holding(status, "ktp") == expected
    assert holding(status, RECEIPT) == set()
    assert holding(status, GROUNDS) == expected & {"objection"}


@pytest.mark.parametrize("status", list(Status))
def test_a_proof_of_payment_is_looked_at_while_its_dispute_is_open(status: Status) -> None:
    assert holding(status, RECEIPT, dispute="dispute-1") == {"dispute"}
    assert "dispute" not in holding(status, "ktp", dispute="dispute-1")


@pytest.mark.parametrize("money", [{"held": 1}, {"owed": 1}])
@pytest.mark.parametrize("kind", ["ktp", RECEIPT])
def test_who_decides_about_money_may_look_at_documents(money: dict[str, int], kind: str) -> None:
    owed = (payment(captured=1, **money),)
    assert holding(Status.WITHDRAWN, kind, owed) == {"refund"}
    assert holding(Status.WITHDRAWN, GROUNDS, owed) == set()
    assert holding(Status.WITHDRAWN, kind, (payment(captured=650_000),)) == set()


def test_a_reason_that_is_none_never_holds() -> None:
    assert not any(holds_reason(submitted(status), (), "ktp", "curiosity") for status in Status)


@pytest.mark.parametrize("reason", VIEWING_REASONS)
def test_auditors_open_nothing_and_objections_are_the_supervisors(reason: str) -> None:
    authorise_viewing(SARI, reason)
    with pytest.raises(OfficerMayNot):
        authorise_viewing(AGUS, reason)
    if reason == "objection":
        with pytest.raises(OfficerMayNot):
            authorise_viewing(BUDI, reason)
    else:
        authorise_viewing(BUDI, reason)


def test_an_opening_is_about_the_stage_and_round_it_was_made_in() -> None:
    application = submitted(Status.ADJUDICATING)
    opening = Opening(
        NUMBER, "adjudication", 1, "ktp", "a" * 16, "v1", BUDI, "review", "e-1", expires_at=NOW + CODE_LIFETIME
    )
    assert timedelta(minutes=5) == CODE_LIFETIME
    assert opening.is_about(application)
    assert opening.is_about(replace(application, status=Status.SECOND_APPROVAL))
    assert not opening.is_about(replace(application, round=2))
    assert not opening.is_about(replace(application, status=Status.APPROVED))
    assert opening.mark(NOW) == "budi · 24-11-2026 10.00 WIB · LBG-0000-0000-0"


@given(some.binary(min_size=16, max_size=16), some.binary(min_size=16, max_size=16))
def test_every_code_has_its_own_digest(one: bytes, other: bytes) -> None:
    first, second = viewing_code(one), viewing_code(other)
    assert len(first) == 26
    assert (code_digest(first) == code_digest(second)) == (one == other)


def test_a_code_says_every_bit() -> None:
    assert viewing_code(b"\xff" * 16) == "7" + "Z" * 25
    assert viewing_code(b"\0" * 16) == "0" * 26


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x",
        "A" * 25,
        "A" * 27,
        "a" * 26,
        "A" * 25 + "U",
        "A" * 25 + "\n",
        "A" * 25 + "é",
        "../" + "A" * 23,
        "١" * 26,
    ],
)
def test_what_can_be_no_code_has_no_digest(code: str) -> None:
    assert code_digest(code) is None
