"""What happens to an application by itself while it waits, and the warning before it.

A citizen's waits lapse after the service's own limits; an officer's waits escalate; an uncollected
result is cancelled. The dates are whole Jakarta days, so that saving twice a day moves no index.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, timedelta

from imigrasi.domain.application import Application
from imigrasi.domain.deadline import Due, DueKind, add_working_days, days_later, end_of_day, local_day
from imigrasi.domain.lifecycle import OFFICER_STATUSES, Status
from imigrasi.domain.service import Limits


def _days(status: Status, limits: Limits) -> tuple[int, int] | None:
    """(days until the end, days of warning before it), None where nothing ends by itself."""
    return {
        Status.DRAFT: (limits.draft_days, limits.draft_warning_days),
        Status.RETURNED: (limits.correction_days, limits.correction_warning_days),
        Status.AWAITING_PAYMENT: (limits.payment_days, limits.payment_warning_days),
        Status.READY: (limits.collection_days, limits.collection_warning_days),
    }.get(status)


def first_due(status: Status, limits: Limits, at: datetime, holidays: Container[date]) -> Due | None:
    """The first thing that will happen to an application that enters `status` (or is saved) at `at`."""
    days = _days(status, limits)
    if days is not None:
        return Due(DueKind.WARN, days_later(at, days[0] - days[1]))
    if status in OFFICER_STATUSES:
        day = add_working_days(local_day(at), limits.working_days, holidays)
        return Due(DueKind.ESCALATE, end_of_day(day))
    return None


def ends_at(application: Application, limits: Limits) -> datetime | None:
    """When the wait ends for good (lapse or cancellation), None where it does not."""
    days = _days(application.status, limits)
    if days is None or application.due is None:
        return None
    if application.due.kind is DueKind.WARN:
        return application.due.at + timedelta(days=days[1])
    return application.due.at


def objection_ends_at(application: Application, limits: Limits) -> datetime | None:
    """The last moment to object to a rejection, None where there is nothing to object to."""
    if application.status is not Status.REJECTED or application.final or application.rejected_at is None:
        return None
    return application.rejected_at + timedelta(days=limits.objection_days)


def final_due(application: Application, limits: Limits) -> Due:
    """What follows the warning. Only for an application whose due kind is WARN."""
    end = ends_at(application, limits)
    if end is None:
        raise ValueError(f"{application.id}: nothing ends by itself in {application.status}")
    kind = DueKind.CANCEL if application.status is Status.READY else DueKind.LAPSE
    return Due(kind, end)
