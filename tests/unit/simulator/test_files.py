"""Settlement files are those that the product reads, and are spoilt in the ways that are named."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from imigrasi.adapters.gateways.midtrans_file import read_midtrans_file
from imigrasi.adapters.gateways.treasury_file import read_treasury_file
from local.gateway.books import Books
from local.gateway.files import SPOILS, gateway_sheet, spoilt, treasury_sheet
from local.gateway.gateway import Gateway
from local.gateway.misbehaviour import MISBEHAVIOURS
from local.gateway.orders import ReturnKind
from local.gateway.treasury import BankPayment

pytestmark = pytest.mark.enable_socket

Charge = Callable[..., dict[str, Any]]
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
PAID = [
    BankPayment("000261124000001", 650_000, "1" * 12, AT, "NTPN000000000001"),
    BankPayment("000261124000002", 350_000, "2" * 12, AT, "NTPN000000000002"),
    BankPayment("000261124000003", 350_000, "3" * 12, AT),
]


def test_every_movement_of_a_day_is_a_line_that_the_product_reads(gateway: Gateway, charge: Charge, clock: Any) -> None:
    charge("LBG-1")
    charge("LBG-2")
    charge("LBG-3")
    gateway.capture("LBG-1", 650_000)
    MISBEHAVIOURS["partial-refund"](gateway, gateway.books.order("LBG-2"))
    clock.move(minutes=1)
    gateway.give_back("LBG-2", ReturnKind.CHARGEBACK, 325_000)
    clock.move(days=1)
    gateway.give_back("LBG-1", ReturnKind.REFUND, 650_000)
    read = read_midtrans_file(gateway_sheet(gateway.books, DAY).text().encode())
    assert [(line.order_id, line.kind, line.amount) for line in read.lines] == [
        ("LBG-1", "payment", 650_000),
        ("LBG-2", "payment", 650_000),
        ("LBG-2", "refund", 325_000),
        ("LBG-2", "chargeback", 325_000),
    ]
    assert (read.faults, read.lines[0].at) == ((), AT)
    assert {line.gateway_payment_id for line in read.lines} == {
        gateway.books.order(name).transaction_id for name in ("LBG-1", "LBG-2")
    }
    [next_day] = read_midtrans_file(gateway_sheet(gateway.books, date(2026, 3, 3)).text().encode()).lines
    assert (next_day.kind, next_day.amount) == ("refund", 650_000)


def test_the_treasurys_lines_are_read_by_the_product() -> None:
    read = read_treasury_file(treasury_sheet(PAID).text().encode())
    assert [(line.billing_code, line.ntpn, line.amount) for line in read.lines] == [
        ("000261124000001", "NTPN000000000001", 650_000),
        ("000261124000002", "NTPN000000000002", 350_000),
        ("000261124000003", None, 350_000),
    ]
    assert (read.faults, read.lines[0].at) == ((), AT)


@pytest.mark.parametrize(
    ("way", "amounts", "faults"),
    [
        ("broken", [650_000, 350_000, 350_000], 3),
        ("twice", [650_000, 350_000, 350_000], 3),
        ("missing", [650_000, 350_000], 0),
        ("amount", [650_000, 350_000, 349_000], 0),
        ("month", [650_000, 350_000, 350_000], 0),
        ("unconfirmed", [650_000, 350_000, 350_000], 0),
        ("unknown", [650_000, 350_000, 350_000, 350_000], 0),
    ],
)
def test_a_file_is_spoilt_as_named(way: str, amounts: list[int], faults: int) -> None:
    read = read_treasury_file(spoilt(treasury_sheet(PAID), [way]).text().encode())
    assert ([line.amount for line in read.lines], len(read.faults)) == (amounts, faults)
    assert ({line.at.month for line in read.lines} == {2}) is (way == "month")
    assert (not any(line.ntpn for line in read.lines)) is (way == "unconfirmed")


@pytest.mark.parametrize("way", SPOILS)
def test_a_day_of_the_gateway_is_spoilt_too(gateway: Gateway, charge: Charge, way: str) -> None:
    charge()
    gateway.capture("LBG-7K2M-9QRT-4-1", 650_000)
    sound = gateway_sheet(gateway.books, DAY)
    changed = spoilt(sound, [way]).text()
    assert (changed == sound.text()) is (way == "unconfirmed")
    read_midtrans_file(changed.encode())


@pytest.mark.parametrize("way", SPOILS)
def test_an_empty_file_can_be_spoilt(tmp_path: Path, way: str) -> None:
    assert spoilt(gateway_sheet(Books(tmp_path), DAY), [way]).text().startswith("Order ID,")


def test_ways_add_up() -> None:
    rows = spoilt(treasury_sheet(PAID), ["missing", "twice"]).rows
    assert [row["billing_code"][-1] for row in rows] == ["1", "1", "2", "2"]
