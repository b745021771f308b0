"""Settlement files: the gateway's of one day, the treasury's; as they should be, or spoilt in ways that are named."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from local.gateway.books import Books
from local.gateway.orders import Order, ReturnKind, Status
from local.gateway.treasury import BankPayment
from local.gateway.wire import WIB, jakarta

Row = dict[str, str]
TIME = "%Y-%m-%d %H:%M:%S"
LESS = 1000
#: In no range that anybody was allotted.
NOBODYS_CODE = "999999999999999"


class Sheet(NamedTuple):
    """A file before it is written. `amount` and `time` name the columns of that kind, `raw` are lines as they are."""

    columns: tuple[str, ...]
    amount: str
    time: str
    rows: list[Row]
    raw: tuple[str, ...] = ()

    def text(self) -> str:
        written = io.StringIO()
        writer = csv.DictWriter(written, self.columns)
        writer.writeheader()
        writer.writerows(self.rows)
        return written.getvalue() + "".join(f"{line}\r\n" for line in self.raw)


def gateway_sheet(books: Books, day: date) -> Sheet:
    """Every movement of money on that Jakarta day, in the columns of Midtrans' transaction export."""
    columns = (
        *("Order ID", "Transaction ID", "Payment type", "Transaction status", "Currency", "Gross amount"),
        *("Transaction time", "Settlement time"),
    )
    rows = [row for order in books.orders() for row in _movements(order)]
    chosen = [row for row in rows if _day(row["Settlement time"]) == day]
    chosen.sort(key=lambda row: row["Settlement time"])
    return Sheet(columns, "Gross amount", "Settlement time", chosen)


def treasury_sheet(payments: Iterable[BankPayment]) -> Sheet:
    columns = ("billing_code", "ntb", "ntpn", "amount", "paid_at")
    rows = [
        {
            "billing_code": payment.billing_code,
            "ntb": payment.ntb,
            "ntpn": payment.ntpn,
            "amount": str(payment.amount),
            "paid_at": jakarta(payment.paid_at),
        }
        for payment in payments
    ]
    return Sheet(columns, "amount", "paid_at", rows)


def _movements(order: Order) -> Iterable[Row]:
    if not order.capture or not order.settled_at:
        return
    yield _movement(order, Status.SETTLEMENT, order.capture.amount, order.settled_at)
    left = order.capture.amount
    for given in order.returns:
        left -= given.amount
        whole = Status.REFUND if given.kind == ReturnKind.REFUND else Status.CHARGEBACK
        status = whole if left == 0 else Status(f"partial_{whole}")
        yield _movement(order, status, given.amount, datetime.fromisoformat(given.returned_at))


def _movement(order: Order, status: Status, amount: int, at: datetime) -> Row:
    return {
        "Order ID": order.order_id,
        "Transaction ID": order.transaction_id,
        "Payment type": order.payment_type,
        "Transaction status": str(status),
        "Currency": "IDR",
        "Gross amount": f"{amount}.00",
        "Transaction time": jakarta(order.opened_at),
        "Settlement time": jakarta(at.astimezone(UTC)),
    }


def broken(sheet: Sheet) -> Sheet:
    """Three lines that cannot be read follow: too few columns, an amount in words, a day that is none."""
    model = sheet.rows[-1] if sheet.rows else dict.fromkeys(sheet.columns, "x")
    wrong = [
        model | {sheet.amount: "enam ratus ribu"},
        model | {sheet.time: "2026-13-45 10:00:00"},
    ]
    return sheet._replace(rows=sheet.rows + wrong, raw=(*sheet.raw, "hanya satu kolom"))


def twice(sheet: Sheet) -> Sheet:
    """Every line stands there twice."""
    return sheet._replace(rows=[row for row in sheet.rows for _ in range(2)])


def missing(sheet: Sheet) -> Sheet:
    """The last line is left out."""
    return sheet._replace(rows=sheet.rows[:-1])


def amount(sheet: Sheet) -> Sheet:
    """The last line says 1,000 rupiah less."""
    if not sheet.rows:
        return sheet
    last = sheet.rows[-1]
    whole, dot, rest = last[sheet.amount].partition(".")
    return sheet._replace(rows=[*sheet.rows[:-1], last | {sheet.amount: f"{int(whole) - LESS}{dot}{rest}"}])


def month(sheet: Sheet) -> Sheet:
    """Every line is of the month before."""
    return sheet._replace(rows=[row | {sheet.time: _month_before(row[sheet.time])} for row in sheet.rows])


def unconfirmed(sheet: Sheet) -> Sheet:
    """The treasury has none of it yet: there is no NTPN."""
    return sheet._replace(rows=[row | {"ntpn": ""} if "ntpn" in row else row for row in sheet.rows])


def unknown(sheet: Sheet) -> Sheet:
    """A line follows about a code, or an order, that nobody has given out."""
    if not sheet.rows:
        return sheet
    nobodys = {"billing_code": NOBODYS_CODE, "ntpn": "N0B0DYN0B0DYN0B0", "Order ID": "LBG-0000-0000-0-9"}
    changed = {name: value for name, value in nobodys.items() if name in sheet.columns}
    return sheet._replace(rows=[*sheet.rows, sheet.rows[-1] | changed])


SPOILS: dict[str, Callable[[Sheet], Sheet]] = {
    spoil.__name__: spoil for spoil in (broken, twice, missing, amount, month, unconfirmed, unknown)
}


def spoilt(sheet: Sheet, names: Iterable[str]) -> Sheet:
    """Raises KeyError for a way that is not one of SPOILS."""
    for name in names:
        sheet = SPOILS[name](sheet)
    return sheet


def _day(time: str) -> date:
    return datetime.strptime(time, TIME).replace(tzinfo=WIB).date()


def _month_before(time: str) -> str:
    at = datetime.strptime(time, TIME).replace(tzinfo=WIB)
    return (at.replace(day=1) - timedelta(days=1)).replace(day=min(at.day, 28)).strftime(TIME)
