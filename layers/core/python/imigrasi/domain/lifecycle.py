"""The one table of legal moves. Nothing else decides what may happen to an application.

Step Functions waits and sequences; it never decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from imigrasi.domain.errors import IllegalMove


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    EXAMINING = "examining"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    SCHEDULED = "scheduled"
    ADJUDICATING = "adjudicating"
    SECOND_APPROVAL = "second_approval"
    APPROVED = "approved"
    READY = "ready"
    COLLECTED = "collected"
    REJECTED = "rejected"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class Command(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    CLEAR = "clear"
    RETURN = "return"
    REJECT = "reject"
    SETTLE = "settle"
    BOOK = "book"
    ATTEND = "attend"
    NO_SHOW = "no_show"
    APPROVE = "approve"
    READY = "ready"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"
    OBJECT = "object"
    UPHOLD = "uphold"
    GRANT = "grant"


class Path(StrEnum):
    """The order of stages, from the catalogue: review first, or examination and payment last."""

    STANDARD = "standard"
    EXAMINED = "examined"


class Stage(StrEnum):
    """Where an application stands. The first seven are also the workflow's waiting states."""

    REVIEW = "review"
    EXAMINATION = "examination"
    PAYMENT = "payment"
    ATTENDANCE = "attendance"
    ADJUDICATION = "adjudication"
    PRODUCTION = "production"
    HANDOVER = "handover"
    DRAFTING = "drafting"
    CORRECTION = "correction"
    OBJECTION = "objection"
    CLOSED = "closed"


STAGE_OF = {
    Status.DRAFT: Stage.DRAFTING,
    Status.SUBMITTED: Stage.REVIEW,
    Status.RETURNED: Stage.CORRECTION,
    Status.EXAMINING: Stage.EXAMINATION,
    Status.AWAITING_PAYMENT: Stage.PAYMENT,
    Status.PAID: Stage.ATTENDANCE,
    Status.SCHEDULED: Stage.ATTENDANCE,
    Status.ADJUDICATING: Stage.ADJUDICATION,
    Status.SECOND_APPROVAL: Stage.ADJUDICATION,
    Status.APPROVED: Stage.PRODUCTION,
    Status.READY: Stage.HANDOVER,
    Status.COLLECTED: Stage.CLOSED,
    Status.REJECTED: Stage.CLOSED,
    Status.OBJECTED: Stage.OBJECTION,
    Status.WITHDRAWN: Stage.CLOSED,
    Status.LAPSED: Stage.CLOSED,
    Status.CANCELLED: Stage.CLOSED,
}

#: Statuses that wait for an officer: the `queue` index holds exactly these.
OFFICER_STATUSES = frozenset(
    {
        Status.SUBMITTED,
        Status.EXAMINING,
        Status.ADJUDICATING,
        Status.SECOND_APPROVAL,
        Status.OBJECTED,
        Status.APPROVED,
        Status.READY,
    }
)

#: Nothing ever moves these again.
TERMINAL = frozenset({Status.COLLECTED, Status.WITHDRAWN, Status.CANCELLED})

#: Statuses in which the citizen may change the data and the documents.
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})

