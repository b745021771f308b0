"""A group for use cases: members whose fee is due, its order at a gateway, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from imigrasi.domain.application import Application
from imigrasi.domain.ledger import balance
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import GatewayPayment, Payment, PaymentStatus
from imigrasi.usecases.access import key_hash
from imigrasi.usecases.confirm_group_payment import Till, confirm_group_payment
from imigrasi.usecases.form_group import Wanted, form_group
from imigrasi.usecases.issue_group_payment import issue_group_payment
from imigrasi.usecases.verify_ledger import LedgerReport, verify_ledger
from tests.support.builders import ACCESS_KEY, FEE, NOW, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryStore, OwnMacs
from tests.support.memory_groups import MemoryGroups

NUMBERS = tuple(f"LBG-0000-000{symbol}-{symbol}" for symbol in "123456789A")
KEY = "3b241101-e2bb-4255-8caf-4136c566a962"
POLLS = CATALOGUE.known_gateway("midtrans").polls


def key_of(number: str) -> str:
    """Each member has a key of its own."""
    return f"{number[-1] * 2}{ACCESS_KEY[2:]}"


def member(number: str, status: Status = Status.AWAITING_PAYMENT, **changes: Any) -> Application:
    return replace(submitted(status), id=number, key_hash=key_hash(key_of(number)), **changes)


class Family:
    """`size` members with fees of 650,000, 700,000, 750,000 … rupiah."""

    def __init__(self, size: int = 3) -> None:
        self.numbers = NUMBERS[:size]
        self.fees = [FEE + 50_000 * place for place in range(size)]
        members = [member(number, fee=fee) for number, fee in zip(self.numbers, self.fees, strict=True)]
        self.store, self.gateway, self.macs = MemoryStore(*members), MemoryGateway(), OwnMacs()
        self.groups = MemoryGroups(self.store)
        self.group_id = self.key = ""

    @property
    def total(self) -> int:
        return sum(self.fees)

    def form(self, numbers: tuple[str, ...] | None = None, keys: list[str] | None = None, key: str = KEY) -> Family:
        numbers = self.numbers if numbers is None else numbers
        keys = [key_of(number) for number in numbers] if keys is None else keys
        wanted = Wanted(numbers, keys, {"application_ids": list(numbers), "access_keys": keys})
        group, self.key = form_group(self.store, self.groups, self.macs, wanted, idempotency_key=key, at=NOW)
        self.group_id = group.id
        return self

    def issue(self, key: str = KEY, method: str | None = None, at: datetime = NOW, access_key: str = "") -> Payment:
        terms = CATALOGUE.gateway("midtrans")
        return issue_group_payment(
            self.store,
            self.groups,
            self.gateway,
            terms,
            self.group_id,
            method=method,
            key=access_key or self.key,
            idempotency_key=key,
            at=at,
        )

    def heard(self, order: Payment, at: datetime = NOW, **word: Any) -> PaymentStatus:
        """The gateway's word on the order, and its confirmation."""
        told: dict[str, Any] = {"status": PaymentStatus.SETTLED, "amount": order.amount, **word}
        self.gateway.orders[order.order_id] = GatewayPayment(order.order_id, "t-group", **told)
        return self.confirm(order, at)

    def confirm(self, order: Payment, at: datetime = NOW) -> PaymentStatus:
        till = Till(self.store, self.groups, self.store, POLLS)
        return confirm_group_payment(till, self.gateway, order.order_id, at=at)

    def paid(self) -> Payment:
        order = self.form().issue()
        self.heard(order)
        return order

    # ------------------------------------------------------------ what has become of it

    def change(self, number: str, **changes: Any) -> None:
        application = self.store.applications[number]
        self.store.applications[number] = replace(application, version=application.version + 1, **changes)

    def statuses(self) -> list[Status]:
        return [self.store.applications[number].status for number in self.numbers]

    def shares(self, order: Payment) -> list[Payment]:
        return [self.store.payments[share.payment_id] for share in order.shares]

    def posted(self, number: str) -> list[str]:
        """Names of the entries of one member."""
        return [entry.entry for entry in self.store.ledger.values() if entry.application_id == number]

    def books(self) -> dict[str, int]:
        """Sums of the whole ledger, by account."""
        entries = self.store.ledger.values()
        now = balance((entry.debit, entry.credit, entry.amount) for entry in entries)
        return {"cash": now.cash, "applied": now.applied, "held": now.held, "owed": now.owed}

    def verified(self) -> LedgerReport:
        report = verify_ledger(self.store)
        assert report.faults == ()
        return report

    def events(self, number: str) -> list[str]:
        return [entry.type for entry in self.store.entries.get(number, ())]
