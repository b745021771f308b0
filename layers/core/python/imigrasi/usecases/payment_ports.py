"""What the use cases need of payment gateways and of the store of their orders, as Protocols."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from imigrasi.domain.errors import Conflict, Invalid, Unauthorised, Unavailable, Unprocessable
from imigrasi.domain.payment import Bill, GatewayPayment, Notice, Payment

if TYPE_CHECKING:
    from imigrasi.domain.ledger import Posted
    from imigrasi.domain.refund import Refund


class GatewayUnknown(Unprocessable):
    """No such way to pay, or one that is switched off."""

    code = "gateway_unknown"
    title = "There is no such way to pay."


class MethodUnknown(Unprocessable):
    """This gateway offers no such method."""

    code = "method_unknown"
    title = "This gateway has no such way to pay."


class SignatureInvalid(Unauthorised):
    """The callback was not signed by the gateway."""

    code = "signature_invalid"


class NoticeMalformed(Invalid):
    """The callback's body is not what the gateway sends (not JSON, duplicate keys, wrong types)."""

    code = "notice_malformed"


class GatewayUnavailable(Unavailable):
    """The gateway does not answer, or answers with a fault of its own: try again later."""

    code = "gateway_unavailable"


class GatewayRefused(Conflict):
    """The gateway answered and said no to a charge."""

    code = "gateway_refused"


class BillingCodesExhausted(Unavailable):
    """Every code of the allotted range has been given out: the office has to ask the treasury for another."""

    code = "billing_codes_exhausted"
    title = "No billing code is left to give out."


class RefundRefused(Exception):
    """The gateway answered and said no to a refund: too late, too much, or its way of paying knows none."""


class StatementMalformed(Exception):
    """A file that is no settlement file of this gateway at all. Single bad lines are `Statement.faults`.

    `code`: too_large, not_utf8 or heading.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OrderUnknown(Exception):
    """The gateway has never heard of this order."""


class OrderExists(Exception):
    """The gateway already has a charge under this order id: ask it with `fetch`."""


class StatementLine(NamedTuple):
    """One line of a gateway's settlement file, or of the treasury's. Whole rupiah; `at` aware UTC.

    `row` is its place in the file, from 1 (the heading). `kind`: payment, refund or chargeback. A state payment has
    no order id in the treasury's file: its billing code tells, and only with an `ntpn` it is final. `nth`: how many
    lines before it in the file say word for word the same.
    """

    row: int
    kind: str
    amount: int
    at: datetime
    gateway_payment_id: str
    order_id: str | None = None
    billing_code: str | None = None
    ntb: str | None = None
    ntpn: str | None = None
    nth: int = 0


class Statement(NamedTuple):
    """A settlement file as read: good lines, and (row, code) of those that could not be."""

    lines: tuple[StatementLine, ...]
    faults: tuple[tuple[int, str], ...]


class PaymentGateway(Protocol):
    """A payment gateway. All amounts whole rupiah, all times aware UTC."""

    name: str

    def charge(self, order_id: str, amount: int, *, method: str, expires_at: datetime) -> Bill:
        """Ask for money by one of the gateway's methods. Raises OrderExists, GatewayRefused, GatewayUnavailable."""
        ...

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Verify a callback over its raw bytes. Raises SignatureInvalid, NoticeMalformed, NotFound (it never calls)."""
        ...

    def fetch(self, order_id: str) -> GatewayPayment:
        """The gateway's own word on an order; its bill as far as it can be had again.

        Raises OrderUnknown, GatewayUnavailable.
        """
        ...

    def refund(self, order_id: str, key: str, amount: int, reason: str) -> None:
        """Give money back, once for the same `key`. Raises RefundRefused, OrderUnknown, GatewayUnavailable."""
        ...

    def read_statement(self, content: bytes) -> Statement:
        """A settlement file as read; nothing is asked. Raises StatementMalformed."""
        ...


class Books(NamedTuple):
    """What is written down about one payment's money: its ledger entries, and its refunds in their order."""

    posted: tuple[Posted, ...]
    refunds: tuple[Refund, ...]


class PaymentStore(Protocol):
    def order(self, order_id: str) -> Payment:
        """Raises NotFound."""
        ...

    def keep_notice(self, notice: Notice, digest: str, body: bytes, at: datetime, *, settled: bool) -> None:
        """Store a verified callback and queue its confirmation; again for a repeat, unless `settled`."""
        ...

    def claim_confirmation(self, order_id: str, at: datetime, until: datetime) -> bool:
        """Take the order's single place for a confirmation under way; False while another holds it."""
        ...

    def release_confirmation(self, order_id: str) -> None: ...

    def books(self, payment: Payment) -> Books:
        """Read strongly consistent, so that a write under the application's version may rest on it."""
        ...


class ConfirmationQueue(Protocol):
    def ask(self, order_id: str) -> None:
        """Have the gateway asked about this order, soon and at least once."""
        ...
