"""Money in memory: payments, ledger, refunds, receipts and officers' tasks, put down once where that is promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.errors import NotFound
from imigrasi.domain.ledger import LedgerEntry, Posted
from imigrasi.domain.payment import Notice, Payment
from imigrasi.domain.receipt import Receipt
from imigrasi.domain.refund import Refund
from imigrasi.usecases.payment_ports import Books
from imigrasi.usecases.writes import (
    AlreadyWritten,
    CloseTask,
    PutLedger,
    PutPayment,
    PutReceipt,
    PutRefund,
    PutTask,
    RevokeReceipt,
    ShowShare,
    Write,
)


class MemoryMoney:
    """PaymentStore and ReceiptStore over dictionaries."""

    def __init__(self) -> None:
        self.payments: dict[str, Payment] = {}
        self.polls: dict[str, datetime | None] = {}
        self.ledger: dict[tuple[str, str], LedgerEntry] = {}
        self.refunds: dict[tuple[str, int], Refund] = {}
        self.receipts: dict[str, Receipt] = {}
        self.tasks: dict[str, PutTask] = {}
        self.closed: set[str] = set()
        self.claims: dict[str, datetime] = {}

    def check_money(self, write: Write) -> None:
        """Raises AlreadyWritten."""
        match write:
            case PutPayment(payment, new=True) if payment.order_id in self.payments:
                raise AlreadyWritten
            case PutLedger(entry) if self._name(entry) in self.ledger:
                raise AlreadyWritten
            case PutRefund(refund, new=True) if (refund.order_id, refund.number) in self.refunds:
                raise AlreadyWritten
            case PutReceipt(receipt) if receipt.code in self.receipts:
                raise AlreadyWritten
            case PutTask(task_id) if task_id in self.tasks:
                raise AlreadyWritten
            case _:
                pass

    def _name(self, entry: LedgerEntry) -> tuple[str, str]:
        """Of a share with its application: the payment is that of several."""
        payment = self.payments.get(entry.order_id)
        shared = payment is not None and payment.group_order is not None
        return entry.gateway_payment_id, f"{entry.entry}#{entry.application_id}" if shared else entry.entry

    def keep_money(self, write: Write) -> bool:
        """Whether it is about money."""
        match write:
            case PutPayment(payment, poll_at=poll_at):
                self.payments[payment.order_id] = payment
                self.polls[payment.order_id] = poll_at
            case PutLedger(entry):
                self.ledger[self._name(entry)] = entry
            case ShowShare(payment):
                self.payments[payment.order_id] = payment
            case PutRefund(refund):
                self.refunds[refund.order_id, refund.number] = refund
            case PutReceipt(receipt):
                self.receipts[receipt.code] = receipt
            case RevokeReceipt(code):
                self.receipts[code] = replace(self.receipts[code], revoked=True)
            case PutTask(task_id):
                self.tasks[task_id] = write
            case CloseTask(task_id):
                self.closed.add(task_id)
            case _:
                return False
        return True

    def order(self, order_id: str) -> Payment:
        if order_id not in self.payments:
            raise NotFound
        return self.payments[order_id]

    def keep_notice(self, notice: Notice, digest: str, body: bytes, at: datetime, *, settled: bool) -> None:
        raise NotImplementedError("notices are the integration tests' part")

    def claim_confirmation(self, order_id: str, at: datetime, until: datetime) -> bool:
        if self.claims.get(order_id, at) > at:
            return False
        self.claims[order_id] = until
        return True

    def release_confirmation(self, order_id: str) -> None:
        self.claims.pop(order_id, None)

    def books(self, payment: Payment) -> Books:
        entries = [each for (name, _), each in self.ledger.items() if name == payment.gateway_payment_id]
        posted = (Posted(e.entry, e.application_id, e.debit, e.credit, e.amount) for e in entries)
        refunds = (refund for (order, _), refund in self.refunds.items() if order == payment.order_id)
        return Books(tuple(posted), tuple(sorted(refunds, key=lambda refund: refund.number)))

    def open_tasks(self) -> dict[str, str]:
        """Task id → kind, of those that still wait."""
        return {name: task.kind for name, task in self.tasks.items() if name not in self.closed}

    def receipt(self, code: str) -> Receipt:
        if code not in self.receipts:
            raise NotFound
        return self.receipts[code]
