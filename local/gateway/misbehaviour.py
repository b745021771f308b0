"""The ways in which gateways, networks and attackers trouble a merchant, each played on one order."""

from collections.abc import Callable
from typing import Any

from local.gateway import wire
from local.gateway.gateway import Gateway, Notice, Outcome
from local.gateway.orders import Order, ReturnKind, Status

DUPLICATES_AT_ONCE, DUPLICATES_AFTER = 3, 2
ONE_STEP_LESS = 1000
OUTAGE_S = 60.0


def duplicate(gateway: Gateway, order: Order) -> Outcome:
    """Pays once and notifies five times: three at once, then two more."""
    paid = gateway.capture(order.order_id, order.amount)
    notices = gateway.notify_together(paid, DUPLICATES_AT_ONCE)
    return Outcome(paid.capture, notices + [gateway.notify(paid) for _ in range(DUPLICATES_AFTER)])


def late(gateway: Gateway, order: Order) -> Outcome:
    """The order expires and says so; only then the money comes."""
    expired = gateway.notify(gateway.books.expire(order.order_id))
    paid = gateway.capture(order.order_id, order.amount, late=True)
    return Outcome(paid.capture, [expired, gateway.notify(paid)])


def wrong_amount(gateway: Gateway, order: Order) -> Outcome:
    """Captures less than was asked (more, where nothing less is left); signature and status agree with it."""
    paid = gateway.capture(order.order_id, other_amount(order.amount))
    return Outcome(paid.capture, [gateway.notify(paid)])


def other_amount(amount: int) -> int:
    return amount - ONE_STEP_LESS if amount > ONE_STEP_LESS else amount + ONE_STEP_LESS


def forged(gateway: Gateway, order: Order) -> Outcome:
    """No money: a settlement with a false signature, then a genuine pending notice altered to settlement."""
    genuine = wire.notice(order, gateway.server_key(), Status.PENDING)
    false_signature = genuine | {
        "status_code": "200",
        "transaction_status": "settlement",
        "signature_key": wire.sign(order.order_id, "200", genuine["gross_amount"], "not-the-server-key"),
    }
    altered = genuine | {"transaction_status": "settlement"}
    return Outcome(None, [_send_once(gateway, body) for body in (false_signature, altered)])


def reordered(gateway: Gateway, order: Order) -> Outcome:
    """Pays; the settlement notice arrives before the pending one."""
    paid = gateway.capture(order.order_id, order.amount)
    return Outcome(paid.capture, [gateway.notify(paid), gateway.notify(paid, Status.PENDING)])


def dropped(gateway: Gateway, order: Order) -> Outcome:
    """Pays and tells nobody: only asking for the status reveals it."""
    return Outcome(gateway.capture(order.order_id, order.amount).capture, [])


def outage(gateway: Gateway, order: Order) -> Outcome:
    """Pays and says so; but for a minute nobody can ask whether it is true."""
    paid = gateway.capture(order.order_id, order.amount)
    gateway.fail_for(OUTAGE_S)
    return Outcome(paid.capture, [gateway.notify(paid)])


def refund(gateway: Gateway, order: Order) -> Outcome:
    """All that is left goes back, at a press in the gateway's own dashboard; paid first where it was not."""
    return _back(gateway, order, ReturnKind.REFUND, lambda rest: rest)


def partial_refund(gateway: Gateway, order: Order) -> Outcome:
    """Half of what is left goes back, at a press in the gateway's own dashboard; paid first where it was not."""
    return _back(gateway, order, ReturnKind.REFUND, half)


def chargeback(gateway: Gateway, order: Order) -> Outcome:
    """The payer's bank takes back all that is left; paid first where it was not."""
    return _back(gateway, order, ReturnKind.CHARGEBACK, lambda rest: rest)


def half(amount: int) -> int:
    """In whole thousands where there are any."""
    return amount // 2 // 1000 * 1000 or amount // 2 or amount


def _back(gateway: Gateway, order: Order, kind: ReturnKind, part: Callable[[int], int]) -> Outcome:
    notices = []
    if not order.capture:
        order = gateway.capture(order.order_id, order.amount)
        notices.append(gateway.notify(order))
    capture = order.capture if notices else None
    order, given = gateway.give_back(order.order_id, kind, part(order.rest))
    return Outcome(capture, [*notices, gateway.notify(order)], given)


MISBEHAVIOURS: dict[str, Callable[[Gateway, Order], Outcome]] = {
    "duplicate": duplicate,
    "late": late,
    "wrong-amount": wrong_amount,
    "forged": forged,
    "reordered": reordered,
    "dropped": dropped,
    "outage": outage,
    "refund": refund,
    "partial-refund": partial_refund,
    "chargeback": chargeback,
}


def _send_once(gateway: Gateway, body: dict[str, Any]) -> Notice:
    return Notice(body["transaction_status"], gateway.notifier.send_once(wire.encode(body)))
