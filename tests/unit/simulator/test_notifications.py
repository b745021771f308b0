"""Notifications are tried again as Midtrans does, and trouble is made as named."""

from collections.abc import Callable
from typing import Any

import pytest

from local.gateway import wire
from local.gateway.books import OrderClosed, OrderUnknown
from local.gateway.gateway import Gateway
from local.gateway.misbehaviour import MISBEHAVIOURS
from local.gateway.notifier import NO_ANSWER, Notifier

pytestmark = pytest.mark.enable_socket

ORDER = "LBG-7K2M-9QRT-4-1"
Charge = Callable[..., dict[str, Any]]


def misbehave(gateway: Gateway, kind: str) -> Any:
    return MISBEHAVIOURS[kind](gateway, gateway.books.order(ORDER))


def is_signed(notice: dict[str, Any]) -> bool:
    made = wire.sign(ORDER, notice["status_code"], notice["gross_amount"], "SB-Mid-server-test")
    return bool(notice["signature_key"] == made)


@pytest.mark.parametrize(
    ("answers", "tries"),
    [
        ([200], 1),
        ([204], 1),
        ([302], 1),
        ([500], 2),
        ([404], 3),
        ([400], 3),
        ([503], 5),
        ([502], 6),
        ([401], 6),
        ([503, 503, 200], 3),
    ],
)
def test_a_notice_is_tried_again_as_midtrans_does(
    gateway: Gateway, charge: Charge, merchant: Any, answers: list[int], tries: int
) -> None:
    merchant.answers = answers
    charge()
    [notice] = gateway.pay(ORDER).notices
    assert len(notice.delivery.answers) == len(merchant.received) == tries
    assert notice.delivery.delivered is (answers[-1] < 300)


def test_a_merchant_that_is_not_there_is_no_error_of_ours(merchant: Any) -> None:
    gone = Notifier("http://127.0.0.1:1/callback", speed=1_000_000).deliver(b"{}")
    assert (set(gone.answers), len(gone.answers), gone.delivered) == ({NO_ANSWER}, 6, False)


def test_stopping_ends_the_waiting(merchant: Any) -> None:
    merchant.answers = [503]
    notifier = Notifier(merchant.url, speed=1)
    notifier.stop()
    assert notifier.deliver(b"{}").answers == (503,)


def test_paying_takes_what_was_asked_and_says_so(gateway: Gateway, charge: Charge, merchant: Any) -> None:
    charge()
    outcome = gateway.pay(ORDER)
    assert outcome.capture in gateway.books.captures()
    assert outcome.capture is not None
    assert outcome.capture.amount == 650_000
    assert merchant.said() == ["settlement"]
    assert is_signed(merchant.received[0])


def test_an_order_is_paid_once(gateway: Gateway, charge: Charge, clock: Any) -> None:
    charge()
    gateway.pay(ORDER)
    with pytest.raises(OrderClosed):
        gateway.pay(ORDER)
    charge("LBG-2")
    clock.move(hours=3)
    with pytest.raises(OrderClosed):
        gateway.pay("LBG-2")
    with pytest.raises(OrderUnknown):
        gateway.pay("LBG-3")
    assert len(gateway.books.captures()) == 1


def test_duplicate_pays_once_and_tells_it_five_times(gateway: Gateway, charge: Charge, merchant: Any) -> None:
    charge()
    misbehave(gateway, "duplicate")
    assert merchant.said() == ["settlement"] * 5
    assert merchant.received == [merchant.received[0]] * 5
    assert len(gateway.books.captures()) == 1


def test_late_expires_first_and_pays_then(gateway: Gateway, charge: Charge, merchant: Any) -> None:
    charge()
    misbehave(gateway, "late")
    assert merchant.said() == ["expire", "settlement"]
    assert gateway.status(ORDER)[1]["transaction_status"] == "settlement"


def test_a_payment_can_be_late_after_the_clock_moved_too(
    gateway: Gateway, charge: Charge, merchant: Any, clock: Any
) -> None:
    charge()
    clock.move(days=2)
    misbehave(gateway, "late")
    assert merchant.said()[-1] == "settlement"
    assert len(gateway.books.captures()) == 1


def test_wrong_amount_is_consistent_everywhere(gateway: Gateway, charge: Charge, merchant: Any) -> None:
    charge()
    outcome = misbehave(gateway, "wrong-amount")
    assert outcome.capture.amount == 649_000
    assert gateway.status(ORDER)[1]["gross_amount"] == "649000.00"
    assert merchant.received[0]["gross_amount"] == "649000.00"
    assert is_signed(merchant.received[0])


def test_forged_moves_no_money_and_tries_both_ways(gateway: Gateway, charge: Charge, merchant: Any) -> None:
    merchant.answers = [401]
    charge()
    outcome = misbehave(gateway, "forged")
    unsigned, altered = merchant.received
    assert merchant.said() == ["settlement", "settlement"]
    assert (unsigned["status_code"], is_signed(unsigned)) == ("200", False)
    assert (altered["status_code"], is_signed(altered)) == ("201", True)
    assert (outcome.capture, gateway.books.captures()) == (None, [])
    assert gateway.status(ORDER)[1]["transaction_status"] == "pending"


def test_reordered_tells_the_end_before_the_beginning(gateway: Gateway, charge: Charge, merchant: Any) -> None:
    charge()
    misbehave(gateway, "reordered")
    assert merchant.said() == ["settlement", "pending"]
    assert all(is_signed(notice) for notice in merchant.received)


def test_dropped_pays_and_tells_nobody(gateway: Gateway, charge: Charge, merchant: Any) -> None:
    charge()
    misbehave(gateway, "dropped")
    assert merchant.received == []
    assert gateway.status(ORDER)[1]["transaction_status"] == "settlement"
    assert len(gateway.books.captures()) == 1
