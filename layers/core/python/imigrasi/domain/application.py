"""The application: one frozen object, changed only by recording events on it.

`apply` makes one legal move, appends one event to the hash chain and returns both as a `Change`; the
store writes a `Change` as one transaction or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from imigrasi.domain import lifecycle
from imigrasi.domain.audit import GENESIS, Entry, Event, digest
from imigrasi.domain.deadline import Due
from imigrasi.domain.lifecycle import STAGE_OF, Circumstances, Command, Path, Stage, Status


@dataclass(frozen=True, slots=True)
class Appointment:
    """A visit. `slot` is `YYYY-MM-DDTHH:MM` in office time; `starts_at` the instant."""

    office: str
    slot: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """Everything about an application but its encrypted sections. Money in whole rupiah.

    `version` counts every write (the ETag of the view); `data_version` only the citizen's own data
    (the ETag of the draft). `round` counts executions of the workflow, from 1 at the first submission.
    `hold`: why its documents must not be erased, while that is so. `purged`: they are erased, or are about to be.
    `dispute`: the officers' task about a payment that the citizen has made and nobody has seen, while it is open.
    `doubts`: slugs of what officers should look at in the data last submitted (`domain.doubts`).
    """

    id: str
    service: str
    catalogue_version: str
    office: str
    path: Path
    status: Status
    language: str
    channel: str
    created_at: datetime
    creation_key: str
    creation_body: str
    key_hash: str
    key_generation: int = 1
    round: int = 0
    version: int = 0
    data_version: int = 1
    seq: int = 0
    head: str = GENESIS
    birth_check: str | None = None
    masked_applicant: dict[str, Any] = field(default_factory=dict)
    masked_answers: dict[str, Any] = field(default_factory=dict)
    missing: tuple[tuple[str, str], ...] = ()
    submitted_at: datetime | None = None
    fee: int | None = None
    payments: int = 0
    paid: bool = False
    appointment: Appointment | None = None
    due: Due | None = None
    deadline: datetime | None = None
    deadline_calendar: str | None = None
    queued_at: datetime | None = None
    returned_from: Status | None = None
    lapsed_from: Status | None = None
    adjudicated: bool = False
    second_approval: bool = False
    final: bool = False
    warned: bool = False
    cleared_by: str | None = None
    adjudicated_by: str | None = None
    rejected_at: datetime | None = None
    dispute: str | None = None
    hold: str | None = None
    purged: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def stage(self) -> Stage:
        return STAGE_OF[self.status]

    @property
    def circumstances(self) -> Circumstances:
        return Circumstances(
            path=self.path,
            returned_from=self.returned_from,
            lapsed_from=self.lapsed_from,
            adjudicated=self.adjudicated,
            paid=self.paid,
            second_approval_demanded=self.second_approval,
            final=self.final,
            purged=self.purged,
        )

    @property
    def next_action(self) -> tuple[str, str]:
        return lifecycle.next_action(self.status, self.circumstances)


@dataclass(frozen=True, slots=True)
class Change:
    """A write: the application as it was and as it shall be, and the events in between."""

    before: Application | None
    after: Application
    entries: tuple[Entry, ...] = ()


def record(before: Application, after: Application, event: Event, at: datetime) -> Change:
    """Append `event` to the chain of `after` (which must not differ from `before` in chain or version).

    The event carries the round and stage it happened in, so that the workflow can find its token.
    """
    entry = Entry(
        application_id=after.id,
        seq=before.seq + 1,
        type=event.type,
        at=at,
        actor_kind=event.actor.kind,
        actor_id=event.actor.id,
        reason_code=event.reason_code,
        fields=event.fields,
        ids=event.ids,
        round=before.round,
        stage=before.stage.value,
        previous=before.head,
        hash="",
    )
    entry = replace(entry, hash=digest(entry))
    after = replace(after, seq=entry.seq, head=entry.hash, version=before.version + 1)
    return Change(before, after, (entry,))


def also(change: Change, event: Event, at: datetime) -> Change:
    """The same write with one more event."""
    more = record(change.after, change.after, event, at)
    return Change(change.before, more.after, change.entries + more.entries)


def touch(before: Application, after: Application) -> Change:
    """A write without an event: draft saves, documents arriving."""
    return Change(before, replace(after, version=before.version + 1))


def apply(before: Application, command: Command, event: Event, at: datetime, **attributes: Any) -> Change:
    """Make the move `command`, set `attributes`, record `event`. Raises IllegalMove."""
    status = lifecycle.next_status(before.status, command, before.circumstances)
    changed: dict[str, Any] = {"status": status, **attributes}
    if status is not before.status:
        officers_turn = status in lifecycle.OFFICER_STATUSES
        changed.setdefault("queued_at", at if officers_turn else None)
        changed.setdefault("due", None)
        changed.setdefault("warned", False)
    return record(before, replace(before, **changed), event, at)
