"""A payment's money as an officer sees it: where it stands, its refunds, and what may be decided about it next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from imigrasi.domain.errors import Conflict, Forbidden
from imigrasi.domain.ledger import standing
from imigrasi.domain.lifecycle import Command, is_legal
from imigrasi.domain.payment import MONEY_MOVED, Payment
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.domain.refund_policy import REFUND_REASONS, RELEASE_REASONS
from imigrasi.usecases.money_file import MoneyFile
from imigrasi.usecases.payment_ports import PaymentStore
from imigrasi.usecases.ports import Catalogue, File
from imigrasi.usecases.propose_refund import refundable


@dataclass(frozen=True, slots=True)
class MoneyMove:
    """What may be decided: its runbook, and the runbook's parameters with the values that fit.

    `typed`: parameters that the officer writes. `barred`: whom four eyes keep from it.
    """

    name: str
    runbook: str
    parameters: Mapping[str, tuple[str, ...]]
    typed: tuple[str, ...] = ()
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """`payment` by the ledger's sums."""

    payment: Payment
    refunds: tuple[Refund, ...]
    moves: tuple[MoneyMove, ...]


def inspect_money(file: File, orders: PaymentStore, catalogue: Catalogue, at: datetime) -> dict[str, Money]:
    """Order id → its money, of all payments that money has come by."""
    return {
        payment.order_id: _inspected(file, payment, orders, catalogue, at)
        for payment in file.payments
        if payment.status in MONEY_MOVED
    }


def _inspected(file: File, payment: Payment, orders: PaymentStore, catalogue: Catalogue, at: datetime) -> Money:
    books = orders.books(payment)
    money = MoneyFile(file, standing(payment, books.posted), books.refunds)
    return Money(money.payment, money.refunds, _moves(money, catalogue, at))


def _moves(money: MoneyFile, catalogue: Catalogue, at: datetime) -> tuple[MoneyMove, ...]:
    refund = money.open_refund
    if refund is None:
        return (*_release(money), *_propose(money, catalogue, at))
    if refund.status is RefundStatus.PROPOSED:
        return _decide(money, "approve", barred=refund.proposed_by), _decide(money, "refuse")
    return (_decide(money, "paid", "Reference"),) if refund.is_to_be_paid_by_hand else ()


def _release(money: MoneyFile) -> tuple[MoneyMove, ...]:
    application = money.file.application
    due = is_legal(application.status, Command.SETTLE, application.circumstances)
    enough = application.fee is not None and money.payment.held >= application.fee
    return (_money(money, "release", RELEASE_REASONS),) if due and enough else ()


def _propose(money: MoneyFile, catalogue: Catalogue, at: datetime) -> tuple[MoneyMove, ...]:
    if not (money.payment.held or money.payment.paying):
        return ()
    try:
        case = refundable(money, catalogue, at)
    except (Conflict, Forbidden):
        return ()
    return (_money(money, "refund", REFUND_REASONS[case]),)


def _money(money: MoneyFile, outcome: str, reasons: tuple[str, ...]) -> MoneyMove:
    chosen = {"PaymentId": (money.payment.order_id,), "Outcome": (outcome,), "Reason": reasons}
    return MoneyMove(outcome, "money", chosen)


def _decide(money: MoneyFile, outcome: str, *typed: str, barred: str = "") -> MoneyMove:
    chosen = {"PaymentId": (money.payment.order_id,), "Outcome": (outcome,)}
    return MoneyMove(outcome, "refund", chosen, typed, barred)
