"""An officer has looked into a payment that a citizen misses, and says what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import record
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.decision import Officer, ReasonNotAllowed
from imigrasi.domain.dispute import DISPUTE_REASONS
from imigrasi.domain.errors import Conflict
from imigrasi.usecases.executing import decided_once, mark
from imigrasi.usecases.money_file import check_officer
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.writes import CloseTask

CLOSED = "closed"


class NoDisputeOpen(Conflict):
    code = "no_dispute_open"
    title = "No missing payment of this application waits to be looked into."


def close_dispute(
    store: ApplicationStore, application_id: str, officer: Officer, reason: str, execution_id: str, *, at: datetime
) -> str:
    """`closed`. Raises NotFound, OfficerMayNot, ReasonNotAllowed, NoDisputeOpen."""

    def close() -> str:
        application = store.load(application_id)
        check_officer(officer)
        if reason not in DISPUTE_REASONS:
            raise ReasonNotAllowed
        if application.dispute is None:
            raise NoDisputeOpen
        ids = {"task": application.dispute, "execution_id": execution_id}
        event = Event("DisputeClosed", Actor(ActorKind.OFFICER, officer.name), reason_code=reason, ids=ids)
        change = record(application, replace(application, dispute=None), event, at)
        store.commit(change, mark(execution_id, CLOSED, at), CloseTask(application.dispute, at))
        return CLOSED

    return decided_once(store, execution_id, close)
