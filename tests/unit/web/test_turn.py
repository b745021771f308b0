"""Whose turn it is on the pages: money that has come and does not count yet, and a term that has passed."""

import json
from typing import Any

import pytest

from tests.unit.web.conftest import Script

FEE = 650_000
TERM = "2026-12-08T03:00:00Z"
PAY, OBJECT = {"who": "citizen", "code": "pay"}, {"who": "citizen", "code": "object"}
AT_BANK, HELD = {"who": "gateway", "code": "arrived"}, {"who": "officer", "code": "arrived"}


def waiting(*payments: dict[str, Any], status: str = "awaiting_payment", due: int = FEE) -> dict[str, Any]:
    return {"status": status, "next_action": PAY, "payment": {"amount_due": due, "payments": payments}}


def turn(script: Script, view: dict[str, Any], now: str = TERM) -> Any:
    return script("turn.js", f"turnOf({json.dumps(view)}, Date.parse('{now}'))")


@pytest.mark.parametrize(
    ("payments", "expected"),
    [
        ([], PAY),
        ([{"status": "pending"}], PAY),
        ([{"note": "paid_at_bank"}], AT_BANK),
        ([{"held": FEE}], HELD),
        ([{"held": FEE + 1}, {"status": "expired"}], HELD),
        ([{"held": FEE}, {"note": "paid_at_bank"}], AT_BANK),
        # Officers cannot let less than the fee pay it, nor two payments together: the fee is still to be paid.
        ([{"held": FEE - 1}], PAY),
        ([{"held": FEE - 1}, {"held": FEE - 1}], PAY),
        # What is on its way back, or gone, pays nothing any more.
        ([{"captured": FEE, "refunding": FEE}], PAY),
    ],
)
def test_money_that_may_still_pay_the_fee_is_waited_for(
    script: Script, payments: list[dict[str, Any]], expected: dict[str, str]
) -> None:
    assert turn(script, waiting(*payments)) == expected
    assert turn(script, waiting(*payments, status="lapsed")) == expected


def test_where_no_fee_is_due_held_money_changes_nothing(script: Script) -> None:
    assert turn(script, waiting({"held": FEE}, status="paid", due=0)) == PAY
    assert turn(script, waiting({"held": FEE}, status="withdrawn")) == PAY


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-08T02:59:59Z", OBJECT),
        (TERM, OBJECT),
        ("2026-12-08T03:00:01Z", {"who": "none", "code": "object_over"}),
    ],
)
def test_the_time_to_object_ends(script: Script, now: str, expected: dict[str, str]) -> None:
    tracked = {"status": "rejected", "next_action": OBJECT, "due": {"stage": "closed", "at": TERM}}
    assert turn(script, tracked, now) == expected


def test_no_other_term_ends_by_itself(script: Script) -> None:
    view = waiting() | {"due": {"stage": "payment", "at": TERM}}
    assert turn(script, view, "2027-01-01T00:00:00Z") == PAY
