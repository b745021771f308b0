"""What importing and comparing settlement files needs from outside, as Protocols."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from imigrasi.domain.billing_code import BillingCode
from imigrasi.usecases.payment_ports import StatementLine


class Kept(StrEnum):
    """What became of a line of the treasury."""

    NEW = "new"
    KNOWN = "known"
    #: The code has an NTPN already: somebody has paid it a second time.
    SECOND = "second"
    #: The same number of bank or treasury, with another amount or time than before.
    CONTRADICTS = "contradicts"
    #: The NTPN was told of another code.
    FOREIGN = "foreign"


class BillingCodes(Protocol):
    """Codes out of the allotted range, and what the treasury has said of them."""

    def issue(self, order_id: str, amount: int, expires_at: datetime) -> BillingCode:
        """The next code of the range. Raises OrderExists, BillingCodesExhausted."""
        ...

    def of_order(self, order_id: str) -> BillingCode | None: ...

    def order_of(self, code: str) -> str | None:
        """The order that a code was given to; None for one that we never gave out."""
        ...

    def adopt(self, issued: BillingCode) -> None:
        """A second payment of one code, as an order of its own; once."""
        ...

    def keep_line(self, order_id: str, line: StatementLine, statement: str) -> Kept:
        """Keep a treasury line about this order, once. `statement`: the file's digest. Raises StaleVersion."""
        ...
