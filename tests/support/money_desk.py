"""One payment that came, and the officers who decide about its money, over the stores in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.audit import CITIZEN, Event
from imigrasi.domain.decision import Officer, Role
from imigrasi.domain.ledger import balance
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import PaymentStatus
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.decide_refund import approve_refund, refuse_refund
from imigrasi.usecases.money_file import MoneyDecision
from imigrasi.usecases.propose_refund import propose_refund
from imigrasi.usecases.record_refund import record_refund
from imigrasi.usecases.release_payment import release_payment
from imigrasi.usecases.send_refund import note_refusal, send_refund
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.builders import FEE, NOW, NUMBER, payment, seen, stored, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryStore

P = PaymentStatus
ORDER = f"{NUMBER}-1"
BUDI, RATNA = Officer("budi", Role.OFFICER), Officer("ratna", Role.OFFICER)
SARI, AGUS = Officer("sari", Role.SUPERVISOR), Officer("agus", Role.AUDITOR)
POLLS = CATALOGUE.known_gateway("midtrans").polls


class Desk:
    """One payment that came, and the officers who decide about it."""

    def __init__(self, amount: int = FEE, gateway: str = "midtrans") -> None:
        self.store, self.gateway = MemoryStore(submitted(Status.AWAITING_PAYMENT)), MemoryGateway()
        self.store.payments[ORDER] = payment(gateway=gateway)
        self.gateway.orders[ORDER] = seen(amount=amount)
        self.executions = 0
        self.confirm()

    def confirm(self) -> P:
        return confirm_payment(self.store, self.store, self.gateway, POLLS, ORDER, at=NOW)

    def standing(self, status: Status, *events: str) -> Desk:
        """The application has come to `status` since, by way of `events`."""
        application = replace(self.store.applications[NUMBER], status=status, rejected_at=NOW)
        change = stored(application, *(Event(type_, CITIZEN) for type_ in events))
        self.store.applications[NUMBER] = replace(application, version=99)
        self.store.entries[NUMBER] += change.entries
        return self

    def decision(self, officer: Officer, detail: str = "") -> MoneyDecision:
        self.executions += 1
        return MoneyDecision(ORDER, officer, detail, f"e-{self.executions}")

    def release(self, officer: Officer = BUDI, reason: str = "verified") -> str:
        return release_payment(self.store, self.store, self.decision(officer, reason), at=NOW)

    def propose(self, officer: Officer = BUDI, reason: str = "withdrawn", *, at: datetime = NOW) -> str:
        return propose_refund(self.store, self.store, CATALOGUE, self.decision(officer, reason), at=at)

    def approve(self, officer: Officer = RATNA) -> str:
        return approve_refund(self.store, self.store, CATALOGUE, self.decision(officer), at=NOW)

    def refuse(self, officer: Officer = RATNA) -> str:
        return refuse_refund(self.store, self.store, self.decision(officer), at=NOW)

    def paid(self, officer: Officer = RATNA, reference: str = "SP2D-001/2026") -> str:
        return record_refund(self.store, self.store, self.decision(officer, reference), at=NOW)

    def send(self) -> P:
        """As the confirmation of an order that owes money does."""
        refused = send_refund(self.store, self.gateway, self.store.payments[ORDER])
        status = self.confirm()
        if refused is not None:
            note_refusal(self.store, self.store, refused, at=NOW)
        return status

    @property
    def entries(self) -> list[str]:
        return [name for _, name in self.store.ledger]

    @property
    def told(self) -> list[str]:
        return [entry.type for entry in self.store.entries.get(NUMBER, [])]

    def stands(self) -> tuple[int, int, int, int]:
        """Paying, held, owed, refunded; the books verify."""
        shown = self.store.payments[ORDER]
        now = balance((each.debit, each.credit, each.amount) for each in self.store.ledger.values())
        assert (now.applied, now.held, now.owed) == (shown.paying, shown.held, shown.owed)
        assert verify_ledger(self.store).faults == ()
        return shown.paying, shown.held, shown.owed, shown.refunded


def too_much() -> Desk:
    return Desk(amount=FEE + 50_000)


def withdrawn() -> Desk:
    return Desk().standing(Status.WITHDRAWN, "ApplicationWithdrawn")
