"""What verifiers run by hand read: everything there is, as Protocols and named tuples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from imigrasi.domain.ledger import Account
from imigrasi.domain.payment import Payment


class LedgerRow(NamedTuple):
    """One side of an entry as stored."""

    gateway_payment_id: str
    entry: str
    application_id: str
    side: str
    account: Account
    amount: int
    order_id: str


class DayBookRow(NamedTuple):
    """An entry that moves cash, as listed under its day for the comparison with a gateway's file."""

    gateway: str
    day: str
    gateway_payment_id: str
    entry: str
    application_id: str
    amount: int


class Enumeration(Protocol):
    """Everything there is. For verifiers only: no request and no schedule reads like this."""

    def application_ids(self) -> Iterator[str]: ...

    def paid_applications(self) -> Iterator[str]: ...

    def ledger_rows(self) -> Iterator[LedgerRow]: ...

    def day_book(self) -> Iterator[DayBookRow]: ...

    def orders(self) -> Iterator[Payment]: ...
