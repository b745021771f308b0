"""Books of one order that can be altered row by row, and the entries they are made of."""

from __future__ import annotations

from dataclasses import replace

from imigrasi.domain.ledger import (
    LedgerEntry,
    Posted,
    capture_entry,
    hold_entry,
    refund_entry,
    refund_paid_entry,
    release_entry,
    standing,
    suspense_entry,
)
from imigrasi.domain.payment import Payment, PaymentStatus
from imigrasi.usecases.verification_ports import AllMoney
from tests.support.builders import FEE, NOW, NUMBER, payment, seen, submitted
from tests.support.fakes import MemoryStore

ORDER = f"{NUMBER}-1"
PAID = payment(status=PaymentStatus.SETTLED)
CAPTURE = capture_entry(PAID, seen(), NOW)
SUSPENSE = suspense_entry(PAID, seen(), NOW)
RELEASE = release_entry(PAID, FEE, NOW)
BACK = (hold_entry(PAID, 1, FEE, NOW), refund_entry(PAID, 1, FEE, NOW), refund_paid_entry(PAID, 1, FEE, NOW))
BY_HAND = (*BACK[:2], refund_paid_entry(PAID, 1, FEE, NOW, by_hand=True))


class Books(MemoryStore):
    """What verifiers read, rows and all, so that each can be altered by itself."""

    def __init__(self, *entries: LedgerEntry, paid: bool = True) -> None:
        super().__init__(submitted(paid=paid))
        self.ledger = {(entry.gateway_payment_id, entry.entry): entry for entry in entries}
        posted = [Posted(e.entry, e.application_id, e.debit, e.credit, e.amount) for e in entries]
        applied = not any(e.entry == "suspense" for e in entries) or any(e.entry == "release" for e in entries)
        self.payments[ORDER] = standing(replace(PAID, applied=applied), posted)
        self.rows, self.days = list(super().money().rows), list(super().money().day_book)
        self.shown: dict[str, Payment] = {}
        self.unreadable: tuple[str, ...] = ()

    def money(self) -> AllMoney:
        found = super().money()
        shown = tuple((self.payments | self.shown).values())
        rows, days = tuple(self.rows), tuple(self.days)
        return found._replace(rows=rows, day_book=days, shown=shown, unreadable=self.unreadable)

    def alter(self, name: str, **changes: object) -> None:
        """A row by its entry and side, `capture DEBIT`."""
        entry, side = name.split(" ")
        (at,) = [n for n, row in enumerate(self.rows) if (row.entry, row.side) == (entry, side)]
        self.rows[at] = self.rows[at]._replace(**changes)  # type: ignore[arg-type]

    def change(self, **changes: object) -> None:
        self.payments[ORDER] = replace(self.payments[ORDER], **changes)  # type: ignore[arg-type]

    def show(self, **changes: object) -> None:
        """Otherwise than the order is."""
        self.shown[ORDER] = replace(self.payments[ORDER], **changes)  # type: ignore[arg-type]
