"""What importing and comparing settlement files needs from outside, as Protocols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from imigrasi.domain.billing_code import BillingCode
from imigrasi.domain.statement import Booked, Movement, StatementRecord
from imigrasi.usecases.payment_ports import StatementLine
from imigrasi.usecases.writes import PutTask


class Kept(StrEnum):
    """What became of a line of the treasury."""

    NEW = "new"
    KNOWN = "known"
    #: The code has an NTPN already: somebody has paid it a second time.
    SECOND = "second"
    #: The same number of bank or treasury, with another amount or time than before.
    CONTRADICTS = "contradicts_earlier"
    #: The NTPN was told of another code.
    FOREIGN = "ntpn_of_another_code"


class BillingCodes(Protocol):
    """Codes out of the allotted range, and what the treasury has said of them."""

    def issue(self, order_id: str, amount: int, expires_at: datetime) -> BillingCode:
        """The next code of the range. Raises OrderExists, BillingCodesExhausted."""
        ...

    def of_order(self, order_id: str) -> BillingCode | None: ...

    def order_of(self, code: str) -> str | None:
        """The order that a code was given to; None for one that we never gave out."""
        ...

    def keep_line(self, order_id: str, line: StatementLine, statement: str) -> Kept:
        """Keep a treasury line about this order, once. `statement`: the file's digest. Raises StaleVersion."""
        ...

    def adopt(self, order_id: str, of: BillingCode, line: StatementLine, statement: str) -> None:
        """The second payment `line` of a code, as the order `order_id` of its own; once."""
        ...


class FileContent(NamedTuple):
    content: bytes
    version: str


class StatementFiles(Protocol):
    """The bucket of settlement files."""

    def read(self, key: str, version: str | None) -> FileContent:
        """The newest version where none is named. Of a file that is larger than any of ours only the beginning."""
        ...

    def write_report(self, key: str, content: bytes) -> None: ...


class StatementStore(Protocol):
    """What is known of each file."""

    def record(self, gateway: str, digest: str) -> StatementRecord | None: ...

    def save(self, record: StatementRecord, compare_at: datetime | None = None) -> None:
        """As it is now, and when it is to be compared (again)."""
        ...

    def due(self, at: datetime) -> Iterator[StatementRecord]:
        """Those to be compared by `at`."""
        ...

    def recent(self, gateway: str, limit: int) -> list[StatementRecord]:
        """Those last received, newest first."""
        ...


class MovementBook(Protocol):
    """Both sides of every movement of money: what files have stated, and what the ledger has booked."""

    def state(self, gateway: str, line: StatementLine) -> None:
        """Keep what a file says; the same again is nothing new."""
        ...

    def stated(self, gateway: str, movement: Movement) -> int:
        """Whole rupiah, over all files."""
        ...

    def booked(self, gateway: str, movement: Movement) -> int:
        """Whole rupiah, whenever it was booked; without what was paid back by hand."""
        ...

    def day(self, gateway: str, day: date) -> Iterable[Booked]:
        """The ledger's movements of one Jakarta day, without what was paid back by hand."""
        ...


class OpenTasks(Protocol):
    """Officers' tasks that come and go with the statements."""

    def open(self, task: PutTask) -> None:
        """Once: one that was opened before, and perhaps closed since, stays as it is."""
        ...

    def close(self, task_id: str, at: datetime) -> None:
        """It has ended by itself."""
        ...
