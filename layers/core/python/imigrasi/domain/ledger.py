"""The ledger: append-only double entries about money at a gateway, zero-sum by construction.

    capture      cash       ← receivable   the gateway holds the payer's money, and it pays the fee …
    suspense     receivable ← suspense     … or fits no fee due, and is held apart
    release      suspense   ← receivable   an officer lets held money pay the fee after all
    refund       suspense   ← refund       two officers have decided to give it back
    refund-paid  refund     ← cash         the gateway, or the treasury, has given it back
    chargeback   receivable or suspense ← cash   the payer's bank took it back

(left: debited, right: credited.) An entry stands under the gateway's payment id and its own name, so it can exist only
once: what is written twice is refused by the store. Amounts are whole rupiah.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from imigrasi.domain.deadline import local_day
from imigrasi.domain.payment import GatewayPayment, Payment


class Account(StrEnum):
    """Accounts of the ledger. Every entry debits one and credits another by the same amount."""

    CASH = "cash"
    RECEIVABLE = "receivable"
    SUSPENSE = "suspense"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A balanced double entry, keyed by the gateway's payment id so that it can exist only once.

    `day` is the Jakarta day under which the gateway's settlement file lists it.
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
    day: date

    @property
    def moves_cash(self) -> bool:
        """Whether the gateway's settlement file shall list it."""
        return Account.CASH in (self.debit, self.credit)


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on each account about one payment; debits positive. They always add up to zero."""

    cash: int = 0
    receivable: int = 0
    suspense: int = 0
    refund: int = 0

    @property
    def applied(self) -> int:
        return -self.receivable

    @property
    def held(self) -> int:
        return -self.suspense


def balance(entries: Iterable[tuple[Account, Account, int]]) -> Balance:
    """Of entries as (debited, credited, amount)."""
    sums = dict.fromkeys(Account, 0)
    for debit, credit, amount in entries:
        sums[debit] += amount
        sums[credit] -= amount
    return Balance(**{account.value: amount for account, amount in sums.items()})


def capture_entry(payment: Payment, seen: GatewayPayment, at: datetime) -> LedgerEntry:
    """Money arrived at the gateway for this order."""
    return _entry(payment, seen, "capture", seen.amount, Account.CASH, Account.RECEIVABLE, at)


def suspense_entry(payment: Payment, seen: GatewayPayment, at: datetime) -> LedgerEntry:
    """The captured money fits no fee due: held apart until an officer has looked at it."""
    return _entry(payment, seen, "suspense", seen.amount, Account.RECEIVABLE, Account.SUSPENSE, at)


def _entry(
    payment: Payment, seen: GatewayPayment, name: str, amount: int, debit: Account, credit: Account, at: datetime
) -> LedgerEntry:
    if amount <= 0:
        raise ValueError(f"{name} of {amount} rupiah")
    return LedgerEntry(
        payment.gateway,
        seen.gateway_payment_id,
        name,
        payment.application_id,
        payment.order_id,
        amount,
        debit,
        credit,
        at,
        local_day(seen.settled_at or at),
    )
