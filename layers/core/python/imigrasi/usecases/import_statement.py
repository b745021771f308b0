"""Import a settlement file: every good line counts, every bad one is told by its row, the same file changes nothing.

A crash at any point is made good by the redelivery: lines are taken in portions, each is taken once, and a portion
that was cut short is taken again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from imigrasi.domain.deadline import local_day
from imigrasi.domain.gateway import Gateway
from imigrasi.domain.statement import StatementRecord, StatementStatus
from imigrasi.usecases.payment_ports import Statement, StatementLine, StatementMalformed
from imigrasi.usecases.statement_report import report_key, statement_report
from imigrasi.usecases.take_lines import Desk, take_line

Reader = Callable[[bytes], Statement]

#: Lines between two notes of how far the import has come.
PORTION = 200


def import_statement(
    desk: Desk, terms: Gateway, read: Reader, key: str, version: str | None, *, at: datetime
) -> StatementStatus:
    """What became of the file at `key` in its `version`. Raises StaleVersion, to be delivered again."""
    content, version = desk.files.read(key, version)
    digest = hashlib.sha256(content).hexdigest()[:32]
    record = desk.statements.record(terms.code, digest)
    if record is not None and record.is_taken:
        return record.status
    if record is None:
        record = StatementRecord(terms.code, digest, key, version, at)
        desk.statements.save(record)
    try:
        statement = read(content)
    except StatementMalformed as refused:
        record = replace(record, status=StatementStatus.REFUSED, refusal=refused.code)
        desk.statements.save(record)
        return record.status
    for portion in _portions(statement.lines, record.done_row):
        record = _taken(desk, terms, record, portion, at)
        desk.statements.save(record)
    record = _finished(record, statement)
    desk.files.write_report(report_key(record), statement_report(statement, record, ()))
    desk.statements.save(record, compare_at=record.received_at + terms.compare.after)
    return record.status


def _portions(lines: Sequence[StatementLine], done: int) -> Iterator[list[StatementLine]]:
    left = [line for line in lines if line.row > done]
    for start in range(0, len(left), PORTION):
        yield left[start : start + PORTION]


def _taken(
    desk: Desk, terms: Gateway, record: StatementRecord, portion: Sequence[StatementLine], at: datetime
) -> StatementRecord:
    figures, faults = Counter(record.figures), list(record.faults)
    for line in portion:
        fault = take_line(desk, terms, line, record.digest, at)
        if fault is not None:
            faults.append((line.row, fault))
            continue
        figures["lines"] += 1
        if not line.gateway_payment_id:
            figures["at_bank"] += 1
        else:
            figures["paid" if line.kind == "payment" else "taken_back"] += line.amount
    return replace(record, done_row=portion[-1].row, figures=dict(figures), faults=tuple(faults))


def _finished(record: StatementRecord, statement: Statement) -> StatementRecord:
    apart = {row for row, _ in record.faults}
    days = [local_day(line.at) for line in statement.lines if line.row not in apart]
    return replace(
        record,
        status=StatementStatus.IMPORTED,
        figures={"lines": 0, **record.figures, "faults": len(statement.faults) + len(record.faults)},
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        report=report_key(record),
    )
