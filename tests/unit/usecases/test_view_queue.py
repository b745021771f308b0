"""The queue over several shards: one order, oldest due first, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.adapters.dynamo.officer_queue import DynamoOfficerQueue
from imigrasi.domain.application import Application
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.errors import NotFound
from imigrasi.domain.lifecycle import Status
from imigrasi.usecases.officer_ports import Waiting
from imigrasi.usecases.task_ports import Task, TaskKind
from imigrasi.usecases.view_queue import OVERVIEW, QUEUES, view_queue
from tests.support import builders
from tests.support.builders import NOW, NUMBER


class Rows:
    """A queue in memory."""

    def __init__(self, *rows: Waiting, known: Sequence[Application] = ()) -> None:
        self.rows = sorted(rows, key=lambda row: row.cursor)
        self.known = {application.id: application for application in known}
        self.shards: set[int] = set()
        self.queue = "review"
        #: Task → kind, application, order.
        self.about: dict[str, tuple[str, str, str]] = {}

    def waiting(self, office: str, queue: str, shards: int, limit: int, after: str | None) -> list[Waiting]:
        self.shards.add(shards)
        rows = self.rows if queue == self.queue else []
        return [row for row in rows if after is None or row.cursor > after][:limit]

    def applications(self, ids: Sequence[str]) -> dict[str, Application]:
        return {id_: self.known[id_] for id_ in ids if id_ in self.known}

    def tasks(self, ids: Sequence[str]) -> dict[str, Task]:
        return {id_: Task(id_, *self.about[id_], closed=False) for id_ in ids}


def row(number: int) -> Waiting:
    return Waiting(f"LBG-{number:04}", NOW + timedelta(days=number), f"{number:04}")


def test_every_queue_is_shown_even_an_empty_one() -> None:
    shown = view_queue(Rows(), FileCatalogue(), "lebong", at=NOW)
    assert tuple(queue.name for queue in shown) == QUEUES
    assert {kind.value for kind in TaskKind} <= set(QUEUES)


def test_a_task_is_shown_with_what_it_is_about() -> None:
    rows = Rows(Waiting("suspense-x", NOW, "0"), known=[builders.submitted(Status.PAID)])
    rows.queue, rows.about = "suspense", {"suspense-x": ("suspense", NUMBER, f"{NUMBER}-1")}
    [queue] = [queue for queue in view_queue(rows, FileCatalogue(), "lebong", at=NOW) if queue.lines]
    [line] = queue.lines
    assert (line.application_id, line.application and line.application.id) == (NUMBER, NUMBER)
    assert line.task == Task("suspense-x", "suspense", NUMBER, f"{NUMBER}-1", closed=False)


def test_a_task_may_be_about_no_application() -> None:
    rows = Rows(Waiting("unknown_code-1", NOW, "0"))
    rows.queue, rows.about = "unknown_code", {"unknown_code-1": ("unknown_code", "", "")}
    [queue] = view_queue(rows, FileCatalogue(), "lebong", at=NOW, only="unknown_code")
    assert (queue.lines[0].application_id, queue.lines[0].application) == ("", None)


def test_an_overview_ends_where_its_next_page_begins() -> None:
    rows = Rows(*map(row, range(OVERVIEW + 2)))
    [review] = [queue for queue in view_queue(rows, FileCatalogue(), "lebong", at=NOW) if queue.lines]
    assert len(review.lines) == OVERVIEW
    [rest] = view_queue(rows, FileCatalogue(), "lebong", at=NOW, only="review", after=review.more)
    assert [line.application_id for line in rest.lines] == [f"LBG-{OVERVIEW:04}", f"LBG-{OVERVIEW + 1:04}"]
    assert rest.more is None


def test_working_days_are_counted_to_the_due_day() -> None:
    """The 24th is a Tuesday: five days later is Sunday, three working days away."""
    [queue] = view_queue(Rows(row(5)), FileCatalogue(), "lebong", at=NOW, only="review")
    assert queue.lines[0].working_days == 3


def test_what_is_ready_is_due_when_it_will_be_cancelled() -> None:
    ready = builders.submitted(Status.READY, due=Due(DueKind.WARN, NOW + timedelta(days=23)))
    rows = Rows(Waiting(NUMBER, NOW, "0"), known=[ready])
    [queue] = view_queue(rows, FileCatalogue(), "lebong", at=NOW, only="review")
    assert queue.lines[0].due_at == NOW + timedelta(days=30)


def test_an_unknown_queue_shows_all_and_an_unknown_office_is_not_found() -> None:
    assert len(view_queue(Rows(), FileCatalogue(), "lebong", at=NOW, only="secrets")) == len(QUEUES)
    with pytest.raises(NotFound):
        view_queue(Rows(), FileCatalogue(), "atlantis", at=NOW)


class Shards:
    """DynamoDB with two shards whose times alternate."""

    def query(self, **request: object) -> dict[str, list[dict[str, dict[str, str]]]]:
        values: dict[str, dict[str, str]] = request["ExpressionAttributeValues"]  # type: ignore[assignment]
        shard = int(values[":pk"]["S"].rpartition("#")[2])
        stamps = [f"2026-11-2{day}T00:00:00.000000Z#LBG-{day}" for day in range(1 + shard, 9, 2)]
        return {"Items": [{"queue_sk": {"S": stamp}} for stamp in stamps][: int(str(request["Limit"]))]}


def test_shards_are_merged_into_one_order() -> None:
    queue = DynamoOfficerQueue(Shards(), "table")  # type: ignore[arg-type]
    found = queue.waiting("lebong", "review", shards=2, limit=5, after=None)
    assert [each.id for each in found] == ["LBG-1", "LBG-2", "LBG-3", "LBG-4", "LBG-5"]
