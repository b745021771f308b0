"""Ask the gateway what became of an order and book it: once, whatever arrives how often in which order.

Money that fits no fee due (second payment, wrong amount, withdrawn application) is captured to
suspense with a task for an officer: never dropped, never applied.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from imigrasi.domain.application import Application, Change, apply, record, touch
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.errors import Conflict
from imigrasi.domain.gateway import Polls
from imigrasi.domain.ledger import capture_entry, suspense_entry
from imigrasi.domain.lifecycle import Command, Status, is_legal
from imigrasi.domain.payment import MONEY_MOVED, GatewayPayment, Payment, PaymentStatus, merge
from imigrasi.usecases.payment_ports import OrderUnknown, PaymentGateway, PaymentStore
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import AlreadyWritten, PutLedger, PutPayment, PutTask, Write

#: One confirmation of an order at a time; a crashed one frees the place after this long.
CLAIM = timedelta(seconds=30)


class ConfirmationUnderWay(Conflict):
    code = "in_progress"
    title = "This order is being confirmed."


def confirm_payment(
    store: ApplicationStore,
    orders: PaymentStore,
    gateway: PaymentGateway,
    polls: Polls,
    order_id: str,
    *,
    at: datetime,
) -> PaymentStatus:
    """The order's status. `polls`: when its gateway is asked again.

    Raises NotFound, ConfirmationUnderWay, GatewayUnavailable (all retried).
    """
    order = orders.order(order_id)
    if order.status in MONEY_MOVED:
        return order.status
    if not orders.claim_confirmation(order_id, at, at + CLAIM):
        raise ConfirmationUnderWay
    try:
        seen = gateway.fetch(order_id)
    except OrderUnknown:
        return until_written(lambda: _never_charged(store, order, polls, at))
    finally:
        orders.release_confirmation(order_id)
    try:
        return until_written(lambda: _book(store, order, seen, polls, at))
    except AlreadyWritten:
        return PaymentStatus.SETTLED


def _never_charged(store: ApplicationStore, order: Payment, polls: Polls, at: datetime) -> PaymentStatus:
    """The charge never reached the gateway; the citizen's next request makes it, while it may still come.

    After that the order expires, and nobody asks about it any more.
    """
    if polls.next(at, order.expires_at) is not None:
        return order.status
    file = store.file(order.application_id)
    payment = next(p for p in file.payments if p.number == order.number)
    status = merge(payment.status, PaymentStatus.EXPIRED)
    if payment.status is not status:
        store.commit(touch(file.application, file.application), PutPayment(replace(payment, status=status)))
    return status


def _book(store: ApplicationStore, order: Payment, seen: GatewayPayment, polls: Polls, at: datetime) -> PaymentStatus:
    file = store.file(order.application_id)
    payment = next(p for p in file.payments if p.number == order.number)
    status = merge(payment.status, seen.status)
    known = replace(payment, status=status, gateway_payment_id=seen.gateway_payment_id, paid_at_bank=seen.paid_at_bank)
    if payment.status in MONEY_MOVED:
        return payment.status
    if status not in MONEY_MOVED:
        # An order that is pending as before has its next question already, from reconciliation.
        asked_again = known == payment and status is PaymentStatus.PENDING and at < payment.expires_at
        if not asked_again:
            poll_at = polls.next(at, payment.expires_at)
            store.commit(touch(file.application, file.application), PutPayment(known, poll_at=poll_at))
        return status
    change, writes = _settlement(file.application, known, seen, at)
    store.commit(change, *writes)
    return status


def _settlement(
    application: Application, payment: Payment, seen: GatewayPayment, at: datetime
) -> tuple[Change, list[Write]]:
    ids = {"order_id": payment.order_id, "payment_id": payment.order_id}
    actor = Actor(ActorKind.GATEWAY, payment.gateway)
    capture = PutLedger(capture_entry(payment, seen, at))
    if _fits(application, payment, seen):
        revived = application.status is Status.LAPSED
        change = apply(
            application,
            Command.SETTLE,
            Event("PaymentSettled", actor, ids=ids),
            at,
            paid=True,
            lapsed_from=None,
            round=application.round + (1 if revived else 0),
        )
        return change, [PutPayment(replace(payment, applied=True)), capture]
    event = Event("PaymentSuspended", actor, reason_code=_misfit(application, payment, seen), ids=ids)
    task = PutTask(f"suspense-{payment.order_id}", "suspense", application.office, application.id, at)
    return record(application, application, event, at), [
        PutPayment(payment),
        capture,
        PutLedger(suspense_entry(payment, seen, at)),
        task,
    ]


def _fits(application: Application, payment: Payment, seen: GatewayPayment) -> bool:
    return _misfit(application, payment, seen) is None


def _misfit(application: Application, payment: Payment, seen: GatewayPayment) -> str | None:
    """Why the money cannot be applied, None if it can."""
    if seen.status is not PaymentStatus.SETTLED:
        return "taken_back"
    if seen.amount != payment.amount or payment.amount != application.fee:
        return "wrong_amount"
    if application.paid:
        return "paid_already"
    if not is_legal(application.status, Command.SETTLE, application.circumstances):
        return "not_due"
    return None
