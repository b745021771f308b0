"""The officers' queue: what waits at each stage, oldest due first, and how many working days are left."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime

from imigrasi.domain.application import Application
from imigrasi.domain.deadline import local_day, working_days_until
from imigrasi.domain.expiry import ends_at
from imigrasi.domain.lifecycle import OFFICER_STATUSES, STAGE_OF, Stage, Status
from imigrasi.usecases.officer_ports import OfficerQueue, Waiting
from imigrasi.usecases.ports import Catalogue
from imigrasi.usecases.task_ports import Task, TaskKind

#: Tasks stand beside the applications' own stages, one queue of each kind.
TASKS = tuple(kind.value for kind in TaskKind)
#: Queues in the order of the work.
QUEUES = (*(stage.value for stage in Stage if stage in {STAGE_OF[s] for s in OFFICER_STATUSES}), *TASKS)
OVERVIEW, WHOLE = 10, 50


@dataclass(frozen=True, slots=True)
class Line:
    """One application or task in a queue. `working_days`: left until `due_at`, negative when late.

    A task may be about no application: then `application_id` is empty.
    """

    application_id: str
    due_at: datetime
    working_days: int
    application: Application | None
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """`more` is the cursor of the next page, None on the last one."""

    name: str
    lines: tuple[Line, ...]
    more: str | None


def view_queue(
    queue: OfficerQueue,
    catalogue: Catalogue,
    office: str,
    *,
    at: datetime,
    only: str | None = None,
    after: str | None = None,
) -> tuple[Queue, ...]:
    """Every queue's beginning, or one queue from `after` on. Raises NotFound for an unknown office."""
    shards = catalogue.office(office).queue_shards
    names, limit = ((only,), WHOLE) if only in QUEUES else (QUEUES, OVERVIEW)
    found = {
        name: queue.waiting(office, name, 1 if name in TASKS else shards, limit + 1, after if only else None)
        for name in names
    }
    tasks = queue.tasks([row.id for name in TASKS for row in found.get(name, [])[:limit]])
    numbers = {_about(row, tasks) for rows in found.values() for row in rows[:limit]}
    known = queue.applications(sorted(numbers - {""}))
    holidays, today = catalogue.holidays().days, local_day(at)

    def lines(rows: list[Waiting]) -> tuple[Line, ...]:
        return tuple(_line(row, tasks, known, catalogue, today, holidays) for row in rows[:limit])

    return tuple(
        Queue(name, lines(rows), rows[limit - 1].cursor if len(rows) > limit else None) for name, rows in found.items()
    )


def _about(row: Waiting, tasks: dict[str, Task]) -> str:
    """The application that a row is, or is about."""
    return tasks[row.id].application_id if row.id in tasks else row.id


def _line(
    row: Waiting,
    tasks: dict[str, Task],
    known: dict[str, Application],
    catalogue: Catalogue,
    today: date,
    holidays: Container[date],
) -> Line:
    application_id, task = _about(row, tasks), tasks.get(row.id)
    application = known.get(application_id)
    due_at = row.due_at
    if task is None and application is not None and application.status is Status.READY:
        # Nothing is left to the officer but to wait: what counts is until when it is kept.
        due_at = ends_at(application, catalogue.service(application.service).limits) or due_at
    return Line(application_id, due_at, working_days_until(today, local_day(due_at), holidays), application, task)
