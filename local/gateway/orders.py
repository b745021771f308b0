"""What the gateway knows of one order: how it is paid, what came in, and what went back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Midtrans' `transaction_status`, as far as the simulated methods reach it."""

    PENDING = "pending"
    SETTLEMENT = "settlement"
    EXPIRE = "expire"
    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    CHARGEBACK = "chargeback"
    PARTIAL_CHARGEBACK = "partial_chargeback"

    @property
    def is_paid(self) -> bool:
        """Whether money came, though some or all of it may have gone back."""
        return self not in (Status.PENDING, Status.EXPIRE)


class ReturnKind(StrEnum):
    REFUND = "refund"
    CHARGEBACK = "chargeback"


@dataclass(frozen=True, slots=True)
class Capture:
    """Money taken, in whole rupiah. It never changes and is never removed."""

    capture_id: str
    order_id: str
    transaction_id: str
    amount: int
    captured_at: str


@dataclass(frozen=True, slots=True)
class Return:
    """Money that went back, in whole rupiah: given back by the merchant, or taken back by the payer's bank.

    `key` is the merchant's own for a refund that it asked for, else the gateway's.
    """

    number: int
    return_id: str
    order_id: str
    kind: str
    key: str
    amount: int
    reason: str
    returned_at: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a merchant asked to be paid, in whole rupiah, and how far it got.

    `payment_type` is Midtrans' word. The payer uses an account number, a shop's payment code, or the content of a QR
    code; a wallet is opened by its address, which needs nothing kept.
    """

    order_id: str
    transaction_id: str
    amount: int
    opened_at: datetime
    expires_at: datetime
    payment_type: str = "bank_transfer"
    va_number: str = ""
    payment_code: str = ""
    qr_string: str = ""
    expired: bool = False
    capture: Capture | None = None
    returns: tuple[Return, ...] = ()

    @property
    def status(self) -> Status:
        if self.capture is None:
            return Status.EXPIRE if self.expired else Status.PENDING
        if self.returned(ReturnKind.CHARGEBACK):
            return Status.PARTIAL_CHARGEBACK if self.rest else Status.CHARGEBACK
        if self.returned(ReturnKind.REFUND):
            return Status.PARTIAL_REFUND if self.rest else Status.REFUND
        return Status.SETTLEMENT

    @property
    def code(self) -> str:
        """What a payer types in; empty where there is nothing to type."""
        return self.va_number or self.payment_code

    @property
    def settled_at(self) -> datetime | None:
        return datetime.fromisoformat(self.capture.captured_at) if self.capture else None

    @property
    def rest(self) -> int:
        """What is left of the money that came."""
        return self.capture.amount - sum(each.amount for each in self.returns) if self.capture else 0

    def returned(self, kind: ReturnKind) -> int:
        return sum(each.amount for each in self.returns if each.kind == kind)
