"""Issue a payment for the fee due.

The intent is stored under a deterministic order id before the gateway is asked, so that a crash, a
time-out or a second click always finds the same charge again and never makes a second one. A citizen may
change to another gateway or method: the older payment stays as it is, for somebody may be at the bank with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from imigrasi.domain.application import Application, record, touch
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.errors import Conflict
from imigrasi.domain.gateway import Gateway
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import MONEY_MOVED, UNPAID, Bill, Payment, PaymentStatus, merge
from imigrasi.usecases.access import authorised_file
from imigrasi.usecases.payment_ports import MethodUnknown, OrderExists, PaymentGateway
from imigrasi.usecases.ports import ApplicationStore, File
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.start_application import KeyReused
from imigrasi.usecases.writes import AlreadyWritten, PutPayment

#: Before this, somebody else's charge may still be under way.
CHARGE_TIME = timedelta(seconds=20)


class BillLost(Exception):
    """The charge exists, but what it is paid with went down with its answer and cannot be had again."""


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
    chosen = chosen_method(terms, method)
    key_hash = request_hash(application_id, idempotency_key)

    def intend() -> Payment:
        file = authorised_file(store, application_id, key)
        return _intent(store, file, terms, chosen, key_hash, at)

    return issued(gateway, intend, lambda payment, bill: _keep(store, payment, bill, terms, at), at)


def chosen_method(terms: Gateway, method: str | None) -> str:
    """The method asked for, or the gateway's first. Raises MethodUnknown."""
    chosen = terms.default_method if method is None else terms.method(method)
    if chosen is None:
        raise MethodUnknown
    return chosen.code


def request_hash(payer_id: str, idempotency_key: str) -> str:
    """What a repeated request for a payment is known by; `payer_id` is an application's number or a group's."""
    return hashlib.sha256(f"{payer_id}\npayment\n{idempotency_key}".encode()).hexdigest()[:32]


def issued(
    gateway: PaymentGateway,
    intend: Callable[[], Payment],
    keep: Callable[[Payment, Bill | None], Payment],
    at: datetime,
) -> Payment:
    """Store what is intended, ask the gateway, `keep` what is paid with. None: it is lost, and another charge is made.

    Raises InProgress, GatewayRefused, Unavailable, and what `intend` and `keep` raise.
    """
    while True:
        try:
            payment = until_written(intend)
        except AlreadyWritten as raced:
            raise InProgress(retry_after=1) from raced
        if payment.is_billed or payment.status not in UNPAID:
            return payment
        try:
            bill: Bill | None = _charge(gateway, payment, at)
        except BillLost:
            bill = None
        kept = until_written(partial(keep, payment, bill))
        if bill is not None:
            return kept


def _intent(store: ApplicationStore, file: File, terms: Gateway, method: str, key_hash: str, at: datetime) -> Payment:
    """The payment this request is about: a repeat's own, one still open, or a new one."""
    application = file.application
    for payment in file.payments:
        if payment.key_hash == key_hash:
            if (payment.gateway, payment.method) != (terms.code, method):
                raise KeyReused
            if payment.is_billed or payment.is_open(at) or payment.status in MONEY_MOVED:
                return payment
    if application.paid:
        raise AlreadyPaid
    lapsed_unpaid = application.status is Status.LAPSED and application.lapsed_from is Status.AWAITING_PAYMENT
    if application.fee is None or not (application.status is Status.AWAITING_PAYMENT or lapsed_unpaid):
        raise PaymentNotDue
    found = _still_open(file, terms, method, at)
    return found or _new_intent(store, application, terms, method, key_hash, at)


def _still_open(file: File, terms: Gateway, method: str, at: datetime) -> Payment | None:
    """A payment that will do. Money that a bank has already is not asked for again, even by a code that has expired."""
    wanted = (terms.code, method, file.application.fee)
    for payment in file.payments:
        if payment.gateway == terms.code and payment.awaits_treasury:
            return payment
        if payment.group_order is not None:
            continue  # its code asks for the fees of others too
        if (payment.gateway, payment.method, payment.amount) == wanted and payment.is_open(at):
            if not payment.is_billed and at < payment.created_at + CHARGE_TIME:
                raise InProgress(retry_after=2)
            return payment
    return None


def _new_intent(
    store: ApplicationStore, application: Application, terms: Gateway, method: str, key_hash: str, at: datetime
) -> Payment:
    payment = Payment(
        application_id=application.id,
        number=application.payments + 1,
        gateway=terms.code,
        method=method,
        amount=application.fee or 0,
        status=PaymentStatus.CREATED,
        created_at=at,
        expires_at=at + terms.code_lifetime,
        key_hash=key_hash,
    )
    change = touch(application, replace(application, payments=payment.number))
    store.commit(change, PutPayment(payment, new=True, poll_at=terms.polls.first_at(at, payment.expires_at)))
    return payment


def _charge(gateway: PaymentGateway, payment: Payment, at: datetime) -> Bill:
    """What the order is paid with, charged now or before. Raises BillLost, InProgress, Unavailable."""
    try:
        return gateway.charge(payment.order_id, payment.amount, method=payment.method, expires_at=payment.expires_at)
    except OrderExists:
        found = gateway.fetch(payment.order_id)
    if found.bill is not None:
        return found.bill
    if found.status in MONEY_MOVED or at < payment.created_at + CHARGE_TIME:
        # Somebody has the answer: they paid and it is soon confirmed, or it is still on its way to them.
        raise InProgress(retry_after=5)
    raise BillLost


def _keep(store: ApplicationStore, payment: Payment, bill: Bill | None, terms: Gateway, at: datetime) -> Payment:
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
        change = record(file.application, file.application, event, at)
    store.commit(change, PutPayment(kept, poll_at=terms.polls.first_at(at, kept.expires_at)))
    return kept
