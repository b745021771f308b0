"""The request to give state revenue back: what the treasury needs to find the payment, and who decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from imigrasi.domain.application import Application
from imigrasi.domain.errors import NotFound
from imigrasi.domain.payment import Payment
from imigrasi.domain.refund import Refund
from imigrasi.domain.refund_policy import Case, case_of
from imigrasi.domain.service import RefundRule
from imigrasi.usecases.payment_ports import PaymentStore
from imigrasi.usecases.ports import ApplicationStore, Catalogue, File

#: Events that tell when money came.
_CAME = ("PaymentSettled", "PaymentSuspended")


@dataclass(frozen=True, slots=True)
class RefundLetter:
    """`paid_at`: when the payment came, as far as the history tells. `rule`: the policy it goes back by."""

    application: Application
    payment: Payment
    refund: Refund
    paid_at: datetime | None
    rule: RefundRule


def write_refund_letter(
    store: ApplicationStore,
    orders: PaymentStore,
    catalogue: Catalogue,
    application_id: str,
    payment_id: str,
    *,
    at: datetime,
) -> RefundLetter:
    """Raises EntryUnreadable, and NotFound, also for a payment of which nothing is to be paid by hand."""
    file = store.file(application_id)
    payment = next((each for each in file.payments if each.order_id == payment_id), None)
    if payment is None or not payment.owed:
        raise NotFound
    refund = next((each for each in orders.books(payment).refunds if each.is_to_be_paid_by_hand), None)
    if refund is None:
        raise NotFound
    return RefundLetter(file.application, payment, refund, _came_at(file, payment), _rule(file, payment, catalogue, at))


def _came_at(file: File, payment: Payment) -> datetime | None:
    came = (each.at for each in file.entries if each.type in _CAME and each.ids.get("order_id") == payment.order_id)
    return next(came, None)


def _rule(file: File, payment: Payment, catalogue: Catalogue, at: datetime) -> RefundRule:
    """Money that never paid the fee goes back as suspense; the rest by what became of the application."""
    application = file.application
    service = catalogue.service(application.service)
    case = case_of(application, (entry.type for entry in file.entries), service, at) if payment.applied else None
    return service.refunds[(case or Case.SUSPENSE).value]
