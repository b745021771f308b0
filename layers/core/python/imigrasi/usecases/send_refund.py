"""Have the gateway give back what two officers have approved: asked under one key, so that it happens once.

That the gateway took the question says nothing yet: the books follow its own word, when the order is next confirmed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import record
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.payment import Payment
from imigrasi.domain.refund import Refund
from imigrasi.usecases.money_file import money_file
from imigrasi.usecases.payment_ports import OrderUnknown, PaymentGateway, PaymentStore, RefundRefused
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.propose_refund import payment_task
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import PutPayment, PutRefund


def send_refund(orders: PaymentStore, gateway: PaymentGateway, order: Payment) -> Refund | None:
    """What the gateway said no to, if it did. Raises GatewayUnavailable (retried: the key makes it once)."""
    refund = _to_be_sent(orders.books(order).refunds)
    if refund is None:
        return None
    try:
        gateway.refund(order.charged_as, refund.key, refund.amount, refund.reason)
    except (RefundRefused, OrderUnknown):
        return refund
    return None


def note_refusal(store: ApplicationStore, orders: PaymentStore, refused: Refund, *, at: datetime) -> None:
    """The gateway said no, and its word on the order shows no such refund: somebody has to pay it by hand.

    Unless its word has changed what is owed: then it is asked for that, at the next occasion.
    """
    order_id = refused.order_id

    def note() -> None:
        money = money_file(store, orders, order_id)
        refund = _to_be_sent(money.refunds)
        if refund is None or refund.amount != refused.amount:
            return
        actor = Actor(ActorKind.GATEWAY, money.payment.gateway)
        ids = {"order_id": order_id, "payment_id": order_id, "refund": str(refund.number)}
        application = money.file.application
        store.commit(
            record(application, application, Event("RefundFailed", actor, ids=ids), at),
            PutRefund(replace(refund, failed=True)),
            PutPayment(money.payment),
            money.task(payment_task(refund), "payout", at),
        )

    until_written(note)


def _to_be_sent(refunds: tuple[Refund, ...]) -> Refund | None:
    return next((refund for refund in refunds if refund.is_to_be_sent), None)
