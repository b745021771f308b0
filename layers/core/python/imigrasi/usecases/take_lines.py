"""One line of a settlement file: kept, believed as far as it goes, and its order asked about. Again is nothing new.

A line of the treasury is the gateway's own word on its order; a line of another gateway only tells that the gateway has
something to say. What is said of a code that nobody here gave out, or contradicts what was said before, becomes a task.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from imigrasi.domain.application import touch
from imigrasi.domain.billing_code import BillingCode
from imigrasi.domain.errors import NotFound
from imigrasi.domain.gateway import Gateway
from imigrasi.domain.payment import Payment, PaymentStatus
from imigrasi.domain.statement import Movement
from imigrasi.usecases.payment_ports import ConfirmationQueue, PaymentStore, StatementLine
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.statement_ports import (
    BillingCodes,
    Kept,
    MovementBook,
    OpenTasks,
    StatementFiles,
    StatementStore,
)
from imigrasi.usecases.task_ports import TaskKind
from imigrasi.usecases.writes import PutPayment, PutTask

UNKNOWN_CODE = "unknown_code"
#: Nobody has paid tomorrow: the line is broken, and a right one counts later.
PAID_IN_FUTURE = "paid_in_future"
#: How far the clocks of banks and treasury may differ from ours.
SKEW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """What settlement files are worked on with."""

    files: StatementFiles
    statements: StatementStore
    movements: MovementBook
    tasks: OpenTasks
    codes: BillingCodes
    applications: ApplicationStore
    orders: PaymentStore
    confirmations: ConfirmationQueue


def take_line(desk: Desk, terms: Gateway, line: StatementLine, statement: str, at: datetime) -> str | None:
    """Why the line does not count; None when it does. `statement`: the file's digest."""
    if line.billing_code is not None:
        return _take_treasury_line(desk, terms, line, statement, at)
    desk.movements.state(terms.code, line)
    movement = Movement(line.kind, line.gateway_payment_id)
    if desk.movements.booked(terms.code, movement) != desk.movements.stated(terms.code, movement):
        _ask(desk, line.order_id or "")
    return None


def _take_treasury_line(desk: Desk, terms: Gateway, line: StatementLine, statement: str, at: datetime) -> str | None:
    code = line.billing_code or ""
    order_id = desk.codes.order_of(code) or ""
    if not order_id:
        task_id = f"unknown_code-{code}-{line.ntpn or line.ntb}"
        desk.tasks.open(PutTask(task_id, TaskKind.UNKNOWN_CODE, terms.office, "", at))
        return UNKNOWN_CODE
    order = desk.orders.order(order_id)
    fault: str | None = None
    if line.at > at + SKEW:
        fault = PAID_IN_FUTURE
    else:
        kept = until_written(lambda: desk.codes.keep_line(order_id, line, statement))
        fault = kept.value if kept in (Kept.CONTRADICTS, Kept.FOREIGN) else None
    if fault is not None:
        task_id = f"difference-{terms.code}-{line.ntpn or line.ntb}-{fault}"
        desk.tasks.open(PutTask(task_id, TaskKind.DIFFERENCE, terms.office, order.concerns, at, order_id))
        return fault
    if line.ntpn is not None:
        desk.movements.state(terms.code, line)
    if kept is Kept.SECOND:
        order_id = _second_payment(desk, order_id, line, statement, at)
    desk.confirmations.ask(order_id)
    return None


def _second_payment(desk: Desk, order_id: str, line: StatementLine, statement: str, at: datetime) -> str:
    """An order of its own for money that came by a code already paid: confirmed like any other, and held apart."""
    first = desk.codes.of_order(order_id)
    if first is None:
        raise NotFound
    paid = desk.orders.order(first.order_id)
    second = until_written(lambda: _second_order(desk.applications, paid, first, line, at))
    desk.codes.adopt(second, first, line, statement)
    return second


def _second_order(store: ApplicationStore, paid: Payment, first: BillingCode, line: StatementLine, at: datetime) -> str:
    """Of a group's code in its first member's file."""
    key_hash = hashlib.sha256(f"ntpn\n{line.ntpn}".encode()).hexdigest()[:32]
    file = store.file(paid.concerns)
    for payment in file.payments:
        if payment.key_hash == key_hash:
            return payment.order_id
    second = Payment(
        application_id=paid.concerns,
        number=file.application.payments + 1,
        gateway=paid.gateway,
        method=paid.method,
        amount=paid.amount,
        status=PaymentStatus.EXPIRED,  # nobody shall pay by it: its money has come
        created_at=at,
        expires_at=first.expires_at,
        key_hash=key_hash,
        billing_code=first.code,
    )
    change = touch(file.application, replace(file.application, payments=second.number))
    store.commit(change, PutPayment(second, new=True, poll_at=at))
    return second.order_id


def _ask(desk: Desk, order_id: str) -> None:
    """Have the order confirmed, if it is one of ours; if it is not, the comparison says so."""
    try:
        desk.orders.order(order_id)
    except NotFound:
        return
    desk.confirmations.ask(order_id)
