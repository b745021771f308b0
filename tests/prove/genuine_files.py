"""A gateway's or the treasury's genuine file, what every line of it says, and what may be read of a copy of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from imigrasi.domain.deadline import WIB
from imigrasi.usecases.payment_ports import Statement, StatementLine, StatementMalformed
from local.gateway import files
from local.gateway.files import Row, Sheet
from tests.prove.row import Broken, check

#: What a line says: all of it but its place, and how often it stands before.
Fact = tuple[object, ...]
#: Why a line or a file may be refused; any of these is right.
Codes = frozenset[str]

REFUSALS = frozenset({"too_large", "not_utf8", "heading"})
#: Of lines; `duplicated` comes last, for what is read and stands there already.
FAULTS = frozenset(
    {
        *("columns", "empty", "too_long", "control_character", "quotes", "duplicated"),
        *("amount_not_valid", "currency_not_valid", "time_not_valid", "status_not_valid"),
        *("order_not_valid", "transaction_not_valid", "billing_code_not_valid", "ntb_not_valid", "ntpn_not_valid"),
    }
)
_KINDS = {
    **dict.fromkeys(("settlement", "capture"), "payment"),
    **dict.fromkeys(("refund", "partial_refund"), "refund"),
    **dict.fromkeys(("chargeback", "partial_chargeback"), "chargeback"),
}
_UNMOVED = ("pending", "authorize", "expire", "cancel", "deny", "failure")
_FIELD = re.compile(r'"((?:[^"]|"")*)"(?=,|$)|([^",][^,]*|)(?=,|$)')


@dataclass(frozen=True, slots=True)
class Genuine:
    """One file as it was made, and the adapter's reading of such files."""

    gateway: str
    sheet: Sheet
    read: Callable[[bytes], Statement]

    @property
    def facts(self) -> list[Fact]:
        return [fact(self.gateway, row) for row in self.sheet.rows]


class Copy(NamedTuple):
    """What became of a file on its way.

    `refused`: why it is no settlement file any more, empty where it still is one. `lines`: row → what the line says, or
    why it is no line. None: nobody knows; then what is read has to stand there to the letter.
    """

    content: bytes
    lines: Mapping[int, Fact | Codes] | None = None
    refused: Codes = frozenset()


def fact(gateway: str, row: Row) -> Fact:
    """What a line of the simulator's says; as the product's lines, without their place."""
    time = row["Settlement time" if gateway == "midtrans" else "paid_at"]
    at = datetime.strptime(time, files.TIME).replace(tzinfo=WIB).astimezone(UTC)
    if gateway == "midtrans":
        kind = _KINDS[row["Transaction status"]]
        amount = int(row["Gross amount"].partition(".")[0])
        return (kind, amount, at, row["Transaction ID"], row["Order ID"], None, None, None)
    ntpn = row["ntpn"]
    return ("payment", int(row["amount"]), at, ntpn, None, row["billing_code"], row["ntb"], ntpn or None)


def examined(genuine: Genuine, copy: Copy) -> Counter[str]:
    """How much was read, told and refused of the copy. Raises Broken where that is not right."""
    seen: Counter[str] = Counter()
    try:
        statement = genuine.read(copy.content)
    except StatementMalformed as malformed:
        check(malformed.code in REFUSALS, f"refused as {malformed.code}")
        known = copy.lines is not None or copy.refused
        check(not known or malformed.code in copy.refused, f"refused as {malformed.code}, not as {set(copy.refused)}")
        return Counter({"files refused": 1})
    check(not copy.refused, f"read, and not refused as {set(copy.refused)}")
    read = {line.row: said(line) for line in statement.lines}
    told = dict(statement.faults)
    check(len(read) + len(told) == len(statement.lines) + len(statement.faults), "a row is told of twice")
    check(not read.keys() & told.keys(), "a row is read, and told of")
    check(set(told.values()) <= FAULTS, f"told as {set(told.values()) - FAULTS}")
    if copy.lines is None:
        seen["left to the comparison"] = _as_it_stands(genuine, copy.content, statement.lines, told)
    else:
        _as_expected(copy.lines, read, told)
    return seen + Counter({"lines read": len(read), "lines told": len(told)})


def _as_expected(lines: Mapping[int, Fact | Codes], read: Mapping[int, Fact], told: Mapping[int, str]) -> None:
    check(read.keys() | told.keys() == lines.keys(), f"rows {read.keys() | told.keys() ^ lines.keys()} are not told of")
    for row, wanted in lines.items():
        if isinstance(wanted, frozenset):
            check(told.get(row) in wanted, f"row {row} is {read.get(row) or told.get(row)}, not told as {set(wanted)}")
        else:
            check(read.get(row) == wanted, f"row {row} is {read.get(row) or told.get(row)}, not {wanted}")


def _as_it_stands(genuine: Genuine, content: bytes, lines: Sequence[StatementLine], told: Collection[int]) -> int:
    """Every line is read to the letter or told of. How many say, well-formed, what no line of the genuine file says."""
    heading, *rows = content.decode().removeprefix("\ufeff").split("\n")
    if rows and rows[-1] == "":
        rows.pop()
    columns = fields(heading)
    facts = set(genuine.facts)
    read = {line.row: line for line in lines}
    for row, text in enumerate(rows, start=2):
        if row in read:
            _to_the_letter(genuine.gateway, read[row], dict(zip(columns, fields(text), strict=True)))
        elif row not in told:  # a line about something that moved no money
            status = dict(zip(columns, fields(text), strict=True)).get("Transaction status")
            check(status in _UNMOVED, f"row {row} is neither read nor told of: {text!r}")
    check(max([*read, *told], default=1) <= len(rows) + 1, "a row is told of that there is not")
    return sum(said(line) not in facts for line in lines)


def said(line: StatementLine) -> Fact:
    return line[1:-1]


def _to_the_letter(gateway: str, line: StatementLine, row: Row) -> None:
    """What was read, written again, is what stands there."""
    time = line.at.astimezone(WIB).strftime(files.TIME)
    written: tuple[object, ...]
    if gateway == "midtrans":
        written = (str(line.amount), "IDR", line.gateway_payment_id, line.order_id, time)
        names = ("Gross amount", "Currency", "Transaction ID", "Order ID", "Settlement time")
        row = row | {"Gross amount": row["Gross amount"].removesuffix(".00")}
        check(line.kind == _KINDS.get(row["Transaction status"]), f"{line.kind} was read of {row}")
    else:
        written = (str(line.amount), line.billing_code, line.ntb, line.ntpn or "", time)
        names = ("amount", "billing_code", "ntb", "ntpn", "paid_at")
    stands = tuple(row[name] for name in names)
    check(written == stands, f"{written} was read where {stands} stands")


def fields(text: str) -> list[str]:
    """A line's fields, taken apart by another way than the product's. Raises Broken."""
    line = text.removesuffix("\r")
    found: list[str] = []
    at = 0
    while True:
        part = _FIELD.match(line, at)
        if part is None:
            raise Broken(f"read, though it is no row of fields: {text!r}")
        found.append(part[2] if part[1] is None else part[1].replace('""', '"'))
        at = part.end() + 1
        if at > len(line):
            return found
