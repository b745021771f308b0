"""What happens by itself: warnings, lapses, cancellations, escalations, and events left unrelayed.

Every step is told from the stored application, checked against its own due date and written under its
version, so that running twice, late or beside a citizen's own command does no harm.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from imigrasi.domain.application import Application, Change, apply, record
from imigrasi.domain.audit import SYSTEM, Event
from imigrasi.domain.deadline import Due, DueKind, days_later
from imigrasi.domain.errors import NotFound
from imigrasi.domain.expiry import final_due
from imigrasi.domain.lifecycle import Command, Status
from imigrasi.domain.payment import UNPAID
from imigrasi.domain.retention import retention_due
from imigrasi.usecases.document_ports import CheckQueue
from imigrasi.usecases.health_ports import GatewayHealth
from imigrasi.usecases.ports import ApplicationStore, Catalogue, DueIndex, Outbox, RelayMarks
from imigrasi.usecases.relay_events import relay_events
from imigrasi.usecases.retrying import until_written

#: An event younger than this is still the stream's to relay.
STREAM_GRACE_SECONDS = 60
LAST_DAY = timedelta(days=1)
APPLICATION_KINDS = (DueKind.WARN, DueKind.LAPSE, DueKind.CANCEL, DueKind.ESCALATE)


#: A lapse waits for the end of the day after.
POSTPONED_DAYS = 1


def do_due_work(
    store: ApplicationStore, catalogue: Catalogue, health: GatewayHealth, application_id: str, *, at: datetime
) -> str:
    """Do what is due for one application; the name of what was done, or `nothing`."""

    def work() -> str:
        try:
            before = store.load(application_id)
        except NotFound:
            return "nothing"
        if before.due is None or before.due.kind not in APPLICATION_KINDS or before.due.at > at:
            return "nothing"
        if _is_kept_waiting(store, health, before, before.due, at):
            later = replace(before, due=Due(DueKind.LAPSE, days_later(at, POSTPONED_DAYS)))
            change = record(before, later, Event("LapsePostponed", SYSTEM), at)
        else:
            change = _change(before, before.due, catalogue, at)
        store.commit(change)
        return change.entries[-1].type

    return until_written(work)


def _is_kept_waiting(
    store: ApplicationStore, health: GatewayHealth, before: Application, due: Due, at: datetime
) -> bool:
    """Whether a citizen would lose the application though a gateway was down on their last day to pay, or though an
    officer is still looking for their payment.
    """
    if due.kind is not DueKind.LAPSE or before.status is not Status.AWAITING_PAYMENT:
        return False
    if before.dispute is not None:
        return True
    unheard = {p.gateway for p in store.file(before.id).payments if p.status in UNPAID}
    return any(health.seen(name).was_down_since(at - LAST_DAY) for name in sorted(unheard))


def _change(before: Application, due: Due, catalogue: Catalogue, at: datetime) -> Change:
    service = catalogue.service(before.service)
    limits = service.limits
    if due.kind is DueKind.WARN:
        warning = "CollectionWarned" if before.status is Status.READY else "LapseWarned"
        after = replace(before, due=final_due(before, limits), warned=True)
        return record(before, after, Event(warning, SYSTEM), at)
    if due.kind is DueKind.LAPSE:
        kept = retention_due(Status.LAPSED, service, at)
        attributes: dict[str, Any] = {"lapsed_from": before.status, "due": kept}
        return apply(before, Command.LAPSE, Event("ApplicationLapsed", SYSTEM), at, **attributes)
    if due.kind is DueKind.CANCEL:
        event = Event("ApplicationCancelled", SYSTEM, reason_code="not_collected")
        return apply(before, Command.CANCEL, event, at, due=retention_due(Status.CANCELLED, service, at))
    after = replace(before, due=None)
    return record(before, after, Event("ApplicationEscalated", SYSTEM), at)


def sweep_unrelayed(due: DueIndex, outbox: Outbox, marks: RelayMarks, *, before: datetime) -> int:
    """Relay what the stream missed; how many were sent."""
    sent = 0
    for page in due.unrelayed(before):
        refused = relay_events(outbox, marks, page)
        sent += len(page) - len(refused)
        if refused:
            break  # the bus is not well: the next sweep goes on
    return sent


def ask_for_verdict(checks: CheckQueue, application_id: str, document_id: str) -> str:
    """Have a document looked at whose scan should be over. It stays due until then: asking twice does no harm."""
    checks.ask(application_id, document_id)
    return "VerdictAskedFor"
