"""What must be true of an application after each move, by our own table of moves alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from imigrasi.domain.decision import Officer, Role
from imigrasi.domain.lifecycle import Circumstances, Command, Status
from tests.prove.moves import expected

#: Days after which a wait of the citizen ends by itself (lifecycle; the service's own limits).
ENDS = {"draft": (14, "lapse"), "returned": (30, "lapse"), "awaiting_payment": (14, "lapse"), "ready": (30, "cancel")}
OFFICERS = (
    Officer("budi", Role.OFFICER),
    Officer("ratna", Role.OFFICER),
    Officer("wati", Role.OFFICER),
    Officer("sari", Role.SUPERVISOR),
    Officer("agus", Role.AUDITOR),
)
DETAIL = {
    Command.CLEAR: "complete",
    Command.RETURN: "incomplete",
    Command.REJECT: "not_eligible",
    Command.APPROVE: "verified",
    Command.UPHOLD: "not_eligible",
    Command.GRANT: "verified",
    Command.ATTEND: "",
    Command.NO_SHOW: "",
    Command.READY: "",
    Command.HAND_OVER: "applicant",
}
#: The officer's move that takes an application on, so that histories reach the far stages.
USUAL = {
    "submitted": Command.CLEAR,
    "examining": Command.ATTEND,
    "paid": Command.ATTEND,
    "scheduled": Command.ATTEND,
    "adjudicating": Command.APPROVE,
    "second_approval": Command.APPROVE,
    "approved": Command.READY,
    "ready": Command.HAND_OVER,
}
#: What ends a history early is tried seldom, and again when it is over anyway.
FINISHED = ("withdrawn", "lapsed", "collected", "cancelled", "rejected")

walked: Counter[str] = Counter()


@dataclass
class Model:
    """What must be true, by the written table alone."""

    status: str
    at: Circumstances
    since: datetime
    cleared_by: str = ""
    adjudicated_by: str = ""

    def may(self, officer: Officer, command: Command) -> bool:
        """Roles and four eyes, as the lifecycle says them."""
        if officer.role is Role.AUDITOR:
            return False
        if command in (Command.UPHOLD, Command.GRANT):
            return officer.role is Role.SUPERVISOR
        earlier = {"adjudicating": (self.cleared_by,), "second_approval": (self.cleared_by, self.adjudicated_by)}
        return officer.name not in earlier.get(self.status, ())

    def move(self, command: str, now: datetime) -> None:
        """Make a legal move and remember the circumstances that later ones depend on."""
        after = expected(self.status, command, self.at)
        assert after is not None
        before, self.status = self.status, after
        walked[f"{before} {command} -> {after}"] += 1
        if command == "return":
            self.at = replace(self.at, returned_from=Status(before))
        elif command == "submit":
            self.at = replace(self.at, returned_from=None)
        elif command == "lapse":
            self.at = replace(self.at, lapsed_from=Status(before))
        elif command == "settle":
            self.at = replace(self.at, paid=True, lapsed_from=None)
        elif command == "approve":
            self.at = replace(self.at, adjudicated=after != "second_approval")
        elif command == "uphold":
            self.at = replace(self.at, final=True)
        if after != before or command == "save":
            self.since = now


def rows_walked() -> int:
    return sum("->" in move for move in walked)


def moves_made() -> int:
    return sum(number for move, number in walked.items() if "->" in move)
