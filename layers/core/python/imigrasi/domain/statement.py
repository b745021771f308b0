"""A gateway's settlement file, or the treasury's: what was read of it, and where the ledger says otherwise.

Both sides are held against each other by what moved (payment, refund, chargeback) and by the gateway's payment id, over
all that either side has ever said: a movement that stands in the file of the next day is no difference. A payment has
to stand under the same day on both sides, because the gateway itself told us when it settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class StatementStatus(StrEnum):
    IMPORTING = "importing"
    IMPORTED = "imported"
    REFUSED = "refused"
    COMPARED = "compared"


class Movement(NamedTuple):
    """What moved and which payment it is about. `kind`: payment, refund or chargeback."""

    kind: str
    gateway_payment_id: str


class Booked(NamedTuple):
    """A movement as the day book lists it, under its Jakarta day. Whole rupiah."""

    movement: Movement
    application_id: str
    amount: int
    day: date


class DifferenceCode(StrEnum):
    MISSING_IN_LEDGER = "missing_in_ledger"
    MISSING_IN_FILE = "missing_in_file"
    AMOUNT_DIFFERS = "amount_differs"
    DAY_DIFFERS = "day_differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """What the file (`stated`) and the ledger (`booked`) say of one movement, in whole rupiah; 0: nothing."""

    code: DifferenceCode
    movement: Movement
    stated: int
    booked: int
    order_id: str = ""
    application_id: str = ""

    @property
    def name(self) -> str:
        """Of its task: the same at every look, whichever file shows it."""
        return f"{self.movement.gateway_payment_id}-{self.movement.kind}-{self.code.value}"


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One file, by the digest of its content. `key` and `version` are its place in the bucket.

    `done_row`: rows up to this one have been taken. `figures`: counts, and sums in whole rupiah. `faults`: (row, code)
    of lines that were read and do not count. `open_tasks`: differences that are still tasks.
    """

    gateway: str
    digest: str
    key: str
    version: str
    received_at: datetime
    status: StatementStatus = StatementStatus.IMPORTING
    done_row: int = 1
    refusal: str | None = None
    figures: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[tuple[int, str], ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    open_tasks: tuple[str, ...] = ()
    compared_at: datetime | None = None
    report: str | None = None

    @property
    def is_taken(self) -> bool:
        return self.status is not StatementStatus.IMPORTING


def judged(movement: Movement, stated: int, booked: int, *, same_day: bool) -> Difference | None:
    """None where both sides say the same; `same_day`: under the same day, too."""
    if stated == booked:
        if same_day or movement.kind != "payment":
            return None
        code = DifferenceCode.DAY_DIFFERS
    elif not booked:
        code = DifferenceCode.MISSING_IN_LEDGER
    else:
        code = DifferenceCode.AMOUNT_DIFFERS if stated else DifferenceCode.MISSING_IN_FILE
    return Difference(code, movement, stated, booked)


def totals(moved: Iterable[tuple[Movement, int]]) -> dict[Movement, int]:
    """Sums by movement: a payment for a group stands in the ledger once for each application."""
    sums: dict[Movement, int] = {}
    for movement, amount in moved:
        sums[movement] = sums.get(movement, 0) + amount
    return sums
