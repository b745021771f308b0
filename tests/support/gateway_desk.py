"""One settled payment at a gateway that says what it is told to, over the stores in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from imigrasi.domain.gateway import RefundRoad
from imigrasi.domain.ledger import LedgerEntry, balance, hold_entry, refund_entry
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import GatewayRefund, PaymentStatus
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.usecases.confirm_payment import confirm_payment
from tests.support.builders import FEE, NOW, NUMBER, payment, seen, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryStore

P = PaymentStatus
ORDER = f"{NUMBER}-1"
POLLS = CATALOGUE.known_gateway("midtrans").polls


class Desk:
    """One settled payment at a gateway, and what is asked about it."""

    def __init__(self, amount: int = FEE, status: Status = Status.AWAITING_PAYMENT) -> None:
        self.store, self.gateway = MemoryStore(submitted(status)), MemoryGateway()
        self.store.payments[ORDER] = payment()
        self.gateway.orders[ORDER] = seen(amount=amount)

    def says(self, *refunds: tuple[str, int], charged_back: int = 0, status: P | None = None) -> None:
        back = tuple(GatewayRefund(*refund) for refund in refunds)
        said = P.REFUNDED if refunds else P.CHARGED_BACK if charged_back else P.SETTLED
        word = self.gateway.orders[ORDER]
        self.gateway.orders[ORDER] = replace(word, status=status or said, refunds=back, charged_back=charged_back)

    def ask(self, heard: P | None = None) -> P:
        at = NOW + timedelta(minutes=5)
        return confirm_payment(self.store, self.store, self.gateway, POLLS, ORDER, heard=heard, at=at)

    def approved(self, amount: int) -> None:
        """As two officers have decided it: all of it was applied."""
        paid = self.store.payments[ORDER]
        for entry in (hold_entry(paid, 1, amount, NOW), refund_entry(paid, 1, amount, NOW)):
            self.store.ledger[entry.gateway_payment_id, entry.entry] = entry
        self.store.payments[ORDER] = replace(paid, owed=amount)
        self.store.refunds[ORDER, 1] = Refund(
            ORDER, 1, amount, "withdrawn", RefundStatus.APPROVED, RefundRoad.GATEWAY, NOW, "budi", "ratna"
        )

    @property
    def entries(self) -> list[str]:
        return [name for _, name in self.store.ledger]

    @property
    def told(self) -> list[tuple[str, str | None]]:
        return [(entry.type, entry.reason_code) for entry in self.store.entries.get(NUMBER, [])]

    def stands(self) -> tuple[int, int, int, int, int]:
        """Paying, held, owed, refunded, charged back: as shown, and the same in the ledger."""
        shown = self.store.payments[ORDER]
        ledger: list[LedgerEntry] = list(self.store.ledger.values())
        now = balance((each.debit, each.credit, each.amount) for each in ledger)
        assert (now.applied, now.held, now.owed) == (shown.paying, shown.held, shown.owed)
        assert now.cash == (shown.captured or 0) - shown.refunded - shown.charged_back
        return shown.paying, shown.held, shown.owed, shown.refunded, shown.charged_back


def settled() -> Desk:
    desk = Desk()
    desk.ask()
    return desk
