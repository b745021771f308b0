"""What was approved is given back: by the gateway once, or by hand where that must be."""

from __future__ import annotations

import pytest

from imigrasi.domain.gateway import RefundRoad
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import GatewayRefund
from imigrasi.usecases.payment_ports import GatewayUnavailable, RefundRefused
from imigrasi.usecases.record_refund import NoRefundByHand, ReferenceMalformed
from imigrasi.usecases.send_refund import send_refund
from tests.support.builders import FEE, seen
from tests.support.fakes import MemoryGateway
from tests.support.money_desk import ORDER, Desk, P, withdrawn

# ---------------------------------------------------------------- sent


def approved(**options: int) -> Desk:
    desk = withdrawn()
    desk.propose()
    desk.approve()
    return desk


def test_the_gateway_gives_back_and_its_word_is_booked() -> None:
    desk = approved()
    assert desk.send() is P.REFUNDED
    assert desk.stands() == (0, 0, 0, FEE)
    assert (desk.entries[-1], desk.told[-1]) == ("refund-paid#1", "PaymentRefunded")
    assert desk.store.polls[ORDER] is None


def test_asked_twice_it_gives_back_once() -> None:
    desk = approved()
    order = desk.store.payments[ORDER]
    for _ in range(3):
        send_refund(desk.store, desk.gateway, order)
    desk.send()
    assert desk.gateway.orders[ORDER].refunds[0].key == f"{ORDER}-r1"
    assert len(desk.gateway.orders[ORDER].refunds) == 1
    assert desk.stands() == (0, 0, 0, FEE)


def test_nothing_is_sent_before_it_is_approved_or_after_it_is_done() -> None:
    desk = withdrawn()
    desk.propose()
    send_refund(desk.store, desk.gateway, desk.store.payments[ORDER])
    assert desk.gateway.orders[ORDER].refunds == ()
    desk.approve()
    desk.send()
    desk.gateway.out = True
    assert send_refund(desk.store, desk.gateway, desk.store.payments[ORDER]) is None


def test_a_gateway_that_is_out_is_asked_again() -> None:
    desk = approved()
    desk.gateway.out = True
    with pytest.raises(GatewayUnavailable):
        desk.send()
    desk.gateway.out = False
    desk.send()
    assert desk.stands() == (0, 0, 0, FEE)


class Refusing(MemoryGateway):
    """Its way of paying knows no refunds."""

    def refund(self, order_id: str, key: str, amount: int, reason: str) -> None:
        raise RefundRefused


def refused() -> Desk:
    desk = approved()
    refusing = Refusing()
    refusing.orders = desk.gateway.orders
    desk.gateway = refusing
    desk.send()
    return desk


def test_a_gateway_that_refuses_leaves_a_task_to_pay_by_hand() -> None:
    desk = refused()
    assert desk.stands() == (0, 0, FEE, 0)
    assert desk.told[-1] == "RefundFailed"
    assert desk.store.open_tasks() == {f"refund-{ORDER}-1-by-hand": "payout"}
    assert desk.store.polls[ORDER] is None
    desk.send()
    assert desk.told.count("RefundFailed") == 1


def test_a_refusal_of_what_has_been_done_already_is_none() -> None:
    """The answer to the first question was lost, and this gateway says no to the second."""
    desk = approved()
    send_refund(desk.store, desk.gateway, desk.store.payments[ORDER])
    refusing = Refusing()
    refusing.orders = desk.gateway.orders
    desk.gateway = refusing
    desk.send()
    assert (desk.stands(), "RefundFailed" in desk.told) == ((0, 0, 0, FEE), False)


# ---------------------------------------------------------------- by hand


def test_what_the_gateway_refused_is_paid_by_hand() -> None:
    desk = refused()
    assert desk.paid() == "done"
    assert desk.stands() == (0, 0, 0, FEE)
    assert (desk.store.refunds[ORDER, 1].reference, desk.store.open_tasks()) == ("SP2D-001/2026", {})
    assert desk.store.payments[ORDER].status is P.REFUNDED


def test_what_was_paid_by_hand_and_at_the_gateway_too_is_found() -> None:
    """Nothing is left by our books, and yet its notice is worth a question."""
    desk = refused()
    desk.paid()
    desk.gateway.orders[ORDER] = seen(status=P.REFUNDED, refunds=(GatewayRefund("desk", FEE),))
    desk.confirm()
    assert desk.told[-1] == "PaymentContradicted"
    assert list(desk.store.open_tasks().values()) == ["difference"]


def test_a_refusal_because_of_money_gone_meanwhile_is_asked_again_for_the_rest() -> None:
    desk = approved()
    desk.gateway.orders[ORDER] = seen(status=P.REFUNDED, refunds=(GatewayRefund("desk", 50_000),))
    desk.send()
    assert "RefundFailed" not in desk.told
    desk.send()
    assert desk.stands() == (0, 0, 0, FEE)


def test_state_revenue_goes_back_by_letter() -> None:
    desk = Desk(gateway="simponi").standing(Status.WITHDRAWN)
    desk.propose()
    desk.approve()
    assert desk.store.refunds[ORDER, 1].road is RefundRoad.LETTER
    assert desk.store.open_tasks() == {f"refund-{ORDER}-1-by-hand": "payout"}
    assert desk.store.polls[ORDER] is None
    send_refund(desk.store, desk.gateway, desk.store.payments[ORDER])
    assert desk.gateway.orders[ORDER].refunds == ()
    desk.paid()
    assert (desk.stands(), desk.told[-1]) == ((0, 0, 0, FEE), "PaymentRefunded")
    assert desk.confirm() is P.REFUNDED


@pytest.mark.parametrize("reference", ["", "abc", "A", "SP2D 1", "A" * 41, "<b>", "SP2D-١٢٣"])
def test_a_reference_is_written_as_it_stands_on_the_payment_order(reference: str) -> None:
    with pytest.raises(ReferenceMalformed):
        refused().paid(reference=reference)


def test_what_the_gateway_shall_pay_is_not_paid_by_hand() -> None:
    desk = approved()
    with pytest.raises(NoRefundByHand):
        desk.paid()
