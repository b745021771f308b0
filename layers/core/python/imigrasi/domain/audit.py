"""The event history: one hash chain per application, append-only, verifiable by anyone.

Each entry's hash is SHA-256 over the canonical JSON of its own fields and the previous hash. No
low-entropy personal value is ever among the fields: names of the changed parts only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

GENESIS = "0" * 64


class ActorKind(StrEnum):
    CITIZEN = "citizen"
    OFFICER = "officer"
    GATEWAY = "gateway"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it. `id` is an officer's login or a gateway's name, never a citizen's data."""

    kind: ActorKind
    id: str = ""


CITIZEN = Actor(ActorKind.CITIZEN)
SYSTEM = Actor(ActorKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, before it has its place in the chain."""

    type: str
    actor: Actor
    reason_code: str | None = None
    fields: tuple[str, ...] = ()
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place: `seq` from 1, times UTC to the microsecond."""

    application_id: str
    seq: int
    type: str
    at: datetime
    actor_kind: ActorKind
    actor_id: str
    reason_code: str | None
    fields: tuple[str, ...]
    ids: dict[str, str]
    round: int
    stage: str
    previous: str
    hash: str


def canonical(fields: dict[str, object]) -> bytes:
    """One byte string for one meaning: sorted keys, no white space, UTF-8."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(entry: Entry) -> str:
    """The hash an entry must carry."""
    covered: dict[str, object] = {
        "application_id": entry.application_id,
        "seq": entry.seq,
        "type": entry.type,
        "at": entry.at.isoformat(),
        "actor_kind": entry.actor_kind.value,
        "actor_id": entry.actor_id,
        "reason_code": entry.reason_code,
        "fields": list(entry.fields),
        "ids": entry.ids,
        "round": entry.round,
        "stage": entry.stage,
        "previous": entry.previous,
    }
    return hashlib.sha256(canonical(covered)).hexdigest()


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first entry that is not what was written."""

    application_id: str
    seq: int
    why: str


def verify_chain(application_id: str, entries: Iterable[Entry], *, head: str, length: int) -> BrokenLink | None:
    """None when the entries are exactly the history that `head` and `length` (kept in META) vouch for."""
    previous, expected = GENESIS, 1
    for entry in entries:
        if entry.seq != expected:
            return BrokenLink(application_id, expected, "missing")
        if entry.application_id != application_id or entry.previous != previous:
            return BrokenLink(application_id, entry.seq, "not_chained")
        if digest(entry) != entry.hash:
            return BrokenLink(application_id, entry.seq, "altered")
        previous, expected = entry.hash, expected + 1
    if expected - 1 != length:
        return BrokenLink(application_id, expected, "truncated" if expected - 1 < length else "added")
    if previous != head:
        return BrokenLink(application_id, expected - 1, "head_differs")
    return None
