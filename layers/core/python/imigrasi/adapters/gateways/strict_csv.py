"""Settlement files as people download and send them on: read line by line, so that a broken line hides no other.

Comma separated, UTF-8, a heading, one line a movement of money. A byte-order mark before the heading, CRLF and quoted
fields are what spreadsheets write and mean nothing; a field that runs over a line's end is a broken line.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from imigrasi.domain.deadline import WIB
from imigrasi.usecases.payment_ports import Statement, StatementLine, StatementMalformed

#: 8 MiB are some 80,000 lines: more than any gateway settles for one office in a month.
LARGEST_FILE = 8 * 1024 * 1024
LONGEST_LINE = 2_000

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u2028\u2029\ufeff]")
_TIME = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)

Fields = Mapping[str, str]


class BadLine(Exception):
    """One line that cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_statement_file(
    content: bytes,
    columns: Sequence[str],
    line: Callable[[int, Fields], StatementLine | None],
    *,
    others: bool = False,
) -> Statement:
    """Every line through `line` (None: it moves no money). `others`: more columns may stand among ours.

    Raises StatementMalformed for what is no such file at all.
    """
    heading, rows = _table(content, columns, others=others)
    lines: list[StatementLine] = []
    faults: list[tuple[int, str]] = []
    said: Counter[tuple[object, ...]] = Counter()
    for row, text in rows:
        try:
            read = line(row, _fields(text, heading))
            if read is None:
                continue
            nth = said[read[1:]]
            # A payment comes once. Of two halves given back within one second nothing tells one from the other.
            if nth and read.kind == "payment":
                raise BadLine("duplicated")
        except BadLine as bad:
            faults.append((row, bad.code))
            continue
        said[read[1:]] += 1
        lines.append(read._replace(nth=nth))
    return Statement(tuple(lines), tuple(faults))


def matching(fields: Fields, name: str, pattern: re.Pattern[str], code: str) -> str:
    """The field, which must be of the pattern. Raises BadLine."""
    if not pattern.fullmatch(fields[name]):
        raise BadLine(code)
    return fields[name]


def jakarta_time(fields: Fields, name: str) -> datetime:
    """`YYYY-MM-DD HH:MM:SS` as Jakarta's clocks show it, in UTC. Raises BadLine."""
    written = matching(fields, name, _TIME, "time_not_valid")
    try:
        return datetime.fromisoformat(written).replace(tzinfo=WIB).astimezone(UTC)
    except ValueError:
        raise BadLine("time_not_valid") from None


def _table(content: bytes, columns: Sequence[str], *, others: bool) -> tuple[list[str], Iterator[tuple[int, str]]]:
    if len(content) > LARGEST_FILE:
        raise StatementMalformed("too_large")
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise StatementMalformed("not_utf8") from None
    first, *rest = text.split("\n")
    if rest and rest[-1] == "":
        rest.pop()  # the last line's own end
    try:
        heading = _split(first)
    except BadLine:
        raise StatementMalformed("heading") from None
    ours = [name for name in heading if name in columns]
    if sorted(ours) != sorted(columns) or (not others and heading != list(columns)):
        raise StatementMalformed("heading")
    return heading, enumerate(rest, start=2)


def _fields(text: str, heading: Sequence[str]) -> Fields:
    found = _split(text)
    if len(found) != len(heading):
        raise BadLine("columns")
    return dict(zip(heading, found, strict=True))


def _split(text: str) -> list[str]:
    line = text.removesuffix("\r")
    if not line:
        raise BadLine("empty")
    if len(line) > LONGEST_LINE:
        raise BadLine("too_long")
    if _CONTROL.search(line):
        raise BadLine("control_character")
    try:
        (fields,) = csv.reader([line], strict=True)
    except (csv.Error, ValueError):
        raise BadLine("quotes") from None
    return fields
