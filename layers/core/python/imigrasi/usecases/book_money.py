"""What a gateway's word about money comes to, as one write: captured, held apart, gone back, or contradicted.

Money that fits no fee due (second payment, wrong amount, withdrawn application, taken back before it was seen) is
captured to suspense with a task for an officer: never dropped, never applied. A word that cannot be true together with
the books writes no entry: it is told in the history, with a task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from imigrasi.domain.application import Application, Change, also, apply, record, touch
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.ledger import capture_entry, standing, suspense_entry
from imigrasi.domain.lifecycle import Command, Status, is_legal
from imigrasi.domain.payment import GatewayPayment, Payment, PaymentStatus, merge
from imigrasi.domain.refund import AT_GATEWAY
from imigrasi.domain.taken_back import Contradiction, TakenBack, taken_back
from imigrasi.usecases.disputes import dispute_settled
from imigrasi.usecases.payment_ports import Books
from imigrasi.usecases.receipts import receipted, revocation
from imigrasi.usecases.writes import PutLedger, PutPayment, PutRefund, PutTask, ShowShare, Write

Booking = tuple[Change, Sequence[Write]]


def first_sight(
    application: Application, payment: Payment, seen: GatewayPayment, at: datetime, *, held_for: str | None = None
) -> Booking:
    """The gateway holds, or held, money that the books do not know yet; `payment` has its status already.

    `held_for`: why it cannot be applied, where its application does not tell: something is wrong with a group's order.
    """
    capture = PutLedger(capture_entry(payment, seen, at))
    misfit = held_for or _misfit(application, payment, seen)
    if misfit is None:
        revived = application.status is Status.LAPSED
        change = apply(
            application,
            Command.SETTLE,
            _event("PaymentSettled", payment),
            at,
            paid=True,
            lapsed_from=None,
            round=application.round + (1 if revived else 0),
        )
        change, closing = dispute_settled(change, at)
        paid, receipt = receipted(application, replace(payment, captured=seen.amount, applied=True), at)
        return change, [_kept(paid), capture, receipt, *closing]
    held = replace(payment, captured=seen.amount, held=seen.amount)
    change = record(application, application, _event("PaymentSuspended", payment, misfit), at)
    writes: list[Write] = [capture, PutLedger(suspense_entry(payment, seen, at))]
    suspense = _task(f"suspense-{payment.order_id}", "suspense", application, payment, at)
    try:
        back = taken_back(held, seen, (), 0, at)
    except Contradiction:  # the officer who looks at the suspense sees it too
        return change, [*writes, _kept(held), suspense]
    change = _tell_back(change, back, at)
    tasks = [suspense] if back.payment.held else _unasked_tasks(application, back, at)
    tasks += _chargeback_task(application, back, at)
    return change, [*writes, *_entries(back), _kept(back.payment), *tasks]


def gone_back(
    application: Application, payment: Payment, seen: GatewayPayment, books: Books, every: timedelta, at: datetime
) -> Booking | None:
    """Money known to the books, looked at again; None when there is nothing new.

    While a refund is still to come the gateway is asked again after `every`.
    """
    known = standing(payment, books.posted)
    own = (each for each in books.posted if each.application_id == payment.application_id)
    chargebacks = sum(each.kind == "chargeback" for each in own)
    try:
        back = taken_back(known, seen, books.refunds, chargebacks, at)
    except Contradiction as contradiction:
        return contradicted(application, payment, seen, contradiction.code, at)
    after = replace(back.payment, status=merge(payment.status, seen.status))
    if after == payment:
        return None
    change = _tell_back(Change(application, application), back, at) if back.entries else touch(application, application)
    refunds = {refund.number: refund for refund in books.refunds} | back.refunds
    poll_at = at + every if any(refund.is_to_be_sent for refund in refunds.values()) else None
    tasks = [*_unasked_tasks(application, back, at), *_chargeback_task(application, back, at)]
    return change, [*_entries(back), PutPayment(after, poll_at=poll_at), *revocation(after, at), *tasks]


def contradicted(application: Application, payment: Payment, seen: GatewayPayment, code: str, at: datetime) -> Booking:
    """Told once: the same word again raises AlreadyWritten on its task."""
    change = record(application, application, _event("PaymentContradicted", payment, code), at)
    back = sum(refund.amount for refund in seen.refunds)
    name = f"difference-{payment.order_id}-{code}-{back}-{seen.charged_back}"
    return change, [_task(name, "difference", application, payment, at)]


def _misfit(application: Application, payment: Payment, seen: GatewayPayment) -> str | None:
    """Why the money cannot be applied, None if it can."""
    if seen.status is not PaymentStatus.SETTLED or seen.refunds or seen.charged_back:
        return "taken_back"
    if seen.amount != payment.amount or payment.amount != application.fee:
        return "wrong_amount"
    if application.paid:
        return "paid_already"
    if not is_legal(application.status, Command.SETTLE, application.circumstances):
        return "not_due"
    return None


def _kept(payment: Payment) -> PutPayment | ShowShare:
    """A payment whose end has been heard: nobody asks about it any more."""
    return ShowShare(payment) if payment.group_order else PutPayment(payment)


def _event(type_: str, payment: Payment, reason: str | None = None, **ids: str) -> Event:
    about = {"order_id": payment.charged_as, "payment_id": payment.order_id}
    return Event(type_, Actor(ActorKind.GATEWAY, payment.gateway), reason_code=reason, ids=about | ids)


def _tell_back(change: Change, back: TakenBack, at: datetime) -> Change:
    """An event for each refund paid, and one for what was charged back."""
    for refund in back.refunds.values():
        if refund.key in back.payment.refund_keys:
            reason = AT_GATEWAY if refund.number in back.unasked else None
            change = also(change, _event("PaymentRefunded", back.payment, reason, refund=str(refund.number)), at)
    if back.charged_back:
        change = also(change, _event("PaymentChargedBack", back.payment), at)
    return change


def _entries(back: TakenBack) -> list[Write]:
    unasked = set(back.unasked)
    ledger: list[Write] = [PutLedger(entry) for entry in back.entries]
    return [*ledger, *(PutRefund(refund, new=number in unasked) for number, refund in back.refunds.items())]


def _unasked_tasks(application: Application, back: TakenBack, at: datetime) -> list[PutTask]:
    order = back.payment.order_id
    return [
        _task(f"difference-{order}-refund-{number}", "difference", application, back.payment, at)
        for number in back.unasked
    ]


def _chargeback_task(application: Application, back: TakenBack, at: datetime) -> list[PutTask]:
    if not back.charged_back:
        return []
    name = f"chargeback-{back.payment.order_id}-{back.payment.charged_back}"
    return [_task(name, "chargeback", application, back.payment, at)]


def _task(name: str, kind: str, application: Application, payment: Payment, at: datetime) -> PutTask:
    return PutTask(name, kind, application.office, application.id, at, payment.order_id)
