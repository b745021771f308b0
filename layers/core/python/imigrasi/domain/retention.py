"""How long documents are kept after the end of an application, and what keeps them longer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from imigrasi.domain.application import Application
from imigrasi.domain.deadline import Due, DueKind, days_later
from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.lifecycle import TERMINAL, Status
from imigrasi.domain.payment import Payment
from imigrasi.domain.refund import Refund
from imigrasi.domain.service import Service

#: Where an application ends. What revives a lapsed or rejected one gives it another date, so nothing is erased.
ENDS = TERMINAL | {Status.REJECTED, Status.LAPSED}
#: What must not be erased yet is asked about again after as many days.
ASK_AGAIN_DAYS = 30
#: Why a supervisor has documents kept beyond their time, and why no longer.
HOLD_REASONS = ("litigation", "investigation", "audit")
RELEASED = "released"
#: A check that has not come to its end by then never will: its message has left the dead letters too.
CHECK_LASTS = timedelta(days=14)


def retention_due(status: Status, service: Service, at: datetime, *, final: bool = False) -> Due | None:
    """When what an application holds that enters `status` now is erased, None where it has not ended.

    A rejection is the end once nobody can object to it any more: at once when it is `final`.
    """
    if status not in ENDS:
        return None
    objecting = service.limits.objection_days if status is Status.REJECTED and not final else 0
    return Due(DueKind.RETENTION, days_later(at, objecting + service.retention.days))


def is_over(application: Application, at: datetime) -> bool:
    """Whether its documents have been kept long enough, and none has said so before."""
    due = application.due
    return due is not None and due.kind is DueKind.RETENTION and due.at <= at


def must_stay(
    application: Application,
    documents: Iterable[Document],
    payments: Iterable[Payment],
    refunds: Iterable[Refund],
    at: datetime,
) -> bool:
    """Whether somebody still needs the documents: a hold, a payment that is looked for, money not at its end, or a
    check under way.
    """
    return (
        application.hold is not None
        or application.dispute is not None
        or any(payment.held or payment.owed for payment in payments)
        or any(refund.is_open for refund in refunds)
        or any(it.status is DocumentStatus.CHECKING and at < it.opened_at + CHECK_LASTS for it in documents)
    )
