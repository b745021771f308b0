"""SIMPONI, the state's own way to pay (PNBP): billing codes out, the treasury's file in.

SIMPONI has no public interface. The treasury allots the office a range of 15-digit codes; banks, post offices and tills
take money for them and return an NTB; the treasury's settlement file brings the NTPN, which alone makes a state payment
final. So nothing is called here: a charge takes the next code, and a fetch tells what the imported files have said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NoReturn

from imigrasi.domain.billing_code import BillingCode
from imigrasi.domain.errors import NotFound
from imigrasi.domain.payment import Bill, GatewayPayment, PaymentStatus
from imigrasi.usecases.payment_ports import OrderUnknown, RefundRefused, Statement
from imigrasi.usecases.statement_ports import BillingCodes


class Simponi:
    """Fulfils `PaymentGateway`. `now` is aware UTC."""

    name = "simponi"

    def __init__(self, codes: BillingCodes, *, now: Callable[[], datetime]) -> None:
        self._codes = codes
        self._now = now

    def charge(self, order_id: str, amount: int, *, method: str = "billing_code", expires_at: datetime) -> Bill:  # noqa: ARG002 (it has one)
        """The next billing code. Raises OrderExists, BillingCodesExhausted."""
        return _bill(self._codes.issue(order_id, amount, expires_at))

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> NoReturn:  # noqa: ARG002 (nobody sends any)
        """The treasury calls nobody back. Raises NotFound, as for a gateway that there is not."""
        raise NotFound

    def fetch(self, order_id: str) -> GatewayPayment:
        """What the treasury's files have said so far. Raises OrderUnknown.

        Money that a bank has taken is on its way, even when the code has expired meanwhile.
        """
        issued = self._codes.of_order(order_id)
        if issued is None:
            raise OrderUnknown(order_id)
        if issued.ntpn is not None and issued.paid_amount is not None:
            return GatewayPayment(
                order_id,
                issued.ntpn,
                PaymentStatus.SETTLED,
                issued.paid_amount,
                settled_at=issued.paid_at,
                bill=_bill(issued),
            )
        at_bank = issued.ntb is not None
        expired = not at_bank and self._now() >= issued.expires_at
        return GatewayPayment(
            order_id,
            issued.code,
            PaymentStatus.EXPIRED if expired else PaymentStatus.PENDING,
            issued.amount,
            bill=_bill(issued),
            paid_at_bank=at_bank,
        )

    def refund(self, order_id: str, key: str, amount: int, reason: str) -> NoReturn:  # noqa: ARG002 (none is taken)
        """Raises RefundRefused: state revenue goes back by a letter to the treasury, never through here."""
        raise RefundRefused("state revenue is refunded by letter to the treasury")

    def read_statement(self, content: bytes) -> Statement:
        """The treasury's settlement file. Raises StatementMalformed."""
        from imigrasi.adapters.gateways.treasury_file import read_treasury_file  # only imports of files need it

        return read_treasury_file(content)


def _bill(issued: BillingCode) -> Bill:
    return Bill(issued.order_id, issued.code, PaymentStatus.PENDING, issued.expires_at, billing_code=issued.code)
