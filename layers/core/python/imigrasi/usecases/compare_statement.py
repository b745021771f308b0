"""Hold an imported settlement file against the ledger, for the days that it covers: every difference is a task.

Differences that have gone by the next look (a late confirmation, the file of the next day) close their tasks again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from imigrasi.domain.deadline import local_day
from imigrasi.domain.errors import NotFound
from imigrasi.domain.gateway import Gateway
from imigrasi.domain.statement import (
    Difference,
    Movement,
    StatementRecord,
    StatementStatus,
    judged,
    totals,
)
from imigrasi.usecases.import_statement import Reader
from imigrasi.usecases.payment_ports import Statement, StatementLine
from imigrasi.usecases.statement_report import report_key, statement_report
from imigrasi.usecases.take_lines import Desk
from imigrasi.usecases.task_ports import TaskKind
from imigrasi.usecases.writes import PutTask


def compare_statement(desk: Desk, terms: Gateway, read: Reader, record: StatementRecord, *, at: datetime) -> str:
    """`equal` or `different`. Raises StatementMalformed never: the file was read before."""
    statement = read(desk.files.read(record.key, record.version).content)
    lines = _counting(statement, record)
    found = sorted(_differences(desk, terms, lines, record), key=lambda each: each.movement)
    _renew_tasks(desk, terms, record, found, at)
    compared = replace(
        record,
        status=StatementStatus.COMPARED,
        figures={**record.figures, **_counted(found)},
        open_tasks=tuple(_task_id(terms, each) for each in found),
        compared_at=at,
        report=report_key(record),
    )
    desk.files.write_report(report_key(record), statement_report(statement, compared, found))
    desk.statements.save(compared, terms.compare.next(at, record.received_at) if found else None)
    return "different" if found else "equal"


def _counting(statement: Statement, record: StatementRecord) -> list[StatementLine]:
    """Lines about money that the gateway has: those of a bank alone are in no ledger yet."""
    apart = {row for row, _ in record.faults}
    return [line for line in statement.lines if line.gateway_payment_id and line.row not in apart]


def _differences(
    desk: Desk, terms: Gateway, lines: list[StatementLine], record: StatementRecord
) -> Iterator[Difference]:
    # The file ought to list the days that were over when it came; of others it is judged by what it lists.
    over = local_day(record.received_at)
    listed = {_movement(line): line for line in lines}
    stated = totals((_movement(line), line.amount) for line in lines)
    days = {local_day(line.at) for line in lines}
    rows = [row for day in days for row in desk.movements.day(terms.code, day) if row.movement in listed or day < over]
    booked = totals((row.movement, row.amount) for row in rows)
    booked_on = {row.movement: row.day for row in rows}
    applications = {row.movement: row.application_id for row in rows}
    for movement in stated.keys() | booked.keys():
        line = listed.get(movement)
        sums = stated.get(movement, 0), booked.get(movement, 0)
        if sums[0] != sums[1]:
            # Perhaps the other side has it under another day, or in another file.
            sums = desk.movements.stated(terms.code, movement), desk.movements.booked(terms.code, movement)
        same_day = line is None or booked_on.get(movement) == local_day(line.at)
        difference = judged(movement, *sums, same_day=same_day)
        if difference is not None:
            order_id, owner = _order(desk, line)
            yield replace(difference, order_id=order_id, application_id=owner or applications.get(movement, ""))


def _order(desk: Desk, line: StatementLine | None) -> tuple[str, str]:
    """The order that a line is about and its application, empty where it is none of ours."""
    if line is None:
        return "", ""
    order_id = line.order_id or desk.codes.order_of(line.billing_code or "") or ""
    try:
        return order_id, desk.orders.order(order_id).concerns
    except NotFound:
        return order_id, ""


def _movement(line: StatementLine) -> Movement:
    return Movement(line.kind, line.gateway_payment_id)


def _counted(found: list[Difference]) -> dict[str, int]:
    counts: dict[str, int] = {
        "differences": len(found),
        "missing_in_ledger": 0,
        "missing_in_file": 0,
        "amount_differs": 0,
        "day_differs": 0,
    }
    for difference in found:
        counts[difference.code.value] += 1
    return counts


def _task_id(terms: Gateway, difference: Difference) -> str:
    return f"difference-{terms.code}-{difference.name}"


def _renew_tasks(desk: Desk, terms: Gateway, record: StatementRecord, found: list[Difference], at: datetime) -> None:
    for each in found:
        task_id = _task_id(terms, each)
        desk.tasks.open(PutTask(task_id, TaskKind.DIFFERENCE, terms.office, each.application_id, at, each.order_id))
    gone = set(record.open_tasks) - {_task_id(terms, each) for each in found}
    for task_id in sorted(gone):
        desk.tasks.close(task_id, at)
