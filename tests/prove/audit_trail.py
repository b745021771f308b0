"""The audit trail cannot be changed unnoticed: random tampering with stored events, past the product."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

from imigrasi.adapters.dynamo.applications import DynamoApplications
from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.domain import audit
from imigrasi.domain.audit import GENESIS, ActorKind, BrokenLink, Entry, digest, verify_chain
from imigrasi.usecases.verify_history import verify_history
from tests.prove.engine import Snapshot, moto_cloud
from tests.prove.row import Broken, Figures, Scale, check
from tests.prove.stages import Stages
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud

PROMISE = "the audit trail cannot be edited, cut or reordered unnoticed"
CONTROL = "a verifier that believes the stored hash of an entry"

Item = dict[str, Any]
#: What is hashed of an event, as stored.
COVERED = ("type", "at", "actor_kind", "actor_id", "reason", "ids", "round", "stage", "previous", "hash")


class Trail:
    """One application's stored history, open to tampering."""

    def __init__(self, cloud: MotoCloud) -> None:
        self.citizen = Stages(cloud).at("collected")
        self.pristine = Snapshot.of(cloud)
        self.cloud, self.client = cloud, cloud.client("dynamodb")
        self.pk = {"S": f"APP#{self.citizen.application_id}"}
        self.length = len(self.items())
        self.store = DynamoApplications(self.client, TABLE)
        self.everything = DynamoEnumeration(self.client, TABLE)

    def items(self) -> list[Item]:
        found = self.client.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :event)",
            ExpressionAttributeValues={":pk": self.pk, ":event": {"S": "EVENT#"}},
        )
        return list(found["Items"])

    def put(self, item: Item, seq: int | None = None) -> None:
        moved = item if seq is None else item | {"sk": {"S": f"EVENT#{seq:06d}"}}
        self.client.put_item(TableName=TABLE, Item=moved)

    def delete(self, seq: int) -> None:
        self.client.delete_item(TableName=TABLE, Key={"pk": self.pk, "sk": {"S": f"EVENT#{seq:06d}"}})

    def verdict(self) -> BrokenLink | None:
        report = verify_history(self.store, self.everything)
        check(report.applications == 1, "applications verified:", report.applications)
        return report.broken[0] if report.broken else None


Tampering = Callable[[Trail, Random], int]


def edit(trail: Trail, chance: Random) -> int:
    """Another value of the same kind in one attribute."""
    item = chance.choice(trail.items())
    name = chance.choice([name for name in COVERED if name in item])
    ((kind, value),) = item[name].items()
    changed = str(int(value) + 1) if kind == "N" else _other(name, str(value), chance)
    trail.put(item | {name: {kind: changed}})
    return _seq(item)


def _other(name: str, value: str, chance: Random) -> str:
    """Still readable, so that only the hash can tell; half of the time it is not."""
    readable = {
        "at": "2026-01-01T00:00:00.000000Z",
        "actor_kind": "system" if value != "system" else "citizen",
        "ids": '{"order_id":"other"}',
        "type": "ApplicationApproved" if value != "ApplicationApproved" else "ApplicationRejected",
    }
    return readable[name] if name in readable and chance.random() < 0.5 else value + "x"


def remove(trail: Trail, chance: Random) -> int:
    """An attribute that is gone."""
    item = chance.choice(trail.items())
    name = chance.choice([name for name in COVERED if name in item])
    trail.put({key: value for key, value in item.items() if key != name})
    return _seq(item)


def add_actor(trail: Trail, chance: Random) -> int:
    """An attribute that was not there: a reason, or somebody who was not named."""
    item = chance.choice([item for item in trail.items() if "reason" not in item])
    trail.put(item | {"reason": {"S": "verified"}})
    return _seq(item)


def delete(trail: Trail, chance: Random) -> int:
    seq = chance.randint(1, trail.length)
    trail.delete(seq)
    return seq


