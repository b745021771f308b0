"""Payments as a lattice: what a gateway may say, in any order, and what it comes to.

created → pending → settled | expired | failed; settled → refunded | charged back. "failed" and
"expired" are never terminal: a late payment of either still settles. Amounts are whole rupiah.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class PaymentStatus(StrEnum):
    CREATED = "created"
    PENDING = "pending"
    EXPIRED = "expired"
    FAILED = "failed"
    SETTLED = "settled"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"


#: Height in the lattice: a report never moves a payment down. Equal heights replace each other only
#: as listed in `merge`.
_HEIGHT = {
    PaymentStatus.CREATED: 0,
    PaymentStatus.PENDING: 1,
    PaymentStatus.EXPIRED: 2,
    PaymentStatus.FAILED: 2,
    PaymentStatus.SETTLED: 3,
    PaymentStatus.REFUNDED: 4,
    PaymentStatus.CHARGED_BACK: 4,
}


#: The gateway holds, or held, the citizen's money.
MONEY_MOVED = frozenset({PaymentStatus.SETTLED, PaymentStatus.REFUNDED, PaymentStatus.CHARGED_BACK})
#: As far as we have heard, the citizen can still pay.
UNPAID = frozenset({PaymentStatus.CREATED, PaymentStatus.PENDING})


def merge(known: PaymentStatus, reported: PaymentStatus) -> PaymentStatus:
    """The status after a report, whatever order reports arrive in: the higher of the two."""
    return reported if _HEIGHT[reported] > _HEIGHT[known] else known


@dataclass(frozen=True, slots=True)
class Bill:
    """What a gateway issued for a charge; what the citizen pays with."""

    order_id: str
    gateway_payment_id: str
    status: PaymentStatus
    expires_at: datetime
    billing_code: str | None = None
    qr_string: str | None = None
    redirect_url: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified callback. It only says that something happened: money counts after `fetch`."""

    gateway: str
    order_id: str
    gateway_payment_id: str
    status: PaymentStatus
    amount: int


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    """Money the gateway has given back. `key` is ours where we asked for it, else the gateway's own."""

    key: str
    amount: int


@dataclass(frozen=True, slots=True)
class GatewayPayment:
    """The gateway's own answer about an order; `amount` is what was asked or captured, in whole rupiah.

    `refunds` are all refunds so far, `charged_back` the sum the payer's bank took back. `paid_at_bank`: a bank
    holds the money, and only the treasury's number is missing (state payments).
    """

    order_id: str
    gateway_payment_id: str
    status: PaymentStatus
    amount: int
    settled_at: datetime | None = None
    bill: Bill | None = None
    refunds: tuple[GatewayRefund, ...] = ()
    charged_back: int = 0
    paid_at_bank: bool = False


class Share(NamedTuple):
    """A member's part of a group's order, in whole rupiah; `number` counts the member's own payments."""

    application_id: str
    number: int
    amount: int

    @property
    def payment_id(self) -> str:
        return f"{self.application_id}-{self.number}"


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment order of an application. `number` counts from 1; `order_id` is its public id.

    Of the money, in whole rupiah, as the ledger has it: `captured` is what the gateway took (None before), `held` what
    is in suspense, `owed` what is to be given back and not yet paid, `refunded` and `charged_back` what went back.
    `applied`: it pays the fee, or did. `refund_keys`: refunds seen at the gateway and booked as paid; `by_hand`: what
    of `refunded` went back outside the gateway.
    `paid_at_bank`: a bank has the money, and the treasury has not yet confirmed it.

    A group's order stands under the group's number, with `shares`: of the money it only knows what was `captured`. Each
    share is a payment of its own application, with its own sums; `group_order` is the order it was charged by.
    """

    application_id: str
    number: int
    gateway: str
    amount: int
    status: PaymentStatus
    created_at: datetime
    expires_at: datetime
    key_hash: str
    gateway_payment_id: str | None = None
    billing_code: str | None = None
    qr_string: str | None = None
    redirect_url: str | None = None
    applied: bool = False
    method: str = "bank_transfer"
    captured: int | None = None
    refund_keys: tuple[str, ...] = ()
    refunded: int = 0
    charged_back: int = 0
    receipt: str | None = None
    paid_at_bank: bool = False
    held: int = 0
    owed: int = 0
    by_hand: int = 0
    group_order: str | None = None
    shares: tuple[Share, ...] = ()

    @property
    def order_id(self) -> str:
        return f"{self.application_id}-{self.number}"

    @property
    def charged_as(self) -> str:
        """What the gateway calls the order by which it is paid."""
        return self.group_order or self.order_id

    @property
    def concerns(self) -> str:
        """The application it is about; of a group's order the first."""
        return self.shares[0].application_id if self.shares else self.application_id

    @property
    def paying(self) -> int:
        """What of it pays the fee now."""
        return (self.captured or 0) - self.held - self.owed - self.refunded - self.charged_back

    @property
    def is_all_back(self) -> bool:
        """Nothing of it is left at the gateway: its last word has been heard."""
        return self.captured is not None and self.refunded - self.by_hand + self.charged_back == self.captured

    @property
    def is_billed(self) -> bool:
        """Whether the citizen has anything to pay with: the charge has been made, and its answer kept."""
        return any((self.billing_code, self.qr_string, self.redirect_url))

    @property
    def awaits_treasury(self) -> bool:
        """A bank has the money already: all that is left to do is wait."""
        return self.paid_at_bank and self.status not in MONEY_MOVED

    def is_open(self, at: datetime) -> bool:
        """Whether a citizen can still pay this order."""
        return self.status in (PaymentStatus.CREATED, PaymentStatus.PENDING) and at < self.expires_at

    def billed(self, bill: Bill) -> Payment:
        return replace(
            self,
            status=merge(self.status, bill.status),
            gateway_payment_id=bill.gateway_payment_id,
            billing_code=bill.billing_code,
            qr_string=bill.qr_string,
            redirect_url=bill.redirect_url,
            expires_at=bill.expires_at,
        )
