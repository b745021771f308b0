"""Groups: a family, or a village, that pays by one order and comes together.

A group holds numbers of applications and nothing of what is in them. Its key pays and books; it reads no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from imigrasi.domain.application import Application
from imigrasi.domain.lifecycle import Command, Stage, is_legal

FEWEST, MOST = 2, 10

#: Behind these no visit is to come.
_PAST_VISIT = frozenset({Stage.ADJUDICATION, Stage.PRODUCTION, Stage.HANDOVER, Stage.OBJECTION, Stage.CLOSED})


@dataclass(frozen=True, slots=True)
class Group:
    """`version` counts every write, `payments` the group's orders."""

    id: str
    office: str
    members: tuple[str, ...]
    created_at: datetime
    creation_key: str
    creation_body: str
    key_hash: str
    version: int = 0
    payments: int = 0


def owes(application: Application) -> bool:
    """Whether its fee is still to be paid; one that lapsed waiting for it is revived by its payment."""
    unpaid = application.fee is not None and not application.paid
    return unpaid and is_legal(application.status, Command.SETTLE, application.circumstances)


def is_coming(application: Application) -> bool:
    """Whether its visit can be booked, or moved."""
    return is_legal(application.status, Command.BOOK, application.circumstances)


def is_past_visit(application: Application) -> bool:
    """It needs no visit any more, or never will."""
    return application.stage in _PAST_VISIT


def seats(now: Mapping[str, str | None], free: Mapping[str, int]) -> dict[str, str] | None:
    """A time for each member, the earliest ones that have room; None when there is not room for all.

    `now`: member → the time it has, if any. `free`: time → places nobody has, in the order of the day. Who has one of
    the times keeps it: so no place is given up and taken in one write.
    """
    ours = Counter(time for time in now.values() if time is not None)
    left = len(now)
    wanted: dict[str, int] = {}
    for time, places in free.items():
        wanted[time] = min(max(places, 0) + ours[time], left)
        left -= wanted[time]
    if left:
        return None
    found: dict[str, str] = {}
    for member, has in now.items():
        if has is not None and wanted.get(has):
            found[member] = has
            wanted[has] -= 1
    rest = (time for time, places in wanted.items() for _ in range(places))
    return {member: found.get(member) or next(rest) for member in now}
