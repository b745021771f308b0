"""When a gateway is asked about an order whose end has not been heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from imigrasi.domain.gateway import Comparison, Polls

EXPIRY = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLLS = Polls(15 * MINUTE, 30 * MINUTE, 5 * MINUTE, timedelta(hours=12), timedelta(days=3))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (EXPIRY - 120 * MINUTE, EXPIRY - 90 * MINUTE),
        (EXPIRY - 35 * MINUTE, EXPIRY - 5 * MINUTE),
        (EXPIRY - 20 * MINUTE, EXPIRY - 5 * MINUTE),
        (EXPIRY - 5 * MINUTE, EXPIRY),
        (EXPIRY - 1 * MINUTE, EXPIRY),
        (EXPIRY, EXPIRY + timedelta(hours=12)),
        (EXPIRY + timedelta(days=2), EXPIRY + timedelta(days=2, hours=12)),
        (EXPIRY + timedelta(days=3), None),
    ],
)
def test_it_is_asked_while_the_code_can_be_paid_just_before_it_expires_and_for_some_days_after(
    at: datetime, expected: datetime | None
) -> None:
    assert POLLS.next(at, EXPIRY) == expected


def test_from_the_first_question_to_the_last_one_falls_just_before_the_expiry_and_one_at_it() -> None:
    at: datetime | None = EXPIRY - timedelta(hours=24) + POLLS.first
    asked = []
    while at is not None:
        asked.append(at)
        at = POLLS.next(at, EXPIRY)
    assert EXPIRY - 5 * MINUTE in asked
    assert EXPIRY in asked
    assert asked[-1] == EXPIRY + timedelta(days=3)


@pytest.mark.parametrize(("hours", "again"), [(1, 25), (100, 124), (167, 191), (168, None), (200, None)])
def test_a_statement_that_differs_is_looked_at_again_for_some_days(hours: float, again: float | None) -> None:
    comparison = Comparison(timedelta(hours=1), timedelta(hours=24), timedelta(days=7))
    found = comparison.next(EXPIRY + timedelta(hours=hours), EXPIRY)
    assert found == (None if again is None else EXPIRY + timedelta(hours=again))


@pytest.mark.parametrize(("hours", "minutes"), [(24, 15), (0.5, 15), (0.3, 13), (0.05, 0)])
def test_the_first_question_comes_before_the_code_may_expire(hours: float, minutes: float) -> None:
    expires_at = EXPIRY + timedelta(hours=hours)
    assert POLLS.first_at(EXPIRY, expires_at) == EXPIRY + minutes * MINUTE
