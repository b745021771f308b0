"""The legal moves, written out a second time from docs: what the product's own table is compared with.

A row reads `from command -> to`, with `when` and the circumstances under which it holds; of several rows for the
same move the first that holds counts. Whatever has no row is illegal.
"""

from __future__ import annotations

from collections.abc import Callable

from imigrasi.domain.lifecycle import Circumstances

TABLE = """
draft save -> draft
draft submit -> submitted
draft withdraw -> withdrawn
draft lapse -> lapsed
submitted clear -> awaiting_payment when standard
submitted clear -> examining when examined
submitted return -> returned
submitted reject -> rejected
submitted withdraw -> withdrawn
examining attend -> adjudicating
examining return -> returned
examining reject -> rejected
examining withdraw -> withdrawn
returned save -> returned
returned submit -> submitted when came_from_submitted
returned submit -> examining when came_from_examining
returned submit -> adjudicating when came_from_adjudicating
returned submit -> second_approval when came_from_second_approval
returned withdraw -> withdrawn
returned lapse -> lapsed
awaiting_payment settle -> paid
awaiting_payment withdraw -> withdrawn
awaiting_payment lapse -> lapsed
paid book -> scheduled
paid attend -> approved when adjudicated
paid attend -> adjudicating
paid withdraw -> withdrawn
scheduled book -> scheduled
scheduled attend -> approved when adjudicated
scheduled attend -> adjudicating
scheduled no_show -> paid
scheduled withdraw -> withdrawn
adjudicating approve -> second_approval when second_demanded
adjudicating approve -> awaiting_payment when unpaid
adjudicating approve -> approved
adjudicating return -> returned
adjudicating reject -> rejected
adjudicating withdraw -> withdrawn
second_approval approve -> awaiting_payment when unpaid
second_approval approve -> approved
second_approval return -> returned
second_approval reject -> rejected
approved ready -> ready
ready hand_over -> collected
ready cancel -> cancelled
rejected object -> objected when not_final
objected uphold -> rejected
objected grant -> adjudicating
lapsed settle -> paid when lapsed_unpaid_with_documents
"""

#: Who acts next, and how the citizen is told.
NEXT_ACTION = {
    "draft": ("citizen", "complete_draft"),
    "submitted": ("officer", "review"),
    "returned": ("citizen", "correct"),
    "examining": ("officer", "examine"),
    "awaiting_payment": ("citizen", "pay"),
    "paid": ("citizen", "book"),
    "scheduled": ("citizen", "attend"),
    "adjudicating": ("officer", "adjudicate"),
    "second_approval": ("officer", "second_approve"),
    "approved": ("officer", "produce"),
    "ready": ("citizen", "collect"),
    "rejected": ("citizen", "object"),
    "objected": ("officer", "decide_objection"),
    "collected": ("none", "none"),
    "withdrawn": ("none", "none"),
    "lapsed": ("none", "none"),
    "cancelled": ("none", "none"),
}

#: Stages whose files lie with an officer.
OFFICERS = ("submitted", "examining", "adjudicating", "second_approval", "objected", "approved", "ready")

_WHEN: dict[str, Callable[[Circumstances], bool]] = {
    "always": lambda _at: True,
    "standard": lambda at: at.path.value == "standard",
    "examined": lambda at: at.path.value == "examined",
    "adjudicated": lambda at: at.adjudicated,
    "second_demanded": lambda at: at.second_approval_demanded,
    "unpaid": lambda at: not at.paid,
    "not_final": lambda at: not at.final,
    "lapsed_unpaid_with_documents": lambda at: (
        at.lapsed_from is not None and at.lapsed_from.value == "awaiting_payment" and not at.purged
    ),
    "came_from_submitted": lambda at: _returned(at) == "submitted",
    "came_from_examining": lambda at: _returned(at) == "examining",
    "came_from_adjudicating": lambda at: _returned(at) == "adjudicating",
    "came_from_second_approval": lambda at: _returned(at) == "second_approval",
}


def _returned(at: Circumstances) -> str:
    return at.returned_from.value if at.returned_from else ""


def _rows() -> dict[tuple[str, str], list[tuple[str, str]]]:
    rows: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for line in TABLE.strip().splitlines():
        move, _, condition = line.partition(" when ")
        before, command, _, after = move.split()
        rows.setdefault((before, command), []).append((condition or "always", after))
    return rows


MOVES = _rows()


def expected(status: str, command: str, circumstances: Circumstances) -> str | None:
    """The status the move must lead to, None where it must be refused."""
    for condition, after in MOVES.get((status, command), []):
        if _WHEN[condition](circumstances):
            return after
    return None
