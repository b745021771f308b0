"""Ask the gateway what became of an order and book it: once, whatever arrives how often in which order.

A settled order is asked about again when a notice says that money went back, or when nobody says why: a notice that
can tell nothing new costs no call.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from imigrasi.domain.application import touch
from imigrasi.domain.errors import Conflict
from imigrasi.domain.gateway import Polls
from imigrasi.domain.payment import MONEY_MOVED, GatewayPayment, Payment, PaymentStatus, merge
from imigrasi.usecases.book_money import contradicted, first_sight, gone_back
from imigrasi.usecases.payment_ports import OrderUnknown, PaymentGateway, PaymentStore
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import AlreadyWritten, PutPayment

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
    heard: PaymentStatus | None = None,
    at: datetime,
) -> PaymentStatus:
    """The order's status. `polls`: when its gateway is asked again; `heard`: what a notice says, if one came.

    Raises NotFound, ConfirmationUnderWay, GatewayUnavailable (all retried).
    """
    order = orders.order(order_id)
    if is_known(order, heard):
        return order.status
    seen = asked(orders, gateway, order_id, at)
    if seen is None:
        return until_written(lambda: _never_charged(store, order, polls, at))
    try:
        return until_written(lambda: _book(store, orders, order, seen, polls, at))
    except AlreadyWritten:
        return until_written(lambda: _written_before(store, orders, order, seen, at))


def asked(orders: PaymentStore, gateway: PaymentGateway, order_id: str, at: datetime) -> GatewayPayment | None:
    """The gateway's word, asked once at a time; None when it has never heard of the order.

    Raises ConfirmationUnderWay, GatewayUnavailable.
    """
    if not orders.claim_confirmation(order_id, at, at + CLAIM):
        raise ConfirmationUnderWay
    try:
        return gateway.fetch(order_id)
    except OrderUnknown:
        return None
    finally:
        orders.release_confirmation(order_id)


def is_known(order: Payment, heard: PaymentStatus | None) -> bool:
    """Whether asking can tell nothing new: all of it is back, or a notice speaks of no more than it was paid."""
    if order.status not in MONEY_MOVED:
        return False
    speaks_of_more = heard is None or heard in (PaymentStatus.REFUNDED, PaymentStatus.CHARGED_BACK)
    return order.is_all_back or not speaks_of_more


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


def _book(
    store: ApplicationStore,
    orders: PaymentStore,
    order: Payment,
    seen: GatewayPayment,
    polls: Polls,
    at: datetime,
) -> PaymentStatus:
    file = store.file(order.application_id)
    payment = next(p for p in file.payments if p.number == order.number)
    status = merge(payment.status, seen.status)
    known = replace(payment, status=status, gateway_payment_id=seen.gateway_payment_id, paid_at_bank=seen.paid_at_bank)
    if status not in MONEY_MOVED:
        # An order that is pending as before has its next question already, from reconciliation.
        asked_again = known == payment and status is PaymentStatus.PENDING and at < payment.expires_at
        if not asked_again:
            poll_at = polls.next(at, payment.expires_at)
            store.commit(touch(file.application, file.application), PutPayment(known, poll_at=poll_at))
        return status
    if payment.status in MONEY_MOVED:
        booking = gone_back(file.application, payment, seen, orders.books(payment), polls.every, at)
    else:
        booking = first_sight(file.application, known, seen, at)
    if booking is not None:
        change, writes = booking
        store.commit(change, *writes)
    return status


def _written_before(
    store: ApplicationStore, orders: PaymentStore, order: Payment, seen: GatewayPayment, at: datetime
) -> PaymentStatus:
    """This money is in the books already: told before, or the gateway gives one payment for two orders."""
    now = orders.order(order.order_id)
    if now.status not in MONEY_MOVED:
        application = store.load(order.application_id)
        change, writes = contradicted(application, now, seen, "payment_of_another_order", at)
        with suppress(AlreadyWritten):
            store.commit(change, *writes)
    return now.status
