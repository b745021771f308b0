"""An officer decides: clear, return, reject, approve, attend, hand over …

Who decides is taken from the automation's own record, never from its caller. One execution decides
once; whether the workflow has reached its waiting state does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imigrasi.domain.application import Application, Change, apply
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.deadline import add_working_days, end_of_day, local_day
from imigrasi.domain.decision import RECIPIENTS, Officer, authorise, check_reason
from imigrasi.domain.errors import Forbidden, Unprocessable
from imigrasi.domain.expiry import first_due
from imigrasi.domain.lifecycle import Command, Status, next_status
from imigrasi.domain.retention import retention_due
from imigrasi.usecases.executing import decided_once, mark
from imigrasi.usecases.ports import ApplicationStore, Catalogue
from imigrasi.usecases.writes import FreeSlot, Write


class RecipientUnknown(Unprocessable):
    code = "recipient_unknown"


class OutsideRunbook(Forbidden):
    code = "outside_runbook"
    title = "Decisions are made through the runbooks only."


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer asked for in a runbook. `detail`: reason code, or recipient of a handover."""

    application_id: str
    command: Command
    officer: Officer
    detail: str
    execution_id: str


_EVENT_TYPES = {
    Command.CLEAR: "ApplicationCleared",
    Command.RETURN: "ApplicationReturned",
    Command.REJECT: "ApplicationRejected",
    Command.NO_SHOW: "ApplicantMissed",
    Command.READY: "ResultReady",
    Command.HAND_OVER: "ResultCollected",
    Command.UPHOLD: "ObjectionUpheld",
    Command.GRANT: "ObjectionGranted",
}


def decide_application(store: ApplicationStore, catalogue: Catalogue, decision: Decision, *, at: datetime) -> str:
    """The status reached. Raises NotFound, IllegalMove, OfficerMayNot, FourEyes, ReasonNotAllowed."""

    def decide() -> str:
        before = store.load(decision.application_id)
        authorise(before, decision.officer, decision.command)
        status = next_status(before.status, decision.command, before.circumstances)
        check_reason(decision.command, decision.detail)
        if decision.command is Command.HAND_OVER and decision.detail not in RECIPIENTS:
            raise RecipientUnknown
        change = _change(before, decision, status, catalogue, at)
        writes: list[Write] = [mark(decision.execution_id, status.value, at)]
        if before.appointment is not None and change.after.appointment is None:
            writes.append(FreeSlot(before.appointment.office, before.appointment.slot))
        store.commit(change, *writes)
        return status.value

    return decided_once(store, decision.execution_id, decide)


def _change(before: Application, decision: Decision, status: Status, catalogue: Catalogue, at: datetime) -> Change:
    calendar = catalogue.holidays()
    service = catalogue.service(before.service)
    limits = service.limits
    command, officer = decision.command, decision.officer.name
    kept = retention_due(status, service, at, final=command is Command.UPHOLD)
    attributes: dict[str, Any] = {"due": first_due(status, limits, at, calendar.days) or kept}
    if command is Command.CLEAR:
        attributes["cleared_by"] = officer
    elif command is Command.RETURN:
        attributes["returned_from"] = before.status
    elif command is Command.REJECT:
        attributes["rejected_at"] = at
    elif command is Command.APPROVE:
        attributes["adjudicated_by"] = before.adjudicated_by or officer
        attributes["adjudicated"] = status is not Status.SECOND_APPROVAL
    elif command is Command.UPHOLD:
        attributes["final"] = True
    elif command is Command.GRANT:
        attributes["round"] = before.round + 1
        attributes["adjudicated_by"] = None
    elif command is Command.NO_SHOW:
        attributes["appointment"] = None
    elif command is Command.ATTEND:
        # "4 working days from the interview": day 1 is the day after.
        day = add_working_days(local_day(at), limits.working_days, calendar.days)
        attributes |= {"deadline": end_of_day(day), "deadline_calendar": calendar.version}
    event = Event(
        _event_type(before, command, status),
        Actor(ActorKind.OFFICER, officer),
        reason_code=decision.detail or None,
        ids={"execution_id": decision.execution_id},
    )
    return apply(before, command, event, at, **attributes)


def _event_type(before: Application, command: Command, status: Status) -> str:
    if command is Command.ATTEND:
        return "ExaminationHeld" if before.status is Status.EXAMINING else "ApplicantAttended"
    if command is Command.APPROVE:
        return "SecondApprovalRequested" if status is Status.SECOND_APPROVAL else "ApplicationApproved"
    return _EVENT_TYPES[command]
