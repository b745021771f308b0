"""Deadlines: working days of the office, and the dates on which something happens by itself.

Days are Asia/Jakarta days (UTC+7, no summer time), as law and citizens count them; instants are UTC.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

WIB = timezone(timedelta(hours=7), "WIB")


class DueKind(StrEnum):
    """Partitions of the `due` index."""

    WARN = "warn"
    LAPSE = "lapse"
    CANCEL = "cancel"
    ESCALATE = "escalate"
    RELAY = "relay"
    PAYMENT = "payment"
    STATEMENT = "statement"
    RETENTION = "retention"
    UPLOAD = "upload"
    SCAN = "scan"


@dataclass(frozen=True, slots=True)
class Due:
    """What happens to an application by itself, and when."""

    kind: DueKind
    at: datetime


def local_day(at: datetime) -> date:
    return at.astimezone(WIB).date()


def end_of_day(day: date) -> datetime:
    """The last second of a Jakarta day, in UTC."""
    return datetime.combine(day, time(23, 59, 59), WIB).astimezone(UTC)


def add_working_days(start: date, days: int, holidays: Container[date]) -> date:
    """The `days`-th working day after `start`; the day after is day 1 (Saturday and Sunday are free)."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return day


def working_days_until(today: date, day: date, holidays: Container[date]) -> int:
    """Working days after `today` up to and with `day`; negative when `day` has passed, 0 on the day itself."""
    first, last, sign = (today, day, 1) if day >= today else (day, today, -1)
    span = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sign * sum(1 for each in span if each.weekday() < 5 and each not in holidays)


def days_later(at: datetime, days: int) -> datetime:
    """End of the Jakarta day `days` after `at`: whole days, so that a second save moves no index."""
    return end_of_day(local_day(at) + timedelta(days=days))
