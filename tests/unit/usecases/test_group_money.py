"""The money of a group's order: every share by itself when it comes, and when it goes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import GatewayRefund, PaymentStatus
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.issue_payment import issue_payment
from tests.support.builders import NOW
from tests.support.fakes import CATALOGUE
from tests.support.family import KEY, POLLS, Family, key_of

P = PaymentStatus
OTHER_KEY = "7a8f6c0e-5a52-4a0f-9a51-2d7d3c0b9d11"


# ---------------------------------------------------------------- the money comes


@pytest.mark.parametrize("size", [2, 3, 10])
def test_settlement_pays_every_fee_by_its_own_entry(size: int) -> None:
    family = Family(size)
    order = family.paid()
    assert family.statuses() == [Status.PAID] * size
    assert [(share.captured, share.applied) for share in family.shares(order)] == [(fee, True) for fee in family.fees]
    assert [family.posted(number) for number in family.numbers] == [["capture"]] * size
    assert len({share.receipt for share in family.shares(order)}) == size
    report = family.verified()
    assert (report.captures, report.captured, report.applied) == (size, family.total, family.total)


def test_the_word_again_changes_nothing() -> None:
    family = Family()
    order = family.paid()
    ledger = dict(family.store.ledger)
    assert family.confirm(order) is P.SETTLED
    assert family.store.ledger == ledger
    assert [family.events(number).count("PaymentSettled") for number in family.numbers] == [1, 1, 1]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": Status.WITHDRAWN}, "not_due"),
        ({"status": Status.REJECTED}, "not_due"),
        ({"status": Status.CANCELLED}, "not_due"),
        ({"status": Status.PAID, "paid": True}, "paid_already"),
        ({"status": Status.SCHEDULED, "paid": True}, "paid_already"),
        ({"fee": 1_000_000}, "wrong_amount"),
    ],
)
def test_a_share_that_fits_no_fee_is_held_while_the_others_pay(changes: dict[str, Any], reason: str) -> None:
    family = Family().form()
    order = family.issue()
    left = family.numbers[1]
    family.change(left, **changes)
    family.heard(order)
    assert [family.posted(number) for number in family.numbers] == [["capture"], ["capture", "suspense"], ["capture"]]
    assert family.books() == {
        "cash": family.total,
        "applied": family.total - family.fees[1],
        "held": family.fees[1],
        "owed": 0,
    }
    share = family.shares(order)[1]
    assert (share.held, share.applied, share.receipt) == (family.fees[1], False, None)
    assert family.store.open_tasks() == {f"suspense-{share.order_id}": "suspense"}
    assert family.store.entries[left][-1].reason_code == reason
    assert [family.statuses()[place] for place in (0, 2)] == [Status.PAID, Status.PAID]


@pytest.mark.parametrize("off", [-1_000, 1_000])
def test_a_wrong_amount_is_held_whole(off: int) -> None:
    family = Family().form()
    order = family.issue()
    family.heard(order, amount=family.total + off)
    assert family.statuses() == [Status.AWAITING_PAYMENT] * 3
    assert family.books() == {"cash": family.total + off, "applied": 0, "held": family.total + off, "owed": 0}
    assert [share.held for share in family.shares(order)] == [*family.fees[:2], family.fees[2] + off]
    assert len(family.store.open_tasks()) == 3
    family.verified()


def test_far_too_little_is_the_first_ones_and_says_nothing_of_the_others() -> None:
    family = Family().form()
    order = family.issue()
    family.heard(order, amount=1_000)
    assert [(share.status, share.held) for share in family.shares(order)] == [
        (P.SETTLED, 1_000),
        (P.FAILED, 0),
        (P.FAILED, 0),
    ]
    family.verified()


def test_a_late_payment_revives_who_has_lapsed() -> None:
    family = Family().form()
    order = family.issue()
    late = order.expires_at + timedelta(days=20)
    for number in family.numbers[:2]:
        family.change(number, status=Status.LAPSED, lapsed_from=Status.AWAITING_PAYMENT, round=1)
    family.heard(order, at=late, status=P.EXPIRED)
    family.heard(order, at=late)
    assert family.statuses() == [Status.PAID] * 3
    assert [family.store.applications[number].round for number in family.numbers] == [2, 2, 1]


def test_a_member_who_pays_alone_meanwhile_is_paid_once() -> None:
    family = Family().form()
    order = family.issue()
    number = family.numbers[0]
    alone = issue_payment(
        family.store, family.gateway, CATALOGUE.gateway("midtrans"), number,
        method=None, key=key_of(number), idempotency_key=KEY, at=NOW,
    )  # fmt: skip
    family.gateway.orders[alone.order_id] = replace(
        family.gateway.orders[alone.order_id], status=P.SETTLED, gateway_payment_id="t-alone"
    )
    confirm_payment(family.store, family.store, family.gateway, POLLS, alone.order_id, at=NOW)
    family.heard(order)
    assert family.statuses() == [Status.PAID] * 3
    assert family.books()["held"] == family.fees[0]
    family.verified()


def test_a_lost_race_is_decided_again() -> None:
    family = Family().form()
    order = family.issue()
    family.store.races = 3
    family.heard(order)
    assert family.statuses() == [Status.PAID] * 3
    family.verified()


def test_a_payment_that_another_order_has_is_told_and_not_booked() -> None:
    family = Family().form()
    first = family.issue()
    family.heard(first)
    family.change(family.numbers[0], status=Status.AWAITING_PAYMENT, paid=False)
    family.change(family.numbers[1], status=Status.AWAITING_PAYMENT, paid=False)
    second = family.issue(OTHER_KEY)
    family.heard(second)
    assert family.store.order(second.order_id).status is P.PENDING
    assert list(family.store.open_tasks().values()) == ["difference"]


# ---------------------------------------------------------------- the money goes back


def test_a_gateway_that_takes_all_back_takes_every_share_and_its_receipt() -> None:
    family = Family()
    order = family.paid()
    family.heard(order, status=P.REFUNDED, refunds=(GatewayRefund("all", family.total),))
    assert family.books() == {"cash": 0, "applied": 0, "held": 0, "owed": 0}
    assert [share.refunded for share in family.shares(order)] == family.fees
    assert all(receipt.revoked for receipt in family.store.receipts.values())
    assert family.store.order(order.order_id).status is P.REFUNDED
    family.verified()


def test_a_part_that_goes_back_is_taken_from_what_is_held_first() -> None:
    family = Family().form()
    order = family.issue()
    family.change(family.numbers[2], status=Status.WITHDRAWN)
    family.heard(order)
    family.heard(order, status=P.REFUNDED, refunds=(GatewayRefund("part", family.fees[2] + 10),))
    assert [share.refunded for share in family.shares(order)] == [10, 0, family.fees[2]]
    family.verified()


def test_a_word_that_was_booked_half_is_finished() -> None:
    family = Family()
    order = family.paid()
    word: dict[str, Any] = {"status": P.CHARGED_BACK, "charged_back": family.total}
    third = family.numbers[2]
    original = family.store.commit

    def crashing(change: Any, *writes: Any) -> None:
        if change.after.id == third:
            raise ConnectionError
        original(change, *writes)

    family.store.commit = crashing  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        family.heard(order, **word)
    family.store.commit = original  # type: ignore[method-assign]
    family.heard(order, **word)
    assert [share.charged_back for share in family.shares(order)] == family.fees
    assert family.books()["cash"] == 0
    family.verified()


def test_money_first_seen_when_some_of_it_had_gone_back_is_held_and_told() -> None:
    family = Family().form()
    order = family.issue()
    family.heard(order, status=P.REFUNDED, refunds=(GatewayRefund("some", 1_000),))
    assert family.statuses() == [Status.AWAITING_PAYMENT] * 3
    assert family.books() == {"cash": family.total - 1_000, "applied": 0, "held": family.total - 1_000, "owed": 0}
    family.verified()


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ({"amount": 5}, "capture_differs"),
        ({"status": P.REFUNDED}, "refund_unclear"),
        ({"status": P.REFUNDED, "refunds": (GatewayRefund("a", 10**9),)}, "too_much_back"),
        ({"status": P.REFUNDED, "refunds": (GatewayRefund("a", 1), GatewayRefund("a", 2))}, "refund_unclear"),
        ({"status": P.CHARGED_BACK, "charged_back": 10**9}, "too_much_back"),
    ],
)
def test_a_word_that_cannot_be_true_is_told_once_and_books_nothing(word: dict[str, Any], code: str) -> None:
    family = Family()
    order = family.paid()
    ledger = dict(family.store.ledger)
    for _ in range(2):
        family.heard(order, **word)
    assert family.store.ledger == ledger
    assert list(family.store.open_tasks().values()) == ["difference"]
    told = [entry for entry in family.store.entries[family.numbers[0]] if entry.type == "PaymentContradicted"]
    assert [entry.reason_code for entry in told] == [code]
