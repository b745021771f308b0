"""What a gateway says against what the books know: no entry, and an officer looks at it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from imigrasi.usecases.confirm_payment import confirm_payment
from tests.support.builders import FEE, NOW, payment, seen
from tests.support.gateway_desk import ORDER, POLLS, Desk, P, settled


def shrunk(desk: Desk) -> None:
    desk.says(("a", 50_000))
    desk.ask()
    desk.says(("b", 60_000))


def altered(desk: Desk) -> None:
    desk.says(("a", 50_000))
    desk.ask()
    desk.says(("a", 60_000))


def uncharged(desk: Desk) -> None:
    desk.says(charged_back=50_000)
    desk.ask()
    desk.says(charged_back=40_000)


def approved_less(desk: Desk) -> None:
    desk.approved(FEE)
    desk.says((f"{ORDER}-r1", FEE - 1))


def other_capture(desk: Desk) -> None:
    desk.gateway.orders[ORDER] = seen(amount=FEE + 1)


def other_payment(desk: Desk) -> None:
    desk.gateway.orders[ORDER] = seen(gateway_payment_id="t-2")


CONTRADICTIONS: dict[str, tuple[Callable[[Desk], None], str]] = {
    "a refund larger than the payment": (lambda desk: desk.says(("a", FEE + 1)), "too_much_back"),
    "refunds larger together": (lambda desk: desk.says(("a", FEE), ("b", 1)), "too_much_back"),
    "refund and chargeback larger together": (lambda desk: desk.says(("a", FEE), charged_back=1), "too_much_back"),
    "a refund of nothing": (lambda desk: desk.says(("a", 0)), "refund_unclear"),
    "one key twice": (lambda desk: desk.says(("a", 1), ("a", 2)), "refund_unclear"),
    "refunded, and nothing said of how much": (lambda desk: desk.says(status=P.REFUNDED), "refund_unclear"),
    "a refund that is gone": (shrunk, "refund_gone"),
    "a refund that changed": (altered, "refund_differs"),
    "the approved refund, of another amount": (approved_less, "refund_differs"),
    "a chargeback that shrank": (uncharged, "chargeback_gone"),
    "another amount captured": (other_capture, "capture_differs"),
    "another payment under the order": (other_payment, "payment_differs"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_word_that_cannot_be_true_writes_no_entry_and_is_told_once(name: str) -> None:
    said, code = CONTRADICTIONS[name]
    desk = settled()
    said(desk)
    ledger, shown, tasks = dict(desk.store.ledger), desk.store.payments[ORDER], len(desk.store.tasks)
    for _ in range(2):
        desk.ask()
    assert (desk.store.ledger, desk.store.payments[ORDER]) == (ledger, shown)
    assert [told for told in desk.told if told[0] == "PaymentContradicted"] == [("PaymentContradicted", code)]
    assert len(desk.store.tasks) == tasks + 1


def test_one_payment_for_two_orders_is_booked_for_the_first() -> None:
    desk = settled()
    second = payment(number=2, created_at=NOW + timedelta(hours=1))
    desk.store.payments[second.order_id] = second
    desk.gateway.orders[second.order_id] = seen(order_id=second.order_id)
    for _ in range(2):
        confirm_payment(desk.store, desk.store, desk.gateway, POLLS, second.order_id, at=NOW)
    assert desk.store.payments[second.order_id].captured is None
    assert desk.told[1:] == [("PaymentContradicted", "payment_of_another_order")]