_NEXT_ACTION = {
    Status.DRAFT: ("citizen", "complete_draft"),
    Status.SUBMITTED: ("officer", "review"),
    Status.RETURNED: ("citizen", "correct"),
    Status.EXAMINING: ("officer", "examine"),
    Status.AWAITING_PAYMENT: ("citizen", "pay"),
    Status.PAID: ("citizen", "book"),
    Status.SCHEDULED: ("citizen", "attend"),
    Status.ADJUDICATING: ("officer", "adjudicate"),
    Status.SECOND_APPROVAL: ("officer", "second_approve"),
    Status.APPROVED: ("officer", "produce"),
    Status.READY: ("citizen", "collect"),
    Status.REJECTED: ("citizen", "object"),
    Status.OBJECTED: ("officer", "decide_objection"),
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else, beside status and command, decides a move."""

    path: Path = Path.STANDARD
    returned_from: Status | None = None
    lapsed_from: Status | None = None
    adjudicated: bool = False
    paid: bool = False
    second_approval_demanded: bool = False
    final: bool = False
    purged: bool = False


def next_action(status: Status, circumstances: Circumstances) -> tuple[str, str]:
    """Who acts next and how: (citizen|officer|none, code)."""
    if status is Status.REJECTED and circumstances.final:
        return ("none", "none")
    return _NEXT_ACTION.get(status, ("none", "none"))


def _attended(at: Circumstances) -> Status:
    return Status.APPROVED if at.adjudicated else Status.ADJUDICATING


def _adjudicated(at: Circumstances) -> Status:
    if at.second_approval_demanded:
        return Status.SECOND_APPROVAL
    return _approved(at)


def _approved(at: Circumstances) -> Status:
    # Examined paths pay last; so does a rejection before payment that an objection overturned.
    return Status.APPROVED if at.paid else Status.AWAITING_PAYMENT


def _cleared(at: Circumstances) -> Status:
    return Status.EXAMINING if at.path is Path.EXAMINED else Status.AWAITING_PAYMENT


def _resubmitted(at: Circumstances) -> Status | None:
    return at.returned_from


def _revived(at: Circumstances) -> Status | None:
    if at.purged:  # there is nothing left to decide on
        return None
    return Status.PAID if at.lapsed_from is Status.AWAITING_PAYMENT else None


def _objected(at: Circumstances) -> Status | None:
    return None if at.final else Status.OBJECTED


Rule = Callable[[Circumstances], Status | None]


def to(status: Status) -> Rule:
    return lambda _at: status


_S, _C = Status, Command

#: (status, command) → the next status, given the circumstances; None or absent: illegal.
NEXT: dict[tuple[Status, Command], Rule] = {
    (_S.DRAFT, _C.SAVE): to(_S.DRAFT),
    (_S.DRAFT, _C.SUBMIT): to(_S.SUBMITTED),
    (_S.DRAFT, _C.WITHDRAW): to(_S.WITHDRAWN),
    (_S.DRAFT, _C.LAPSE): to(_S.LAPSED),
    (_S.SUBMITTED, _C.CLEAR): _cleared,
    (_S.SUBMITTED, _C.RETURN): to(_S.RETURNED),
    (_S.SUBMITTED, _C.REJECT): to(_S.REJECTED),
    (_S.SUBMITTED, _C.WITHDRAW): to(_S.WITHDRAWN),
    (_S.EXAMINING, _C.ATTEND): to(_S.ADJUDICATING),
    (_S.EXAMINING, _C.RETURN): to(_S.RETURNED),
    (_S.EXAMINING, _C.REJECT): to(_S.REJECTED),
    (_S.EXAMINING, _C.WITHDRAW): to(_S.WITHDRAWN),
    (_S.RETURNED, _C.SAVE): to(_S.RETURNED),
    (_S.RETURNED, _C.SUBMIT): _resubmitted,
    (_S.RETURNED, _C.WITHDRAW): to(_S.WITHDRAWN),
    (_S.RETURNED, _C.LAPSE): to(_S.LAPSED),
    (_S.AWAITING_PAYMENT, _C.SETTLE): to(_S.PAID),
    (_S.AWAITING_PAYMENT, _C.WITHDRAW): to(_S.WITHDRAWN),
    (_S.AWAITING_PAYMENT, _C.LAPSE): to(_S.LAPSED),
    (_S.PAID, _C.BOOK): to(_S.SCHEDULED),
    (_S.PAID, _C.ATTEND): _attended,
    (_S.PAID, _C.WITHDRAW): to(_S.WITHDRAWN),
    (_S.SCHEDULED, _C.BOOK): to(_S.SCHEDULED),
    (_S.SCHEDULED, _C.ATTEND): _attended,
    (_S.SCHEDULED, _C.NO_SHOW): to(_S.PAID),
    (_S.SCHEDULED, _C.WITHDRAW): to(_S.WITHDRAWN),
    (_S.ADJUDICATING, _C.APPROVE): _adjudicated,
    (_S.ADJUDICATING, _C.RETURN): to(_S.RETURNED),
    (_S.ADJUDICATING, _C.REJECT): to(_S.REJECTED),
    (_S.ADJUDICATING, _C.WITHDRAW): to(_S.WITHDRAWN),
    (_S.SECOND_APPROVAL, _C.APPROVE): _approved,
    (_S.SECOND_APPROVAL, _C.RETURN): to(_S.RETURNED),
    (_S.SECOND_APPROVAL, _C.REJECT): to(_S.REJECTED),
    (_S.APPROVED, _C.READY): to(_S.READY),
    (_S.READY, _C.HAND_OVER): to(_S.COLLECTED),
    (_S.READY, _C.CANCEL): to(_S.CANCELLED),
    (_S.REJECTED, _C.OBJECT): _objected,
    (_S.OBJECTED, _C.UPHOLD): to(_S.REJECTED),
    (_S.OBJECTED, _C.GRANT): to(_S.ADJUDICATING),
    (_S.LAPSED, _C.SETTLE): _revived,
}


def next_status(status: Status, command: Command, circumstances: Circumstances) -> Status:
    """The status `command` leads to. Raises IllegalMove where the table has no row."""
    rule = NEXT.get((status, command))
    reached = rule(circumstances) if rule is not None else None
    if reached is None:
        raise IllegalMove(title=f"'{command}' is not possible while the application is {status}.")
    return reached


def is_legal(status: Status, command: Command, circumstances: Circumstances) -> bool:
    try:
        next_status(status, command, circumstances)
    except IllegalMove:
        return False
    return True
