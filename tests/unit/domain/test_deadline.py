"""Deadlines: working days of Jakarta, and what happens by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.domain.deadline import (
    DueKind,
    add_working_days,
    days_later,
    end_of_day,
    local_day,
    working_days_until,
)
from imigrasi.domain.expiry import ends_at, final_due, first_due
from imigrasi.domain.lifecycle import OFFICER_STATUSES, Status
from tests.support.builders import NOW, draft, service

HOLIDAYS = FileCatalogue().holidays().days
LIMITS = service().limits


@pytest.mark.parametrize(
    ("interview", "deadline"),
    [
        (date(2026, 3, 16), date(2026, 3, 27)),  # over Nyepi, Eid and its joint leave
        (date(2026, 11, 24), date(2026, 11, 30)),  # over a weekend
    ],
)
def test_four_working_days_from_the_interview(interview: date, deadline: date) -> None:
    assert add_working_days(interview, 4, HOLIDAYS) == deadline


def test_the_day_after_is_day_one() -> None:
    assert add_working_days(date(2026, 11, 23), 1, frozenset()) == date(2026, 11, 24)


def test_no_days_later_is_the_same_day() -> None:
    assert add_working_days(date(2026, 11, 28), 0, frozenset()) == date(2026, 11, 28)


days = st.dates(date(2025, 1, 1), date(2029, 12, 1))


@given(days, st.integers(1, 15))
def test_a_deadline_is_a_working_day_with_exactly_so_many_on_the_way(start: date, count: int) -> None:
    end = add_working_days(start, count, HOLIDAYS)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    working = [day for day in between if day.weekday() < 5 and day not in HOLIDAYS]
    assert len(working) == count
    assert working[-1] == end


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 17, 0, 0, tzinfo=UTC), date(2026, 11, 25)),
    ],
)
def test_a_day_is_a_jakarta_day(at: datetime, day: date) -> None:
    assert local_day(at) == day


@given(days)
def test_the_end_of_a_day_is_its_last_second(day: date) -> None:
    end = end_of_day(day)
    assert local_day(end) == day
    assert local_day(end + timedelta(seconds=1)) == day + timedelta(days=1)


def test_two_saves_on_one_day_have_one_due_date() -> None:
    morning, evening = datetime(2026, 11, 23, 18, tzinfo=UTC), datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert days_later(morning, 14) == days_later(evening, 14)


# ---------------------------------------------------------------- what happens by itself

WAITS = [
    (Status.DRAFT, 14, 3, DueKind.LAPSE),
    (Status.RETURNED, 30, 7, DueKind.LAPSE),
    (Status.AWAITING_PAYMENT, 14, 3, DueKind.LAPSE),
    (Status.READY, 30, 7, DueKind.CANCEL),
]


@pytest.mark.parametrize(("status", "ends", "warned", "_end"), WAITS)
def test_a_citizens_wait_begins_with_a_warning(status: Status, ends: int, warned: int, _end: DueKind) -> None:
    due = first_due(status, LIMITS, NOW, HOLIDAYS)
    assert due is not None
    assert due.kind is DueKind.WARN
    assert local_day(due.at) == local_day(NOW) + timedelta(days=ends - warned)


@pytest.mark.parametrize(("status", "ends", "_warned", "end"), WAITS)
def test_after_the_warning_comes_the_end_on_its_own_day(status: Status, ends: int, _warned: int, end: DueKind) -> None:
    waiting = draft(status=status, due=first_due(status, LIMITS, NOW, HOLIDAYS))
    due = final_due(waiting, LIMITS)
    assert due.kind is end
    assert local_day(due.at) == local_day(NOW) + timedelta(days=ends)


@pytest.mark.parametrize(("status", "_ends", "_warned", "_end"), WAITS)
def test_the_end_that_is_shown_is_the_same_before_and_after_the_warning(
    status: Status, _ends: int, _warned: int, _end: DueKind
) -> None:
    before = draft(status=status, due=first_due(status, LIMITS, NOW, HOLIDAYS))
    after = draft(status=status, due=final_due(before, LIMITS))
    assert ends_at(before, LIMITS) == ends_at(after, LIMITS)


@pytest.mark.parametrize("status", sorted(OFFICER_STATUSES - {Status.READY}))
def test_an_officers_wait_escalates_after_the_services_working_days(status: Status) -> None:
    due = first_due(status, LIMITS, datetime(2026, 3, 16, 3, tzinfo=UTC), HOLIDAYS)
    assert due is not None
    assert (due.kind, local_day(due.at)) == (DueKind.ESCALATE, date(2026, 3, 27))


ENDLESS = [Status.PAID, Status.SCHEDULED, Status.COLLECTED, Status.WITHDRAWN, Status.LAPSED, Status.CANCELLED]


@pytest.mark.parametrize("status", [*ENDLESS, Status.REJECTED])
def test_what_is_paid_or_over_waits_for_ever(status: Status) -> None:
    assert first_due(status, LIMITS, NOW, HOLIDAYS) is None
    assert ends_at(draft(status=status), LIMITS) is None


def test_a_final_due_needs_a_wait_that_ends() -> None:
    with pytest.raises(ValueError, match="nothing ends by itself in paid"):
        final_due(draft(status=Status.PAID), LIMITS)


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2026, 11, 24), 0),
        (date(2026, 11, 25), 1),
        (date(2026, 11, 29), 3),  # a Sunday: Wednesday, Thursday, Friday
        (date(2026, 11, 30), 4),
        (date(2026, 11, 23), -1),
        (date(2026, 11, 20), -2),  # Monday and today
        (date(2026, 11, 22), -2),
    ],
)
def test_working_days_until_a_day_are_counted_as_deadlines_are(day: date, left: int) -> None:
    """From Tuesday the 24th; the day after is day 1."""
    assert working_days_until(date(2026, 11, 24), day, frozenset()) == left


def test_holidays_are_no_working_days_left() -> None:
    assert working_days_until(date(2026, 11, 24), date(2026, 11, 27), frozenset({date(2026, 11, 26)})) == 2
