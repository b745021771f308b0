"""An officer closes a task that nothing of ours can end: a chargeback, a difference, an unknown code."""

from __future__ import annotations

from datetime import datetime

from imigrasi.domain.application import record
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.decision import Officer
from imigrasi.domain.errors import Conflict
from imigrasi.usecases.executing import decided_once, mark
from imigrasi.usecases.money_file import check_officer
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.task_ports import CLOSED_BY_HAND, TaskStore
from imigrasi.usecases.writes import CloseTask

CLOSED = "closed"


class TaskEndsOtherwise(Conflict):
    code = "task_ends_otherwise"
    title = "This task ends with the money: release it, give it back, decide about its refund, or answer who misses it."


def close_task(
    store: ApplicationStore, tasks: TaskStore, task_id: str, officer: Officer, execution_id: str, *, at: datetime
) -> str:
    """`closed`. Raises NotFound, OfficerMayNot, TaskEndsOtherwise."""
    check_officer(officer)
    task = tasks.task(task_id)
    if task.kind not in CLOSED_BY_HAND:
        raise TaskEndsOtherwise
    if not task.application_id:
        tasks.close(task_id, officer.name, execution_id, at)
        return CLOSED
    ids = {"task": task_id, "execution_id": execution_id} | ({"order_id": task.order_id} if task.order_id else {})
    event = Event("TaskClosed", Actor(ActorKind.OFFICER, officer.name), ids=ids)

    def close() -> str:
        application = store.load(task.application_id)
        change = record(application, application, event, at)
        store.commit(change, mark(execution_id, CLOSED, at), CloseTask(task_id, at))
        return CLOSED

    return decided_once(store, execution_id, close)
