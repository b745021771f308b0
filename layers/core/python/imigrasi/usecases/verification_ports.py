"""What verifiers run by hand read: everything there is, as a Protocol and named tuples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from imigrasi.domain.ledger import Account
from imigrasi.domain.payment import Payment


class LedgerRow(NamedTuple):
    """One side of an entry as stored. `day`: under which the day book lists it; empty where it lists it not."""

    gateway_payment_id: str
    entry: str
    application_id: str
    side: str
    account: Account
    amount: int
    order_id: str
    day: str


class DayBookRow(NamedTuple):
    """An entry that moves cash at a gateway, as listed under its day for the comparison with the gateway's file."""

    gateway: str
    day: str
    gateway_payment_id: str
    entry: str
    application_id: str
    amount: int


class AllMoney(NamedTuple):
    """All that is stored about money.

    `orders`: as the gateway knows them, without shares. `shown`: every payment as its application or its group shows
    it. `paid`: numbers of applications. `unreadable`: keys of items that are not as we write them.
    """

    rows: tuple[LedgerRow, ...]
    day_book: tuple[DayBookRow, ...]
    orders: tuple[Payment, ...]
    shown: tuple[Payment, ...]
    paid: frozenset[str]
    unreadable: tuple[str, ...] = ()


class Enumeration(Protocol):
    """Everything there is. For verifiers only: no request and no schedule reads like this."""

    def application_ids(self) -> Iterator[str]: ...

    def money(self) -> AllMoney: ...
