"""Files and books with one thing changed, compared with each other: that has to be found, and nothing else."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from imigrasi.domain.deadline import local_day
from imigrasi.usecases.compare_statement import compare_statement
from imigrasi.usecases.import_statement import import_statement
from imigrasi.usecases.payment_ports import StatementMalformed
from imigrasi.usecases.verify_ledger import verify_ledger
from local.gateway import files
from local.gateway.files import Row
from tests.prove import forged_books
from tests.prove.genuine_files import Genuine, fact
from tests.prove.row import check
from tests.prove.spoilt_files import torn
from tests.prove.takings import Takings
from tests.prove.tampering import Stored
from tests.prove.till import CATALOGUE

#: (finding, row, kind, stated, booked) as the report has them; empty what it leaves empty.
Finding = tuple[str, str, str, str, str]
Findings = frozenset[Finding]
NOTHING: Findings = frozenset()


class Movement(NamedTuple):
    """A line of a genuine file. Whole rupiah."""

    row: Row
    kind: str
    amount: int
    payment: str


class Day:
    """A gateway's genuine file of one day."""

    def __init__(self, genuine: Genuine) -> None:
        self.genuine, self.gateway = genuine, genuine.gateway
        facts = [fact(self.gateway, row) for row in genuine.sheet.rows]
        self.lines = [
            Movement(row, str(kind), int(str(amount)), str(payment))
            for row, (kind, amount, _at, payment, *_) in zip(genuine.sheet.rows, facts, strict=True)
        ]

    @property
    def rows(self) -> list[Row]:
        return [line.row for line in self.lines]

    def one_of(self, chance: Random, *, kind: str = "") -> tuple[int, Movement]:
        """Its place among the lines, from 0, and the line."""
        return chance.choice([each for each in enumerate(self.lines) if kind in ("", each[1].kind)])


#: What changes in the file, or with `Stored` in the books: the lines to bring, and all that has to be found of them.
Change = Callable[[Day, Random, Stored], tuple[list[Row], Findings]]


def _found(code: str, kind: str, stated: int, booked: int) -> Findings:
    return frozenset({(code, "", kind, str(stated), str(booked))})


def _told(code: str, place: int) -> Findings:
    """Of a line; `place` from 0, below the heading."""
    return frozenset({(code, str(place + 2), "", "", "")})


# ---------------------------------------------------------------- changed in the file


def nothing(day: Day, chance: Random, _stored: Stored) -> tuple[list[Row], Findings]:
    return chance.sample(day.rows, len(day.rows)), NOTHING


def missing_line(day: Day, chance: Random, _stored: Stored) -> tuple[list[Row], Findings]:
    """Of the treasury's nothing is missed: what is in the ledger, an earlier file has told."""
    at, line = day.one_of(chance)
    rows = day.rows[:at] + day.rows[at + 1 :]
    return rows, NOTHING if day.gateway == "simponi" else _found("missing_in_file", line.kind, 0, line.amount)


def extra_line(day: Day, chance: Random, _stored: Stored) -> tuple[list[Row], Findings]:
    """About a payment that nobody has heard of."""
    at, line = day.one_of(chance)
    nobodys = {"Order ID": "LBG-0000-0000-0-9", "Transaction ID": "nobodys", "billing_code": files.NOBODYS_CODE}
    nobodys |= {"ntpn": "N0B0DYN0B0DYN0B0", "ntb": "NOBODYSNUMBER"}
    extra = line.row | {name: value for name, value in nobodys.items() if name in line.row}
    rows = [*day.rows[:at], extra, *day.rows[at:]]
    if day.gateway == "simponi":
        return rows, _told("unknown_code", at)
    return rows, _found("missing_in_ledger", line.kind, line.amount, 0)


def other_amount(day: Day, chance: Random, _stored: Stored) -> tuple[list[Row], Findings]:
    at, line = day.one_of(chance)
    name, stated = day.genuine.sheet.amount, line.amount + chance.choice((-1, 1, 1_000, -1_000, 9 * line.amount))
    changed = line.row | {name: line.row[name].replace(str(line.amount), str(stated))}
    rows = [*day.rows[:at], changed, *day.rows[at + 1 :]]
    if day.gateway == "simponi":
        return rows, _told("contradicts_earlier", at)
    return rows, _found("amount_differs", line.kind, stated, line.amount)


def other_day(day: Day, chance: Random, _stored: Stored) -> tuple[list[Row], Findings]:
    """A payment on the day before or after, in another month, in another year."""
    at, line = day.one_of(chance, kind="payment")
    rows = [*day.rows[:at], _later(day, line, timedelta(days=chance.choice((-366, -31, -1, 1)))), *day.rows[at + 1 :]]
    if day.gateway == "simponi":
        return rows, _told("contradicts_earlier", at)
    return rows, _found("day_differs", "payment", line.amount, line.amount)


def _later(day: Day, line: Movement, by: timedelta) -> Row:
    name = day.genuine.sheet.time
    return line.row | {name: (datetime.fromisoformat(line.row[name]) + by).strftime(files.TIME)}


def twice(day: Day, chance: Random, _stored: Stored) -> tuple[list[Row], Findings]:
    at, line = day.one_of(chance)
    again = chance.randint(at + 1, len(day.rows))
    rows = [*day.rows[:again], line.row, *day.rows[again:]]
    if line.kind != "payment":
        return rows, _found("amount_differs", line.kind, 2 * line.amount, line.amount)
    return rows, _told("duplicated", again)


