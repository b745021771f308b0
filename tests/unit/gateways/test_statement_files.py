"""Settlement files: what is read, and what is told of every line that is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.adapters.gateways import midtrans_file, treasury_file
from imigrasi.adapters.gateways.midtrans_file import read_midtrans_file
from imigrasi.adapters.gateways.strict_csv import LARGEST_FILE
from imigrasi.adapters.gateways.treasury_file import read_treasury_file
from imigrasi.usecases.payment_ports import StatementLine, StatementMalformed

HEADING = "billing_code,ntb,ntpn,amount,paid_at"
LINE = "000261124000001,NTB000000001,A1B2C3D4E5F60718,650000,2026-11-24 09:30:00"
EXPORT = "Order ID,Transaction ID,Transaction status,Currency,Gross amount,Settlement time"
SETTLED = "LBG-0000-0000-0-1,8c1f8e3a-1111-4a2b-9d3e-000000000001,settlement,IDR,650000.00,2026-11-24 09:30:00"
AT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def treasury(*lines: str, end: str = "\n") -> bytes:
    return (end.join((HEADING, *lines)) + end).encode()


def export(*lines: str, heading: str = EXPORT) -> bytes:
    return ("\n".join((heading, *lines)) + "\n").encode()


def changed(column: str, value: str) -> str:
    fields = dict(zip(treasury_file.COLUMNS, LINE.split(","), strict=True)) | {column: value}
    return ",".join(fields.values())


def settled(column: str, value: str) -> str:
    fields = dict(zip(midtrans_file.COLUMNS, SETTLED.split(","), strict=True)) | {column: value}
    return ",".join(fields.values())


# ---------------------------------------------------------------- the treasury


def test_a_line_of_the_treasury_is_read() -> None:
    statement = read_treasury_file(treasury(LINE))
    assert statement.faults == ()
    assert statement.lines == (
        StatementLine(
            row=2,
            kind="payment",
            amount=650_000,
            at=AT,
            gateway_payment_id="A1B2C3D4E5F60718",
            billing_code="000261124000001",
            ntb="NTB000000001",
            ntpn="A1B2C3D4E5F60718",
        ),
    )


def test_a_line_without_an_ntpn_says_that_a_bank_has_the_money() -> None:
    (line,) = read_treasury_file(treasury(changed("ntpn", ""))).lines
    assert (line.ntb, line.ntpn, line.gateway_payment_id) == ("NTB000000001", None, "")


@pytest.mark.parametrize(
    "content",
    [
        treasury(LINE, end="\r\n"),
        b"\xef\xbb\xbf" + treasury(LINE),
        treasury(LINE).removesuffix(b"\n"),
        treasury('"' + LINE.replace(",", '","') + '"'),
    ],
)
def test_what_spreadsheets_write_means_the_same(content: bytes) -> None:
    assert read_treasury_file(content) == read_treasury_file(treasury(LINE))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        *[
            (changed("amount", amount), "amount_not_valid")
            for amount in (
                "", "0", "-650000", "+650000", "650.000", "650000.00", "650000.5", "6.5e5", "6e5", "0650000",
                "Rp650000", "650000 ", "６５００００", "٦٥٠٠٠٠", "IDR 650000", "1" + "0" * 15, "NaN",
            )
        ],
        ('000261124000001,NTB000000001,A1B2C3D4E5F60718,"650,000",2026-11-24 09:30:00', "amount_not_valid"),
        *[
            (changed("billing_code", code), "billing_code_not_valid")
            for code in ("", "123", "00026112400000O", "００026112400000", "0002611240000011", " 00261124000001")
        ],
        *[(changed("ntb", ntb), "ntb_not_valid") for ntb in ("", "short", "ntb000000001", "NTB-00000001", "N" * 21)],
        *[
            (changed("ntpn", ntpn), "ntpn_not_valid")
            for ntpn in ("A1B2", "a1b2c3d4e5f60718", "A1B2C3D4E5F607180", "А1B2C3D4E5F60718", "A1B2C3D4E5F6071８")
        ],
        *[
            (changed("paid_at", at), "time_not_valid")
            for at in (
                "", "2026-11-24", "24/11/2026 09:30:00", "2026-02-30 09:30:00", "2026-11-24 24:30:00",
                "2026-11-24T09:30:00", "2026-11-24 09:30:00+07:00", "２０26-11-24 09:30:00", "1926-11-24 09:30:00",
            )
        ],
        (LINE + ",", "columns"),
        (LINE + ",IDR", "columns"),
        (LINE.rpartition(",")[0], "columns"),
        ("", "empty"),
        (LINE.replace("NTB", "NT\0B"), "control_character"),
        (LINE.replace("NTB", "\ufeffNTB"), "control_character"),
        (LINE.replace("NTB", "NT\rB"), "control_character"),
        (LINE.replace("NTB", '"NTB'), "quotes"),
        (LINE.replace("NTB", 'N"TB'), "ntb_not_valid"),
        ("x" * 2_001, "too_long"),
        ("'; DROP TABLE payments; --", "columns"),
        ("=HYPERLINK(1),NTB000000001,A1B2C3D4E5F60718,650000,2026-11-24 09:30:00", "billing_code_not_valid"),
    ],
)  # fmt: skip
def test_a_broken_line_is_told_by_its_row_and_the_rest_counts(line: str, code: str) -> None:
    other = changed("ntpn", "ZZZZ00000000ZZZZ")
    statement = read_treasury_file(treasury(LINE, line, other))
    assert statement.faults == ((3, code),)
    assert [(found.row, found.ntpn) for found in statement.lines] == [(2, "A1B2C3D4E5F60718"), (4, "ZZZZ00000000ZZZZ")]


def test_a_line_that_stands_twice_counts_once() -> None:
    statement = read_treasury_file(treasury(LINE, LINE, LINE))
    assert (len(statement.lines), statement.faults) == (1, ((3, "duplicated"), (4, "duplicated")))


def test_money_that_went_back_twice_in_one_second_counts_twice_and_a_payment_never() -> None:
    half = settled("Transaction status", "partial_refund").replace("650000", "325000")
    statement = read_midtrans_file(export(SETTLED, half, half, SETTLED))
    assert [(line.kind, line.nth) for line in statement.lines] == [("payment", 0), ("refund", 0), ("refund", 1)]
    assert statement.faults == ((5, "duplicated"),)


def test_an_open_quote_swallows_no_other_line() -> None:
    statement = read_treasury_file(treasury('"' + LINE, LINE))
    assert ([line.row for line in statement.lines], statement.faults) == ([3], ((2, "quotes"),))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "heading"),
        (b"\n", "heading"),
        (LINE.encode(), "heading"),
        (b"ntb,billing_code,ntpn,amount,paid_at\n", "heading"),
        (b"billing_code,ntb,ntpn,amount\n", "heading"),
        (b"billing_code,ntb,ntpn,amount,paid_at,note\n", "heading"),
        (b"billing_code;ntb;ntpn;amount;paid_at\n", "heading"),
        (b'"billing_code,ntb,ntpn,amount,paid_at\n', "heading"),
        ((HEADING + "\n").encode("utf-16"), "not_utf8"),
        (treasury(LINE) + b"\xff", "not_utf8"),
        (b"PK\x03\x04" + bytes(100), "heading"),
        (treasury() + b"x" * LARGEST_FILE, "too_large"),
        (bytes(10 * 1024 * 1024), "too_large"),
    ],
)
def test_what_is_no_settlement_file_at_all_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(StatementMalformed) as refused:
        read_treasury_file(content)
    assert refused.value.code == code


def test_the_largest_file_is_read_line_by_line() -> None:
    count = LARGEST_FILE // (len(LINE) + 1) - 1
    statement = read_treasury_file(treasury(*(changed("ntpn", f"{n:016d}") for n in range(count))))
    assert (len(statement.lines), statement.faults) == (count, ())


# ---------------------------------------------------------------- Midtrans


def test_a_line_of_midtrans_is_read() -> None:
    assert read_midtrans_file(export(SETTLED)).lines == (
        StatementLine(
            row=2,
            kind="payment",
            amount=650_000,
            at=AT,
            gateway_payment_id="8c1f8e3a-1111-4a2b-9d3e-000000000001",
            order_id="LBG-0000-0000-0-1",
        ),
    )


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("settlement", "payment"), ("capture", "payment"), ("refund", "refund"), ("partial_refund", "refund"),
        ("chargeback", "chargeback"), ("partial_chargeback", "chargeback"),
    ],
)  # fmt: skip
def test_the_status_says_which_way_the_money_went(status: str, kind: str) -> None:
    (line,) = read_midtrans_file(export(settled("Transaction status", status))).lines
    assert line.kind == kind


@pytest.mark.parametrize("status", ["pending", "expire", "cancel", "deny", "failure", "authorize"])
def test_a_transaction_that_moved_no_money_is_no_line_and_no_fault(status: str) -> None:
    # What has never been paid has no settlement time either.
    line = settled("Transaction status", status).rpartition(",")[0] + ","
    assert read_midtrans_file(export(line)) == ((), ())


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Transaction status", "SETTLEMENT", "status_not_valid"),
        ("Transaction status", "paid", "status_not_valid"),
        ("Currency", "USD", "currency_not_valid"),
        ("Currency", "", "currency_not_valid"),
        ("Gross amount", "650000.50", "amount_not_valid"),
        ("Gross amount", "650000.0", "amount_not_valid"),
        ("Gross amount", "6.5e5", "amount_not_valid"),
        ("Gross amount", "-650000.00", "amount_not_valid"),
        ("Gross amount", "６５００００", "amount_not_valid"),
        ("Gross amount", "٦٥٠٠٠٠.00", "amount_not_valid"),
        ("Gross amount", "650.000", "amount_not_valid"),
        ("Gross amount", '"650,000.00"', "amount_not_valid"),
        ("Gross amount", "IDR650000", "amount_not_valid"),
        ("Settlement time", "24 Nov 2026 09:30", "time_not_valid"),
        ("Transaction ID", "", "transaction_not_valid"),
        ("Transaction ID", "a#b", "transaction_not_valid"),
        ("Order ID", "LBG 0000", "order_not_valid"),
        ("Order ID", "x" * 51, "order_not_valid"),
    ],
)
def test_a_broken_line_of_midtrans_is_told_by_its_row(column: str, value: str, code: str) -> None:
    statement = read_midtrans_file(export(settled(column, value), SETTLED))
    assert (statement.faults, [line.row for line in statement.lines]) == (((2, code),), [3])


def test_other_columns_of_the_export_may_stand_among_ours() -> None:
    heading = "Customer name," + EXPORT.replace("Currency", "Channel,Currency")
    line = '"Sari, Ibu é",' + SETTLED.replace("IDR", "QRIS,IDR")
    assert read_midtrans_file(export(line, heading=heading)) == read_midtrans_file(export(SETTLED))


@pytest.mark.parametrize("heading", [EXPORT.replace("Currency", "Gross amount"), EXPORT + ",Currency", EXPORT.lower()])
def test_a_column_that_is_missing_or_stands_twice_makes_it_no_export(heading: str) -> None:
    with pytest.raises(StatementMalformed):
        read_midtrans_file(export(SETTLED, heading=heading))


# ---------------------------------------------------------------- whatever comes

_FIELDS = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused(content: bytes) -> None:
    for read in (read_treasury_file, read_midtrans_file):
        with pytest.raises(StatementMalformed):
            read(content)


@given(st.lists(st.one_of(st.just(LINE), _FIELDS, st.lists(_FIELDS, min_size=5, max_size=5).map(",".join)), max_size=8))
def test_any_lines_below_the_heading_count_or_are_told(lines: list[str]) -> None:
    content = treasury(*lines)
    statement = read_treasury_file(content)
    told = {line.row for line in statement.lines} | {row for row, _ in statement.faults}
    assert told == set(range(2, content.count(b"\n") + 1))
    assert all(line.amount > 0 and len(line.billing_code or "") == 15 for line in statement.lines)


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_an_amount_is_ascii_digits_or_a_fault(amount: str) -> None:
    statement = read_treasury_file(treasury(changed("amount", amount)))
    plain = amount.isascii() and amount.isdigit() and not amount.startswith("0")
    assert [line.amount for line in statement.lines] == ([int(amount)] if plain else [])
