"""What can be done to an order from outside, by its name: pay it, let it expire, misbehave with it."""

from collections.abc import Callable
from concurrent.futures import Future

from local.gateway.books import OrderClosed
from local.gateway.gateway import Entry, Gateway, Outcome
from local.gateway.misbehaviour import MISBEHAVIOURS
from local.gateway.orders import Order, Status


def pay(gateway: Gateway, order: Order) -> Outcome:
    return gateway.pay(order.order_id)


def expire(gateway: Gateway, order: Order) -> Outcome:
    return gateway.expire(order.order_id)


DEEDS: dict[str, Callable[[Gateway, Order], Outcome]] = {"pay": pay, "expire": expire, **MISBEHAVIOURS}

BACK = ("refund", "partial-refund", "chargeback")

#: What is left to do: money comes once, and after expiry only late; what came can go back; a forgery asks nobody.
POSSIBLE: dict[Status, tuple[str, ...]] = {
    Status.PENDING: tuple(DEEDS),
    Status.EXPIRE: ("late", "forged"),
    Status.SETTLEMENT: (*BACK, "forged"),
    Status.PARTIAL_REFUND: (*BACK, "forged"),
    Status.PARTIAL_CHARGEBACK: ("forged",),
    Status.REFUND: ("forged",),
    Status.CHARGEBACK: ("forged",),
}


def perform(gateway: Gateway, name: str, order_id: str) -> Outcome:
    """Do it now and enter it in the diary, a refusal too. Raises OrderUnknown, OrderClosed."""
    order, at = gateway.books.order(order_id), gateway.now()
    try:
        outcome = DEEDS[name](gateway, order)
    except OrderClosed as refusal:
        gateway.record(order_id, Entry(at, name, refusal))
        raise
    gateway.record(order_id, Entry(at, name, outcome))
    return outcome


def begin(gateway: Gateway, name: str, order_id: str) -> Future[Outcome]:
    """Do it beside the caller, one deed at a time on one order. Raises OrderUnknown."""
    gateway.books.order(order_id)
    return gateway.begin(order_id, lambda: perform(gateway, name, order_id))
