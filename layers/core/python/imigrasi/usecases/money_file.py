"""One payment's money as officers decide about it: the application, the payment by the ledger's sums, its refunds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.decision import Officer, OfficerMayNot, Role
from imigrasi.domain.errors import Conflict
from imigrasi.domain.ledger import standing
from imigrasi.domain.payment import MONEY_MOVED, Payment
from imigrasi.domain.refund import Refund
from imigrasi.usecases.payment_ports import PaymentStore
from imigrasi.usecases.ports import ApplicationStore, File
from imigrasi.usecases.writes import PutTask


class NothingToGiveBack(Conflict):
    code = "nothing_to_give_back"
    title = "Of this payment nothing is left that could be decided about."


class RefundUnderWay(Conflict):
    code = "refund_under_way"
    title = "A refund of this payment has been proposed or approved already."


@dataclass(frozen=True, slots=True)
class MoneyDecision:
    """What an officer asked for in a runbook about a payment. `detail`: reason code, or the treasury's reference."""

    order_id: str
    officer: Officer
    detail: str
    execution_id: str

    def event(self, type_: str, reason: str | None = None, **ids: str) -> Event:
        about = {"order_id": self.order_id, "payment_id": self.order_id, "execution_id": self.execution_id}
        return Event(type_, Actor(ActorKind.OFFICER, self.officer.name), reason_code=reason, ids=about | ids)


class MoneyFile(NamedTuple):
    file: File
    payment: Payment
    refunds: tuple[Refund, ...]

    @property
    def open_refund(self) -> Refund | None:
        return next((refund for refund in self.refunds if refund.is_open), None)

    def task(self, name: str, kind: str, at: datetime) -> PutTask:
        application = self.file.application
        return PutTask(name, kind, application.office, application.id, at, self.payment.order_id)


def money_file(store: ApplicationStore, orders: PaymentStore, order_id: str) -> MoneyFile:
    """Raises NotFound, and NothingToGiveBack for a payment that no money has come by.

    The books are read after the application: what rests on them is refused if it has changed meanwhile.
    """
    order = orders.order(order_id)
    file = store.file(order.application_id)
    payment = next(each for each in file.payments if each.number == order.number)
    if payment.status not in MONEY_MOVED:
        raise NothingToGiveBack
    books = orders.books(payment)
    return MoneyFile(file, standing(payment, books.posted), books.refunds)


def check_officer(officer: Officer) -> None:
    """Raises OfficerMayNot for those who only look."""
    if officer.role is Role.AUDITOR:
        raise OfficerMayNot