def truncate(trail: Trail, chance: Random) -> int:
    first = chance.randint(1, trail.length)
    for seq in range(first, trail.length + 1):
        trail.delete(seq)
    return first


def swap(trail: Trail, chance: Random) -> int:
    """Two entries change places."""
    one, other = sorted(chance.sample(trail.items(), 2), key=_seq)
    trail.put(one, _seq(other))
    trail.put(other, _seq(one))
    return _seq(one)


def repeat(trail: Trail, chance: Random) -> int:
    """An entry once more at the end."""
    trail.put(chance.choice(trail.items()), trail.length + 1)
    return trail.length + 1


def renumber(trail: Trail, chance: Random) -> int:
    """An entry moves to the end."""
    item = chance.choice(trail.items())
    trail.delete(_seq(item))
    trail.put(item, trail.length + 1)
    return _seq(item)


def forge(trail: Trail, chance: Random) -> int:
    """An entry rewritten with the hash that it must have then; the next one, or the head, no longer fits."""
    entries = trail.store.file(trail.citizen.application_id).entries
    chosen = chance.choice(entries)
    altered = replace(chosen, reason_code="complete", actor_id="somebody")
    (item,) = [item for item in trail.items() if _seq(item) == chosen.seq]
    trail.put(item | {"reason": {"S": "complete"}, "actor_id": {"S": "somebody"}, "hash": {"S": digest(altered)}})
    return min(chosen.seq + 1, trail.length)


TAMPERINGS: tuple[Tampering, ...] = (
    edit,
    edit,
    edit,
    remove,
    add_actor,
    delete,
    truncate,
    swap,
    repeat,
    renumber,
    forge,
)


def _seq(item: Item) -> int:
    return int(item["sk"]["S"].removeprefix("EVENT#"))


def prove(scale: Scale) -> Figures:
    found = tamper(scale.of(200, 1_000))
    entries, limit = scale.of(20_000, 100_000), scale.of(5, 10)
    seconds = time_verification(entries)
    check(seconds < limit, f"{entries} entries took {seconds:.1f} s, not less than {limit}")
    return {"tamperings": found, "found": found, "entries": entries, "verified in": f"{seconds:.2f} s"}


def tamper(times: int) -> int:
    """How many were found, each at the entry at which it shows first. Raises Broken."""
    with moto_cloud() as cloud:
        trail = Trail(cloud)
        check(trail.verdict() is None, "an untouched history is called broken")
        for seed in range(times):
            tampering = TAMPERINGS[seed % len(TAMPERINGS)]
            trail.pristine.restore(cloud)
            seq = tampering(trail, Random(seed))
            broken = trail.verdict()
            said = f"{tampering.__name__} at entry {seq} (seed {seed})"
            if broken is None:
                raise Broken(f"{said} was not found")
            check(broken.seq == seq, f"{said} was found at {broken.seq}: {broken.why}")
    return times


def time_verification(count: int) -> float:
    """Seconds to verify one chain of `count` entries."""
    entries, previous = [], GENESIS
    began = datetime(2026, 1, 1, tzinfo=UTC)
    for seq in range(1, count + 1):
        entry = Entry(
            application_id="LBG-0000-0000-0",
            seq=seq,
            type="ApplicationSubmitted",
            at=began + timedelta(seconds=seq),
            actor_kind=ActorKind.OFFICER,
            actor_id="budi",
            reason_code="complete",
            fields=(),
            ids={"execution_id": "0123456789"},
            round=1,
            stage="review",
            previous=previous,
            hash="",
        )
        previous = digest(entry)
        entries.append(replace(entry, hash=previous))
    start = time.perf_counter()
    check(
        verify_chain("LBG-0000-0000-0", entries, head=previous, length=count) is None, "a good chain is called broken"
    )
    return time.perf_counter() - start


def control(scale: Scale) -> None:
    with patch.object(audit, "digest", lambda entry: entry.hash):
        tamper(scale.of(200, 1_000))
