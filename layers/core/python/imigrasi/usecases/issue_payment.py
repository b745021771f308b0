"""Issue a payment for the fee due.

The intent is stored under a deterministic order id before the gateway is asked, so that a crash, a
time-out or a second click always finds the same charge again and never makes a second one.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from imigrasi.domain.application import Application, record, touch
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.errors import Conflict
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import Bill, Payment, PaymentStatus
from imigrasi.usecases.access import authorised_file
from imigrasi.usecases.payment_ports import GatewayUnavailable, OrderExists, PaymentGateway
from imigrasi.usecases.ports import ApplicationStore, File
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.start_application import KeyReused
from imigrasi.usecases.writes import AlreadyWritten, PutPayment

#: How long a billing code can be paid.
CODE_LIFETIME = timedelta(hours=24)
#: Before this, somebody else's charge may still be under way.
CHARGE_TIME = timedelta(seconds=20)
#: Reconciliation first asks after this long, and then whenever it has not heard the end.
FIRST_POLL = timedelta(minutes=15)


class PaymentNotDue(Conflict):
    code = "payment_not_due"
    title = "No fee is due for this application now."


class AlreadyPaid(Conflict):
    code = "already_paid"
    title = "The fee of this application has been paid."


class InProgress(Conflict):
    code = "in_progress"
    title = "The payment is being issued. Ask again in a moment."


def issue_payment(
    store: ApplicationStore,
    gateway: PaymentGateway,
    application_id: str,
    *,
    key: str,
    idempotency_key: str,
    at: datetime,
) -> Payment:
    """The payment to pay. Raises NotFound, PaymentNotDue, AlreadyPaid, InProgress, KeyReused, Unavailable."""
    key_hash = hashlib.sha256(f"{application_id}\npayment\n{idempotency_key}".encode()).hexdigest()[:32]

    def intend() -> Payment:
        return _intent(store, gateway.name, authorised_file(store, application_id, key), key_hash, at)

    try:
        payment = until_written(intend)
    except AlreadyWritten as raced:
        raise InProgress(retry_after=1) from raced
    if payment.status is not PaymentStatus.CREATED:
        return payment
    bill = _charge(gateway, payment)
    return until_written(lambda: _keep_bill(store, payment, bill, at))


def _intent(store: ApplicationStore, gateway: str, file: File, key_hash: str, at: datetime) -> Payment:
    """The payment this request is about: a repeat's own, one still open, or a new one."""
    application = file.application
    for payment in file.payments:
        if payment.key_hash == key_hash:
            if payment.gateway != gateway:
                raise KeyReused
            return payment
    if application.paid:
        raise AlreadyPaid
    lapsed_unpaid = application.status is Status.LAPSED and application.lapsed_from is Status.AWAITING_PAYMENT
    if application.fee is None or not (application.status is Status.AWAITING_PAYMENT or lapsed_unpaid):
        raise PaymentNotDue
    for payment in file.payments:
        if payment.gateway == gateway and payment.amount == application.fee and payment.is_open(at):
            if payment.status is PaymentStatus.CREATED and at < payment.created_at + CHARGE_TIME:
                raise InProgress(retry_after=2)
            return payment
    return _new_intent(store, application, gateway, key_hash, at)


def _new_intent(
    store: ApplicationStore, application: Application, gateway: str, key_hash: str, at: datetime
) -> Payment:
    payment = Payment(
        application_id=application.id,
        number=application.payments + 1,
        gateway=gateway,
        amount=application.fee or 0,
        status=PaymentStatus.CREATED,
        created_at=at,
        expires_at=at + CODE_LIFETIME,
        key_hash=key_hash,
    )
    change = touch(application, replace(application, payments=payment.number))
    store.commit(change, PutPayment(payment, new=True, poll_at=at + FIRST_POLL))
    return payment


def _charge(gateway: PaymentGateway, payment: Payment) -> Bill:
    try:
        return gateway.charge(payment.order_id, payment.amount, expires_at=payment.expires_at)
    except OrderExists:
        found = gateway.fetch(payment.order_id)
        if found.bill is None:
            raise GatewayUnavailable from None
        return found.bill


def _keep_bill(store: ApplicationStore, payment: Payment, bill: Bill, at: datetime) -> Payment:
    file = store.file(payment.application_id)
    current = next(p for p in file.payments if p.number == payment.number)
    if current.status is not PaymentStatus.CREATED and current.gateway_payment_id:
        return current
    billed = current.billed(bill)
    event = Event(
        "PaymentIssued",
        Actor(ActorKind.GATEWAY, payment.gateway),
        ids={"order_id": payment.order_id, "payment_id": payment.order_id},
    )
    change = record(file.application, file.application, event, at)
    store.commit(change, PutPayment(billed, poll_at=at + FIRST_POLL))
    return billed
