"""Seeded schedules of money: what citizens, gateways, treasury, officers, attackers and crashes do, in any order."""

from __future__ import annotations

import json
from datetime import timedelta

from imigrasi.domain.payment import PaymentStatus
from imigrasi.domain.statement import StatementRecord
from imigrasi.usecases.compare_statement import compare_statement
from imigrasi.usecases.confirm_payment import ConfirmationUnderWay
from imigrasi.usecases.receive_notice import receive_notice
from imigrasi.usecases.reconcile_payments import reconcile_payments
from tests.prove.cashiers import Cashiers
from tests.prove.gateways_at_work import GatewaysAtWork
from tests.prove.payers import Payers
from tests.prove.row import check
from tests.prove.till import BEGAN, CATALOGUE

WEIGHTS = {
    "issue": 7,
    "issue_code": 3,
    "form": 2,
    "issue_together": 4,
    "pay": 10,
    "pay_wrongly": 1,
    "pay_late": 2,
    "pay_at_bank": 5,
    "withdraw": 1,
    "lapse": 1,
    "expire": 1,
    "wait": 4,
    "notify": 6,
    "notify_what_was": 2,
    "deliver": 10,
    "drop": 2,
    "forge": 2,
    "give_back": 1,
    "charge_back": 1,
    "receive_state_money": 3,
    "put_treasury_file": 2,
    "put_settlement_file": 1,
    "take_file": 4,
    "release": 2,
    "propose": 4,
    "approve": 4,
    "refuse": 1,
    "pay_by_hand": 2,
    "relay": 6,
    "confirm": 12,
    "check_again": 1,
    "reconcile": 2,
    "compare": 1,
}
#: Afterwards, when all money that came is in the books, and officers are left with what fits nowhere.
OFFICE_HOURS = {
    "release": 2,
    "propose": 5,
    "approve": 5,
    "refuse": 1,
    "pay_by_hand": 3,
    "confirm": 6,
    "give_back": 1,
    "charge_back": 1,
    "notify": 2,
    "deliver": 2,
    "withdraw": 1,
    "pay_at_bank": 1,
    "wait": 1,
}
#: So long a wait ends every question and comparison that is repeated; so often at most.
REST_DAYS, LONGEST_REST = 24, 4


class Schedule(Payers, GatewaysAtWork, Cashiers):
    """Steps by chance, and rest."""

    #: So many of the acknowledged notices have surely been handed on.
    handed_on = 0

    def play(self, weights: dict[str, int], steps: int) -> None:
        for name in self.chance.choices(list(weights), list(weights.values()), k=steps):
            getattr(self, name)()
            self.seen[name] += 1

    # ------------------------------------------------------------ the product's workers

    def relay(self) -> None:
        """The stream hands an acknowledged notice on, or hands one on again."""
        if self.acknowledged:
            self.heard(self.chance.choice(self.acknowledged))

    def heard(self, body: bytes) -> None:
        self.till.ask(json.loads(body)["order_id"])

    def confirm(self) -> None:
        """Redelivered unless it succeeds. A notice says what became of the order, a schedule does not."""
        if self.till.queue:
            order_id = self.till.queue.pop(self.chance.randrange(len(self.till.queue)))
            said = self.chance.choice((None, *PaymentStatus))
            if not self.tried("confirmation", lambda: self.till.confirm(order_id, said)):
                self.till.ask(order_id)

    def check_again(self) -> None:
        """A citizen says: I have paid."""
        orders = self.till.books.orders()
        if orders:
            self.till.ask(self.chance.choice(orders).order_id)

    def reconcile(self) -> None:
        self.tried("reconciliation", lambda: reconcile_payments(self.till.due, self.till, CATALOGUE, at=self.till.at))

    def compare(self) -> None:
        for record in list(self.till.statements.due(self.till.at)):
            self.tried("comparison", lambda record=record: self.compared(record))  # type: ignore[misc]

    def compared(self, record: StatementRecord) -> str:
        read = (self.till.gateway if record.gateway == "midtrans" else self.till.treasury).read_statement
        terms = CATALOGUE.known_gateway(record.gateway)
        return compare_statement(self.till.desk, terms, read, record, at=self.till.at)

    # ------------------------------------------------------------ the end

    def come_to_rest(self, *, settled_days: bool) -> None:
        """Nobody pays any more. What is under way arrives, files are whole, and schedules run until they need not.

        `settled_days`: the gateway's own files of all days come too, by which what nobody told us of is found.
        """
        while self.network:
            body = self.network.pop()
            receive_notice(self.till.orders, self.till.gateway, body, {}, at=self.till.at)
            self.acknowledged.append(body)
        for body in self.acknowledged[self.handed_on :]:
            self.heard(body)
        self.handed_on = len(self.acknowledged)
        self._whole_files(settled_days=settled_days)
        for _ in range(LONGEST_REST):
            self._a_round_of_work()
            if self._is_at_rest():
                return
            self.till.wait(days=REST_DAYS)
        check(False, f"not at rest after {LONGEST_REST * REST_DAYS} days")

    def _a_round_of_work(self) -> None:
        reconcile_payments(self.till.due, self.till, CATALOGUE, at=self.till.at)
        while self.till.queue:
            asked = dict.fromkeys(self.till.queue)
            self.till.queue.clear()
            for order_id in asked:
                self._until_confirmed(order_id)
        for record in list(self.till.statements.due(self.till.at)):
            self.compared(record)

    def _whole_files(self, *, settled_days: bool) -> None:
        """All that banks have taken, and perhaps of every day; after those that still lie there."""
        for bank in self.till.banks:
            bank.receive_all()
        self.put_treasury_file(spoil=False)
        if settled_days:
            for days in range((self.till.at - BEGAN).days + 2):
                self.put_day(BEGAN + timedelta(days=days))
        while self.delivered:
            self.import_file(self.delivered.pop(0))

    def _is_at_rest(self) -> bool:
        later = self.till.at + timedelta(days=365)
        return not (
            self.till.queue
            or any(True for _ in self.till.due.unheard_payments(later))
            or any(True for _ in self.till.statements.due(later))
        )

    def _until_confirmed(self, order_id: str) -> None:
        for _ in range(3):
            try:
                self.till.confirm(order_id)
            except ConfirmationUnderWay:
                self.till.wait(minutes=1)  # a crashed one held the place
            else:
                return
        check(False, f"{order_id} is never confirmed")
