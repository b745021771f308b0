"""Officers and what they may decide.

Four eyes: adjudication is by another officer than the one who cleared; a second approval by a third.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from imigrasi.domain.application import Application
from imigrasi.domain.errors import Forbidden, Unprocessable
from imigrasi.domain.lifecycle import Command, Status


class Role(StrEnum):
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Officer:
    """A login of Identity Center and the permission set it came in with."""

    name: str
    role: Role


#: What a runbook's parameter says → the command of the lifecycle.
COMMANDS = {
    "clear": Command.CLEAR,
    "return": Command.RETURN,
    "reject": Command.REJECT,
    "approve": Command.APPROVE,
    "uphold": Command.UPHOLD,
    "grant": Command.GRANT,
    "attend": Command.ATTEND,
    "no-show": Command.NO_SHOW,
    "ready": Command.READY,
    "handover": Command.HAND_OVER,
}

#: Reasons an officer may give, per command. Kept short: the citizen reads them.
REASONS = {
    Command.CLEAR: ("complete", "verified"),
    Command.RETURN: ("incomplete", "illegible"),
    Command.REJECT: ("not_eligible", "incomplete", "illegible"),
    Command.APPROVE: ("verified", "complete"),
    Command.UPHOLD: ("not_eligible", "verified", "incomplete", "illegible"),
    Command.GRANT: ("verified", "complete"),
}

RECIPIENTS = ("applicant", "family", "proxy")

#: Decisions on an objection are the supervisor's.
_SUPERVISOR_ONLY = frozenset({Command.UPHOLD, Command.GRANT})


class OfficerMayNot(Forbidden):
    code = "officer_may_not"
    title = "This officer may not do this."


class FourEyes(Forbidden):
    code = "four_eyes"
    title = "Another officer has to decide this one."


class ReasonNotAllowed(Unprocessable):
    code = "reason_not_allowed"
    title = "This reason does not go with this decision."


def authorise(application: Application, officer: Officer, command: Command) -> None:
    """Raises OfficerMayNot or FourEyes. Whether the move is legal is the lifecycle's business."""
    if officer.role is Role.AUDITOR:
        raise OfficerMayNot
    if command in _SUPERVISOR_ONLY and officer.role is not Role.SUPERVISOR:
        raise OfficerMayNot
    if application.status in (Status.ADJUDICATING, Status.SECOND_APPROVAL):
        earlier = {application.cleared_by}
        if application.status is Status.SECOND_APPROVAL:
            earlier.add(application.adjudicated_by)
        if officer.name in earlier:
            raise FourEyes


def check_reason(command: Command, reason: str) -> None:
    """Raises ReasonNotAllowed."""
    allowed = REASONS.get(command)
    if allowed is not None and reason not in allowed:
        raise ReasonNotAllowed
