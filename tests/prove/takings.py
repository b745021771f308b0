"""A till that has met money of every kind: what stands in its books is the product's own work, step by step."""

from __future__ import annotations

from datetime import date, timedelta

from imigrasi.domain.decision import Officer, Role
from imigrasi.domain.payment import Payment
from imigrasi.usecases.decide_refund import approve_refund
from imigrasi.usecases.form_group import Wanted, form_group
from imigrasi.usecases.import_statement import import_statement
from imigrasi.usecases.issue_group_payment import issue_group_payment
from imigrasi.usecases.issue_payment import issue_payment
from imigrasi.usecases.money_file import MoneyDecision
from imigrasi.usecases.payment_ports import PaymentGateway
from imigrasi.usecases.propose_refund import propose_refund
from imigrasi.usecases.record_refund import record_refund
from imigrasi.usecases.release_payment import release_payment
from imigrasi.usecases.withdraw_application import withdraw_application
from local.gateway import files
from local.gateway.orders import ReturnKind
from tests.prove.till import CATALOGUE, KEY, Till
from tests.support.fakes import OwnMacs

BUDI, RATNA = Officer("budi", Role.OFFICER), Officer("ratna", Role.OFFICER)
FEE = 650_000
LESS, MORE = -1_000, 50_000


class Takings:
    """Three days at one till. Afterwards nothing is under way, and the third day is over."""

    def __init__(self, till: Till) -> None:
        self.till = till
        self.orders: list[str] = []
        self._opened = 0
        for day in (self._payments, self._money_back, self._households):
            day()
            self._bring_treasury_file()
            till.wait(days=1)

    @property
    def days(self) -> list[date]:
        """Jakarta days with money at Midtrans."""
        orders = (order for order in self.till.books.orders() if order.settled_at)
        return sorted({(order.settled_at + timedelta(hours=7)).date() for order in orders if order.settled_at})

    # ------------------------------------------------------------ three days

    def _payments(self) -> None:
        """Paid, paid twice, paid wrongly, paid at a bank once and twice, not paid."""
        self._plain()
        self._paid_twice(self._fee_due())
        self._paid(self._fee_due(), LESS)
        self._release(self._paid(self._fee_due(), MORE))
        code = self._paid_at_bank(self._fee_due())
        self.till.banks[1].pay(code.billing_code or "", code.amount, self.till.at)
        self._issue(self._fee_due())
        self._issue(self._fee_due(), gateway="simponi")

    def _money_back(self) -> None:
        """By the gateway, by hand, decided and not yet paid, not asked for, by the payer's bank."""
        self._plain()
        self._refunded(self._withdrawn())
        by_hand = self._withdrawn("bank_transfer")
        self._refunded(by_hand)
        record_refund(
            self.till.store, self.till.orders, MoneyDecision(by_hand, BUDI, "SP2D-1/2026", "paid"), at=self.till.at
        )
        self._refunded(self._withdrawn("bank_transfer"))
        self._gone(self._paid(self._fee_due()), ReturnKind.REFUND, 100_000)
        self._gone(self._paid(self._fee_due()), ReturnKind.CHARGEBACK, FEE)
        self._gone(self._paid(self._fee_due(), LESS), ReturnKind.CHARGEBACK, 100_000)

    def _households(self) -> None:
        """Together: all of it fits; one has left meanwhile; by the treasury; then money of a share goes back."""
        self._plain()
        self._paid(self._group(2))
        together = self._group(3)
        order = self._issue(together)
        withdraw_application(self.till.store, CATALOGUE, order.shares[0].application_id, key=KEY, at=self.till.at)
        self._capture(order)
        self._refunded(order.shares[0].payment_id, "not_due")
        self._paid_at_bank(self._group(2))
        self._gone(self._paid(self._group(2)), ReturnKind.CHARGEBACK, FEE)

    # ------------------------------------------------------------ steps

    def _plain(self) -> None:
        self._paid(self._fee_due())
        self._paid_at_bank(self._fee_due())

    def _fee_due(self) -> str:
        self._opened += 1
        return self.till.opened(self._opened, FEE + 50_000 * (self._opened % 3)).id

    def _group(self, size: int) -> str:
        numbers = [self._fee_due() for _ in range(size)]
        wanted = Wanted(numbers, [KEY] * size, {"application_ids": numbers})
        once = f"together-{self._opened}"
        group, self._group_key = form_group(
            self.till.store, self.till.groups, OwnMacs(), wanted, idempotency_key=once, at=self.till.at
        )
        return group.id

    def _issue(self, owner: str, method: str | None = "qris", gateway: str = "midtrans") -> Payment:
        till, terms = self.till, CATALOGUE.gateway(gateway)
        asked: PaymentGateway = till.gateway if gateway == "midtrans" else till.treasury
        once, method = f"key-{len(self.orders)}", method if gateway == "midtrans" else None
        if owner.startswith("G"):
            order = issue_group_payment(
                till.store,
                till.groups,
                asked,
                terms,
                owner,
                method=method,
                key=self._group_key,
                idempotency_key=once,
                at=till.at,
            )
        else:
            order = issue_payment(
                till.store, asked, terms, owner, method=method, key=KEY, idempotency_key=once, at=till.at
            )
        self.orders.append(order.order_id)
        return order

    def _capture(self, order: Payment, more: int = 0) -> str:
        self.till.wait(minutes=1)
        self.till.books.capture(order.order_id, order.amount + more, self.till.at)
        self.till.confirm(order.order_id)
        return order.order_id

    def _paid(self, owner: str, more: int = 0, method: str = "qris") -> str:
        return self._capture(self._issue(owner, method), more)

    def _paid_twice(self, owner: str) -> None:
        for order in [self._issue(owner, method) for method in ("qris", "gopay")]:
            self._capture(order)

    def _paid_at_bank(self, owner: str) -> Payment:
        order = self._issue(owner, gateway="simponi")
        self.till.banks[0].pay(order.billing_code or "", order.amount, self.till.at)
        return order

    def _release(self, order_id: str) -> None:
        decision = MoneyDecision(order_id, BUDI, "verified", f"release-{order_id}")
        release_payment(self.till.store, self.till.orders, decision, at=self.till.at)

    def _withdrawn(self, method: str = "qris") -> str:
        """Paid, and then withdrawn."""
        application_id = self._fee_due()
        order_id = self._paid(application_id, method=method)
        withdraw_application(self.till.store, CATALOGUE, application_id, key=KEY, at=self.till.at)
        return order_id

    def _refunded(self, order_id: str, reason: str = "withdrawn") -> None:
        """Decided by two officers, and asked for at the gateway, which may know no refunds."""
        till = self.till
        proposal = MoneyDecision(order_id, BUDI, reason, f"propose-{order_id}")
        propose_refund(till.store, till.orders, CATALOGUE, proposal, at=till.at)
        approval = MoneyDecision(order_id, RATNA, "", f"approve-{order_id}")
        approve_refund(till.store, till.orders, CATALOGUE, approval, at=till.at)
        till.confirm(order_id)

    def _gone(self, order_id: str, kind: ReturnKind, amount: int) -> None:
        self.till.wait(minutes=1)
        self.till.books.give_back(order_id, kind, amount, self.till.at)
        self.till.confirm(order_id)

    # ------------------------------------------------------------ the treasury

    def treasury_sheet(self) -> files.Sheet:
        """Of all that banks have taken so far."""
        return files.treasury_sheet(payment for bank in self.till.banks for payment in bank.payments())

    def _bring_treasury_file(self) -> None:
        for bank in self.till.banks:
            bank.receive_all()
        key = f"simponi/{self.till.at.date()}.csv"
        self.till.shelf.files[key] = self.treasury_sheet().text().encode()
        terms = CATALOGUE.gateway("simponi")
        import_statement(self.till.desk, terms, self.till.treasury.read_statement, key, "1", at=self.till.at)
        while self.till.queue:
            self.till.confirm(self.till.queue.pop())