def twice_at_other_times(day: Day, chance: Random, _stored: Stored) -> tuple[list[Row], Findings]:
    """Said to have been paid, or to have gone back, a second later once more."""
    _, line = day.one_of(chance)
    rows = [*day.rows, _later(day, line, timedelta(seconds=1))]
    if day.gateway == "simponi":
        return rows, _told("contradicts_earlier", len(day.rows))
    return rows, _found("amount_differs", line.kind, 2 * line.amount, line.amount)


# ---------------------------------------------------------------- changed in the books


def booked_more(day: Day, chance: Random, stored: Stored) -> tuple[list[Row], Findings]:
    line, order_id = _whole(day, chance, stored)
    forged_books.book_more(stored, order_id)
    return day.rows, _found("amount_differs", "payment", line.amount, line.amount + forged_books.MORE)


def unbooked(day: Day, chance: Random, stored: Stored) -> tuple[list[Row], Findings]:
    line, order_id = _whole(day, chance, stored)
    forged_books.unbook(stored, order_id)
    if day.gateway == "simponi":
        return day.rows, _told("unknown_code", day.lines.index(line))
    return day.rows, _found("missing_in_ledger", "payment", line.amount, 0)


def invented(day: Day, chance: Random, stored: Stored) -> tuple[list[Row], Findings]:
    line, order_id = _whole(day, chance, stored)
    forged_books.invent(stored, order_id)
    return day.rows, _found("missing_in_file", "payment", 0, line.amount)


def _whole(day: Day, chance: Random, stored: Stored) -> tuple[Movement, str]:
    """A payment of one application that nothing else became of."""
    orders = forged_books.whole_orders(stored)
    line = chance.choice([line for line in day.lines if line.payment in orders])
    return line, orders[line.payment]


CHANGES: tuple[Change, ...] = (
    *(nothing, missing_line, extra_line, other_amount, other_day, twice, twice_at_other_times),
    *(booked_more, unbooked, invented),
)
FORGERIES = (booked_more, unbooked, invented)


# ---------------------------------------------------------------- brought and compared


def genuine_days(takings: Takings) -> list[Day]:
    """Midtrans' file of each day, and the treasury's of each day on which a bank was paid."""
    till, whole = takings.till, takings.treasury_sheet()
    genuine = [
        Genuine("midtrans", files.gateway_sheet(till.books, day), till.gateway.read_statement) for day in takings.days
    ]
    for day in sorted({_day_of(row[whole.time]) for row in whole.rows}):
        sheet = whole._replace(rows=[row for row in whole.rows if _day_of(row[whole.time]) == day])
        genuine.append(Genuine("simponi", sheet, till.treasury.read_statement))
    return [Day(each) for each in genuine]


def _day_of(time: str) -> date:
    return datetime.fromisoformat(time).date()


def written(day: Day, rows: list[Row]) -> bytes:
    """With other ends of lines than genuine, so that it is no file that has been brought before."""
    return day.genuine.sheet._replace(rows=rows).text().replace("\r\n", "\n").encode()


def brought(takings: Takings, day: Day, content: bytes) -> Findings:
    """What the comparison has found when the file is brought, confirmations are made, and an hour has passed."""
    till, read = takings.till, day.genuine.read
    terms = CATALOGUE.known_gateway(day.gateway)
    key = f"{day.gateway}/{len(till.shelf.files)}.csv"
    till.shelf.files[key] = content
    import_statement(till.desk, terms, read, key, "1", at=till.at)
    while till.queue:
        till.confirm(till.queue.pop())
    (record,) = (each for each in till.statements.recent(day.gateway, 50) if each.key == key)
    compare_statement(till.desk, terms, read, record, at=till.at + timedelta(hours=1))
    (record,) = (each for each in till.statements.recent(day.gateway, 50) if each.key == key)
    return frozenset(_findings(till.shelf.files[record.report or ""].decode()))


def _findings(report: str) -> Iterator[Finding]:
    for line in csv.DictReader(report.splitlines()):
        yield line["finding"], line["row"], line["kind"], line["stated"], line["booked"]


def told_exactly(takings: Takings, day: Day, change: Change, stored: Stored, seed: int) -> None:
    """Raises Broken where something else is found than what was changed."""
    where = f"{change.__name__} in {day.gateway}'s file of {day.rows[0][day.genuine.sheet.time]} (seed {seed})"
    rows, wanted = change(day, Random(seed), stored)
    if change in FORGERIES:
        faults = verify_ledger(takings.till.everything).faults
        check(not faults, f"{where}: this has not to be seen in the books alone: {faults}")
    found = brought(takings, day, written(day, rows))
    check(found == wanted, f"{where}: {sorted(found)}, not {sorted(wanted)}")


def told_of_torn(takings: Takings, day: Day, seed: int) -> bool:
    """Whether lost or changed bytes gave another movement, amount, or day of a payment: that has to be found.

    What goes back may be listed on another day than we have heard of it. Raises Broken.
    """
    content = torn(day.genuine, Random(seed)).content
    try:
        lines = day.genuine.read(content).lines
    except StatementMalformed:
        return False
    said = {_said(line.kind, line.amount, line.gateway_payment_id, local_day(line.at)) for line in lines}
    name = day.genuine.sheet.time
    if said <= {_said(line.kind, line.amount, line.payment, _day_of(line.row[name])) for line in day.lines}:
        return False
    check(brought(takings, day, content), f"other figures in {day.gateway}'s torn file are not found (seed {seed})")
    return True


def _said(kind: str, amount: int, payment: str, day: date) -> tuple[object, ...]:
    return kind, amount, payment, day if kind == "payment" else None
