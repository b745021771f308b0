"""One application's payments in memory: issued, spoken of by the gateway, confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import Payment, PaymentStatus
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.issue_payment import issue_payment
from tests.support.builders import ACCESS_KEY, FEE, NOW, NUMBER, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryStore

P = PaymentStatus
MIDTRANS = CATALOGUE.gateway("midtrans")
DUE = submitted(Status.AWAITING_PAYMENT)


def issue(store: MemoryStore, gateway: MemoryGateway, key: str = "key-1", *, hours: float = 0) -> str:
    """The order id of what was issued."""
    return issued(store, gateway, key, at=NOW + timedelta(hours=hours)).order_id


def issued(
    store: MemoryStore, gateway: MemoryGateway, key: str, *, method: str | None = None, at: datetime = NOW
) -> Payment:
    return issue_payment(store, gateway, MIDTRANS, NUMBER, method=method, key=ACCESS_KEY, idempotency_key=key, at=at)


def confirm(
    store: MemoryStore, gateway: MemoryGateway, order_id: str, *, heard: PaymentStatus | None = None, hours: float = 0
) -> PaymentStatus:
    at = NOW + timedelta(hours=hours)
    return confirm_payment(store, store, gateway, MIDTRANS.polls, order_id, heard=heard, at=at)


def events(store: MemoryStore) -> list[str]:
    return [entry.type for entry in store.entries.get(NUMBER, [])]


def say(gateway: MemoryGateway, order_id: str, status: PaymentStatus, amount: int = FEE) -> None:
    known = gateway.orders[order_id]
    gateway.orders[order_id] = replace(known, status=status, amount=amount)
