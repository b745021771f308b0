"""Issue a payment for the fee due.

The intent is stored under a deterministic order id before the gateway is asked, so that a crash, a
time-out or a second click always finds the same charge again and never makes a second one. A citizen may
change to another gateway or method: the older payment stays as it is, for somebody may be at the bank with it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import record, touch
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.errors import Conflict
from imigrasi.domain.gateway import Gateway
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import UNPAID, Bill, Payment, PaymentStatus, merge
from imigrasi.usecases.access import authorised_file
from imigrasi.usecases.charging import Wish, issued
from imigrasi.usecases.payment_ports import PaymentGateway
from imigrasi.usecases.ports import ApplicationStore, File
from imigrasi.usecases.writes import PutPayment


class PaymentNotDue(Conflict):
    code = "payment_not_due"
    title = "No fee is due for this application now."


class AlreadyPaid(Conflict):
    code = "already_paid"
    title = "The fee of this application has been paid."


def issue_payment(
    store: ApplicationStore,
    gateway: PaymentGateway,
    terms: Gateway,
    application_id: str,
    *,
    method: str | None,
    key: str,
    idempotency_key: str,
    at: datetime,
) -> Payment:
    """The payment to pay, by `method` or by the first of the gateway's `terms`.

    Raises NotFound, MethodUnknown, PaymentNotDue, AlreadyPaid, InProgress, KeyReused, Unavailable.
    """
    wish = Wish.of(application_id, terms, method, idempotency_key, at)

    def intend() -> Payment:
        return _intent(store, authorised_file(store, application_id, key), wish)

    return issued(gateway, intend, lambda payment, bill: _keep(store, payment, bill, wish), at)


def _intent(store: ApplicationStore, file: File, wish: Wish) -> Payment:
    """The payment this request is about: a repeat's own, one still open, or a new one."""
    application = file.application
    repeated = wish.repeated(file.payments)
    if repeated is not None:
        return repeated
    if application.paid:
        raise AlreadyPaid
    lapsed_unpaid = application.status is Status.LAPSED and application.lapsed_from is Status.AWAITING_PAYMENT
    if application.fee is None or not (application.status is Status.AWAITING_PAYMENT or lapsed_unpaid):
        raise PaymentNotDue

    def fits(payment: Payment) -> bool:
        # A group's code asks for the fees of others too.
        return payment.group_order is None and payment.amount == application.fee

    found = wish.still_open(file.payments, fits)
    if found is not None:
        return found
    payment = wish.payment(application.payments + 1, application.fee)
    change = touch(application, replace(application, payments=payment.number))
    store.commit(change, PutPayment(payment, new=True, poll_at=wish.poll_at(payment)))
    return payment


def _keep(store: ApplicationStore, payment: Payment, bill: Bill | None, wish: Wish) -> Payment:
    """Keep what is paid with. None: it is lost; should this charge be paid all the same, it still settles."""
    file = store.file(payment.application_id)
    current = next(p for p in file.payments if p.number == payment.number)
    if current.is_billed or current.status not in UNPAID:
        return current
    if bill is None:
        kept = replace(current, status=merge(current.status, PaymentStatus.FAILED))
        change = touch(file.application, file.application)
    else:
        kept = current.billed(bill)
        ids = {"order_id": payment.order_id, "payment_id": payment.order_id}
        event = Event("PaymentIssued", Actor(ActorKind.GATEWAY, payment.gateway), ids=ids)
        change = record(file.application, file.application, event, wish.at)
    store.commit(change, PutPayment(kept, poll_at=wish.poll_at(kept)))
    return kept
