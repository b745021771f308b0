"""Officers' tasks are closed by what ends them, or by hand where nothing of ours can."""

from __future__ import annotations

from datetime import datetime

import pytest

from imigrasi.domain.decision import OfficerMayNot
from imigrasi.usecases.close_task import TaskEndsOtherwise, close_task
from imigrasi.usecases.task_ports import Task
from tests.support.builders import NOW, NUMBER
from tests.support.fakes import MemoryStore
from tests.support.money_desk import AGUS, BUDI, ORDER, Desk

# ---------------------------------------------------------------- tasks


class Tasks:
    """TaskStore over one task."""

    def __init__(self, kind: str, application_id: str = NUMBER) -> None:
        self.kind, self.application_id, self.closed = kind, application_id, ""

    def task(self, task_id: str) -> Task:
        return Task(task_id, self.kind, self.application_id, ORDER if self.application_id else "", closed=False)

    def close(self, task_id: str, officer: str, execution_id: str, at: datetime) -> None:
        self.closed = f"{task_id} by {officer} in {execution_id}"


@pytest.mark.parametrize("kind", ["chargeback", "difference", "unknown_code"])
def test_a_task_about_an_application_is_closed_in_its_history(kind: str) -> None:
    desk = Desk()
    for _ in range(2):
        assert close_task(desk.store, Tasks(kind), "t-1", BUDI, "e-9", at=NOW) == "closed"
    assert (desk.told.count("TaskClosed"), desk.store.closed) == (1, {"t-1"})


def test_a_task_about_no_application_is_closed_where_it_stands() -> None:
    tasks = Tasks("unknown_code", application_id="")
    close_task(MemoryStore(), tasks, "t-1", BUDI, "e-9", at=NOW)
    assert tasks.closed == "t-1 by budi in e-9"


@pytest.mark.parametrize("kind", ["suspense", "refund", "payout", "dispute"])
def test_a_task_that_ends_otherwise_is_not_closed_by_hand(kind: str) -> None:
    with pytest.raises(TaskEndsOtherwise):
        close_task(MemoryStore(), Tasks(kind), "t-1", BUDI, "e-9", at=NOW)


def test_auditors_close_no_tasks() -> None:
    with pytest.raises(OfficerMayNot):
        close_task(MemoryStore(), Tasks("difference"), "t-1", AGUS, "e-9", at=NOW)
