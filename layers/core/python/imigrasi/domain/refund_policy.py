"""When a fee goes back: the case an application stands in, and the reasons that go with it.

Whether money goes back in a case is the service's own rule (`catalogue/services/<code>.json`), data with a source.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from imigrasi.domain.application import Application
from imigrasi.domain.errors import Conflict, Forbidden
from imigrasi.domain.expiry import objection_ends_at
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.service import Service


class Case(StrEnum):
    """`suspense`: the money fits no fee; the rest: what became of an application whose fee it pays."""

    SUSPENSE = "suspense"
    WITHDRAWN_BEFORE_ATTENDANCE = "withdrawn_before_attendance"
    WITHDRAWN_AFTER_ATTENDANCE = "withdrawn_after_attendance"
    NO_SHOW = "no_show"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


#: Why an officer lets held money pay the fee. The citizen reads it.
RELEASE_REASONS = ("verified",)
#: Why money goes back, by case. The citizen reads it.
REFUND_REASONS = {
    Case.SUSPENSE: ("paid_already", "wrong_amount", "not_due", "taken_back"),
    Case.WITHDRAWN_BEFORE_ATTENDANCE: ("withdrawn",),
    Case.WITHDRAWN_AFTER_ATTENDANCE: ("withdrawn",),
    Case.NO_SHOW: ("no_show",),
    Case.REJECTED: ("rejected",),
    Case.LAPSED: ("lapsed",),
    Case.CANCELLED: ("cancelled",),
}


class FeeStillNeeded(Conflict):
    code = "fee_still_needed"
    title = "The application goes on, or may go on after an objection: its fee is still needed."


class RefundForbidden(Forbidden):
    code = "refund_forbidden"
    title = "The service's policy gives no money back in this case."


def case_of(application: Application, events: Iterable[str], service: Service, at: datetime) -> Case | None:
    """Of money that pays the fee: None while the fee is still needed. `events`: types, in their order."""
    visits = [event for event in events if event in ("ApplicantAttended", "ApplicantMissed")]
    if application.status is Status.WITHDRAWN:
        if "ApplicantAttended" in visits:
            return Case.WITHDRAWN_AFTER_ATTENDANCE
        return Case.NO_SHOW if visits else Case.WITHDRAWN_BEFORE_ATTENDANCE
    if application.status is Status.REJECTED:
        until = objection_ends_at(application, service.limits)
        return Case.REJECTED if until is None or at > until else None
    return {Status.LAPSED: Case.LAPSED, Status.CANCELLED: Case.CANCELLED}.get(application.status)


def check_policy(case: Case | None, service: Service) -> Case:
    """The case, where the service gives money back in it. Raises FeeStillNeeded, RefundForbidden."""
    if case is None:
        raise FeeStillNeeded
    if not service.refunds[case.value].refunded:
        raise RefundForbidden
    return case
