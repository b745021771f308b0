"""The ledger: append-only double entries about money at a gateway, zero-sum by construction.

    capture       cash       ← receivable   the gateway holds the payer's money, and it pays the fee …
    suspense      receivable ← suspense     … or fits no fee due, and is held apart
    release       suspense   ← receivable   an officer lets held money pay the fee after all
    suspense#n    receivable ← suspense     money that paid the fee is to go back: held apart first
    refund#n      suspense   ← refund       two officers have decided to give it back
    refund-paid#n refund     ← cash         the gateway, or the treasury, has given it back
    chargeback#n  suspense, receivable or refund ← cash   the payer's bank took it back

(left: debited, right: credited.) An entry stands under the gateway's payment id and its own name, so it can exist only
once: what is written twice is refused by the store. Amounts are whole rupiah, and more than nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from imigrasi.domain.deadline import local_day
from imigrasi.domain.payment import GatewayPayment, Payment


class Account(StrEnum):
    """Accounts of the ledger. Every entry debits one and credits another by the same amount."""

    CASH = "cash"
    RECEIVABLE = "receivable"
    SUSPENSE = "suspense"
    REFUND = "refund"


#: Name without its number → the accounts that such an entry may debit, and the one it credits.
CHART: dict[str, tuple[frozenset[Account], Account]] = {
    "capture": (frozenset({Account.CASH}), Account.RECEIVABLE),
    "suspense": (frozenset({Account.RECEIVABLE}), Account.SUSPENSE),
    "release": (frozenset({Account.SUSPENSE}), Account.RECEIVABLE),
    "refund": (frozenset({Account.SUSPENSE}), Account.REFUND),
    "refund-paid": (frozenset({Account.REFUND}), Account.CASH),
    "chargeback": (frozenset({Account.SUSPENSE, Account.RECEIVABLE, Account.REFUND}), Account.CASH),
}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A balanced double entry, keyed by the gateway's payment id so that it can exist only once.

    `day` is the Jakarta day under which the gateway's settlement file lists it. None: no cash moves, or not there.
    """

    gateway: str
    gateway_payment_id: str
    entry: str
    application_id: str
    order_id: str
    amount: int
    debit: Account
    credit: Account
    at: datetime
    day: date | None = None


class Posted(NamedTuple):
    """An entry as it stands in the ledger."""

    entry: str
    application_id: str
    debit: Account
    credit: Account
    amount: int

    @property
    def kind(self) -> str:
        """Its name without its number."""
        return self.entry.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on each account about one payment; debits positive. They always add up to zero."""

    cash: int = 0
    receivable: int = 0
    suspense: int = 0
    refund: int = 0

    @property
    def applied(self) -> int:
        """Pays the fee."""
        return -self.receivable

    @property
    def held(self) -> int:
        """Held in suspense."""
        return -self.suspense

    @property
    def owed(self) -> int:
        """To be given back: decided, and not yet paid."""
        return -self.refund


def balance(entries: Iterable[tuple[Account, Account, int]]) -> Balance:
    """Of entries as (debited, credited, amount)."""
    sums = dict.fromkeys(Account, 0)
    for debit, credit, amount in entries:
        sums[debit] += amount
        sums[credit] -= amount
    return Balance(**{account.value: amount for account, amount in sums.items()})


def standing(payment: Payment, posted: Iterable[Posted]) -> Payment:
    """The payment with its sums as the ledger has them; `posted`: all that stands under its gateway payment id."""
    own = [each for each in posted if each.application_id == payment.application_id]
    sums: Counter[str] = Counter()
    for each in own:
        sums[each.kind] += each.amount
    now = balance((each.debit, each.credit, each.amount) for each in own)
    return replace(
        payment,
        captured=sums["capture"] if own else payment.captured,
        held=now.held,
        owed=now.owed,
        refunded=sums["refund-paid"],
        charged_back=sums["chargeback"],
    )


def capture_entry(payment: Payment, seen: GatewayPayment, at: datetime) -> LedgerEntry:
    """Money arrived at the gateway for this order."""
    day = local_day(seen.settled_at or at)
    return _entry(payment, "capture", seen.amount, Account.CASH, Account.RECEIVABLE, at, day)


def suspense_entry(payment: Payment, seen: GatewayPayment, at: datetime) -> LedgerEntry:
    """The captured money fits no fee due: held apart until an officer has looked at it."""
    return _entry(payment, "suspense", seen.amount, Account.RECEIVABLE, Account.SUSPENSE, at)


def release_entry(payment: Payment, amount: int, at: datetime) -> LedgerEntry:
    """Held money pays the fee after all."""
    return _entry(payment, "release", amount, Account.SUSPENSE, Account.RECEIVABLE, at)


def hold_entry(payment: Payment, number: int, amount: int, at: datetime) -> LedgerEntry:
    """Money that paid the fee is held apart, to be given back as refund `number`."""
    return _entry(payment, f"suspense#{number}", amount, Account.RECEIVABLE, Account.SUSPENSE, at)


def refund_entry(payment: Payment, number: int, amount: int, at: datetime) -> LedgerEntry:
    """Held money is owed to the payer."""
    return _entry(payment, f"refund#{number}", amount, Account.SUSPENSE, Account.REFUND, at)


def refund_paid_entry(
    payment: Payment, number: int, amount: int, at: datetime, *, by_hand: bool = False
) -> LedgerEntry:
    """What was owed has been given back: by the gateway, or `by_hand` outside it."""
    day = None if by_hand else local_day(at)
    return _entry(payment, f"refund-paid#{number}", amount, Account.REFUND, Account.CASH, at, day)


def chargeback_entry(payment: Payment, number: int, amount: int, out_of: Account, at: datetime) -> LedgerEntry:
    """The payer's bank took money back, `out_of` what was held, applied or owed."""
    return _entry(payment, f"chargeback#{number}", amount, out_of, Account.CASH, at, local_day(at))


def _entry(
    payment: Payment, name: str, amount: int, debit: Account, credit: Account, at: datetime, day: date | None = None
) -> LedgerEntry:
    if amount <= 0:
        raise ValueError(f"{name} of {amount} rupiah")
    if payment.gateway_payment_id is None:
        raise ValueError(f"{name} of a payment that the gateway does not know")
    return LedgerEntry(
        payment.gateway,
        payment.gateway_payment_id,
        name,
        payment.application_id,
        payment.order_id,
        amount,
        debit,
        credit,
        at,
        day,
    )
