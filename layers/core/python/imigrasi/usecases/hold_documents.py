"""A supervisor has an application's documents kept beyond their time, for a reason, until somebody lets them go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from imigrasi.domain.application import record
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.decision import Officer, OfficerMayNot, ReasonNotAllowed, Role
from imigrasi.domain.errors import Conflict
from imigrasi.domain.retention import HOLD_REASONS, RELEASED
from imigrasi.usecases.executing import decided_once, mark
from imigrasi.usecases.ports import ApplicationStore


class HoldUnchanged(Conflict):
    code = "hold_unchanged"
    title = "The documents are held already, or nobody holds them."


class DocumentsGone(Conflict):
    code = "documents_gone"
    title = "The documents have been erased: there is nothing left to hold."


class HoldAsked(NamedTuple):
    """What a supervisor asked for in a runbook. `held`: on or off."""

    application_id: str
    held: bool
    officer: Officer
    reason: str
    execution_id: str


def hold_documents(store: ApplicationStore, asked: HoldAsked, *, at: datetime) -> str:
    """`held` or `released`. Raises NotFound, OfficerMayNot, ReasonNotAllowed, HoldUnchanged, DocumentsGone.

    The history keeps it for officers only: to tell the applicant could spoil an investigation.
    """

    def hold() -> str:
        application = store.load(asked.application_id)
        if asked.officer.role is not Role.SUPERVISOR:
            raise OfficerMayNot
        if asked.reason not in (HOLD_REASONS if asked.held else (RELEASED,)):
            raise ReasonNotAllowed
        if application.purged:
            raise DocumentsGone
        if asked.held is (application.hold is not None):
            raise HoldUnchanged
        about = {"hold": asked.reason, "execution_id": asked.execution_id}
        by = Actor(ActorKind.OFFICER, asked.officer.name)
        event = Event("DocumentsHeld", by, ids=about) if asked.held else Event("HoldLifted", by, ids=about)
        after = replace(application, hold=asked.reason if asked.held else None)
        outcome = "held" if asked.held else RELEASED
        store.commit(record(application, after, event, at), mark(asked.execution_id, outcome, at))
        return outcome

    return decided_once(store, asked.execution_id, hold)
