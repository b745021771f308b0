"""What is due is told from the stored application, whatever an index that lags behind says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.lifecycle import Status
from imigrasi.usecases.do_due_work import do_due_work
from tests.support.builders import NOW, NUMBER, draft, submitted
from tests.support.fakes import CATALOGUE, MemoryStore

LATER = NOW + timedelta(seconds=1)


@pytest.mark.parametrize("due", [None, Due(DueKind.WARN, LATER), Due(DueKind.LAPSE, LATER)])
def test_what_is_not_due_yet_is_left_alone(due: Due | None) -> None:
    store = MemoryStore(draft(due=due))
    assert do_due_work(store, CATALOGUE, NUMBER, at=NOW) == "nothing"
    assert store.applications[NUMBER].version == 0


def test_what_is_due_at_this_moment_is_done() -> None:
    store = MemoryStore(draft(due=Due(DueKind.LAPSE, NOW)))
    assert do_due_work(store, CATALOGUE, NUMBER, at=NOW) == "ApplicationLapsed"
    assert store.applications[NUMBER].status is Status.LAPSED


def test_an_application_that_is_gone_has_nothing_due() -> None:
    assert do_due_work(MemoryStore(), CATALOGUE, NUMBER, at=NOW) == "nothing"


def test_a_lapse_remembers_what_it_lapsed_from() -> None:
    store = MemoryStore(submitted(Status.AWAITING_PAYMENT, due=Due(DueKind.LAPSE, NOW)))
    do_due_work(store, CATALOGUE, NUMBER, at=NOW)
    assert store.applications[NUMBER].lapsed_from is Status.AWAITING_PAYMENT


def test_a_lost_race_is_decided_again() -> None:
    store = MemoryStore(draft(due=Due(DueKind.WARN, NOW)))
    store.races = 2
    assert do_due_work(store, CATALOGUE, NUMBER, at=NOW) == "LapseWarned"
    assert [entry.type for entry in store.entries[NUMBER]] == ["LapseWarned"]
