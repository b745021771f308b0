"""What a waiting state of the workflow has come to, told from the stored application alone.

The workflow waits and sequences; it never decides. Whoever finds a token (the stage that registers it,
or the driver that hears of an event) completes it by the same pure rule, so it does not matter who is
first, how often, or whether an event was lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from imigrasi.domain.application import Application
from imigrasi.domain.lifecycle import TERMINAL, Path, Stage, Status

#: Stages in which the workflow waits, and their state's name in the machine.
STATE_OF = {
    Stage.REVIEW: "Review",
    Stage.EXAMINATION: "Examination",
    Stage.PAYMENT: "Payment",
    Stage.ATTENDANCE: "Attendance",
    Stage.ADJUDICATION: "Adjudication",
    Stage.PRODUCTION: "Production",
    Stage.HANDOVER: "Handover",
}
WAITING = frozenset(STATE_OF)
STAGE_NAMED = {name: stage for stage, name in STATE_OF.items()}

_ENDED = {
    Status.RETURNED: "Returned",
    Status.REJECTED: "Rejected",
    Status.OBJECTED: "Rejected",
    Status.WITHDRAWN: "Withdrawn",
    Status.LAPSED: "Lapsed",
    Status.CANCELLED: "Cancelled",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing decided yet: keep the token."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Go on to the state's usual next one."""


@dataclass(frozen=True, slots=True)
class Diverted:
    """Leave by the Catch of this name: another state, or an end."""

    name: str


Outcome = Waiting | Passed | Diverted


def outcome(application: Application, stage: Stage, round_: int) -> Outcome:
    """What the wait for `stage` in `round_` has come to."""
    if application.round != round_:
        return Diverted("Superseded")
    if application.stage is stage:
        return Waiting()
    ended = _ENDED.get(application.status)
    if ended is not None:
        return Diverted(ended)
    if application.status is Status.COLLECTED:
        return Passed()
    if stage is Stage.REVIEW and application.path is Path.EXAMINED:
        return Diverted("Examination")
    if stage is Stage.ATTENDANCE and application.adjudicated:
        return Diverted("Production")
    if stage is Stage.ADJUDICATION and application.stage in (Stage.PAYMENT, Stage.ATTENDANCE):
        return Diverted("Payment")
    return Passed()


def needs_execution(application: Application) -> bool:
    """Whether an execution should be waiting for this application right now."""
    return application.stage in WAITING and application.status not in TERMINAL
