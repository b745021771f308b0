"""What time the platform believes it is, and whether its office works today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from imigrasi.domain.deadline import add_working_days, local_day
from imigrasi.usecases.ports import Catalogue


@dataclass(frozen=True, slots=True)
class Time:
    """`ahead`: of the wall clock, which only a local cloud can be."""

    at: datetime
    ahead: timedelta
    is_working_day: bool
    next_working_day: date
    calendar: str


def tell_time(catalogue: Catalogue, *, at: datetime, wall: datetime) -> Time:
    calendar = catalogue.holidays()
    today = local_day(at)
    works = today.weekday() < 5 and today not in calendar.days
    following = add_working_days(today, 1, calendar.days)
    return Time(at, timedelta(seconds=round((at - wall).total_seconds())), works, following, calendar.version)
