"""SIMPONI through the port of all gateways: codes out, the treasury's word back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from imigrasi.adapters.gateways.simponi import Simponi
from imigrasi.domain.billing_code import BillingCode, CodeRange
from imigrasi.domain.errors import NotFound
from imigrasi.domain.payment import PaymentStatus
from imigrasi.usecases.payment_ports import OrderUnknown, PaymentGateway, RefundRefused, StatementLine
from imigrasi.usecases.statement_ports import Kept

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
UNTIL = NOW + timedelta(days=7)
ORDER, FEE = "LBG-0000-0000-0-1", 650_000


class MemoryCodes:
    """BillingCodes in a dictionary."""

    def __init__(self) -> None:
        self.codes: dict[str, BillingCode] = {}

    def issue(self, order_id: str, amount: int, expires_at: datetime) -> BillingCode:
        self.codes[order_id] = BillingCode("000261124000001", order_id, amount, expires_at)
        return self.codes[order_id]

    def of_order(self, order_id: str) -> BillingCode | None:
        return self.codes.get(order_id)

    def order_of(self, code: str) -> str | None:
        return next((order for order, issued in self.codes.items() if issued.code == code), None)

    def adopt(self, order_id: str, of: BillingCode, line: StatementLine, statement: str) -> None:
        raise NotImplementedError

    def keep_line(self, order_id: str, line: StatementLine, statement: str) -> Kept:
        raise NotImplementedError


@pytest.fixture
def codes() -> MemoryCodes:
    return MemoryCodes()


@pytest.fixture
def simponi(codes: MemoryCodes) -> Simponi:
    gateway: PaymentGateway = Simponi(codes, now=lambda: NOW)
    assert isinstance(gateway, Simponi)
    return gateway


def test_a_charge_is_the_next_code(simponi: Simponi) -> None:
    bill = simponi.charge(ORDER, FEE, method="billing_code", expires_at=UNTIL)
    assert (bill.billing_code, bill.status, bill.expires_at) == ("000261124000001", PaymentStatus.PENDING, UNTIL)


def test_an_order_without_a_code_is_unknown(simponi: Simponi) -> None:
    with pytest.raises(OrderUnknown):
        simponi.fetch(ORDER)


@pytest.mark.parametrize(
    ("at", "ntb", "status"),
    [
        (NOW, None, PaymentStatus.PENDING),
        (UNTIL - timedelta(seconds=1), None, PaymentStatus.PENDING),
        (UNTIL, None, PaymentStatus.EXPIRED),
        (UNTIL + timedelta(days=30), "NTB000000001", PaymentStatus.PENDING),
    ],
)
def test_until_the_treasury_has_it_an_order_is_pending_or_its_code_is_dead(
    codes: MemoryCodes, at: datetime, ntb: str | None, status: PaymentStatus
) -> None:
    codes.codes[ORDER] = replace(codes.issue(ORDER, FEE, UNTIL), ntb=ntb)
    seen = Simponi(codes, now=lambda: at).fetch(ORDER)
    assert (seen.status, seen.paid_at_bank, seen.amount) == (status, ntb is not None, FEE)


def test_the_ntpn_is_the_payments_id_and_the_treasurys_amount_counts(codes: MemoryCodes, simponi: Simponi) -> None:
    issued = codes.issue(ORDER, FEE, UNTIL)
    codes.codes[ORDER] = replace(issued, ntb="NTB000000001", ntpn="A1B2C3D4E5F60718", paid_amount=1, paid_at=NOW)
    seen = simponi.fetch(ORDER)
    assert (seen.status, seen.gateway_payment_id, seen.amount) == (PaymentStatus.SETTLED, "A1B2C3D4E5F60718", 1)
    assert (seen.settled_at, seen.paid_at_bank) == (NOW, False)


def test_money_goes_back_by_letter_only(simponi: Simponi) -> None:
    with pytest.raises(RefundRefused, match="letter"):
        simponi.refund(ORDER, f"{ORDER}-r1", FEE, "withdrawn")


def test_nobody_calls_back(simponi: Simponi) -> None:
    with pytest.raises(NotFound):
        simponi.read_notice(b"{}", {})


def test_its_statement_is_the_treasurys_file(simponi: Simponi) -> None:
    assert simponi.read_statement(b"billing_code,ntb,ntpn,amount,paid_at\n") == ((), ())


@pytest.mark.parametrize(
    ("first", "last", "size"), [("000000000000001", "000000000000001", 1), ("000000000000002", "000000000000001", 0)]
)
def test_a_range_has_both_its_ends(first: str, last: str, size: int) -> None:
    assert len(CodeRange(first, last)) == size
    assert CodeRange(first, last).code(0) == first
