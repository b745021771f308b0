"""Items of the table: application, event, and the keys they stand under."""

from __future__ import annotations

import json
import zlib
from typing import Any

from imigrasi.adapters.dynamo.attributes import Item, instant, known_instant, marshal, stamp
from imigrasi.domain.application import Application, Appointment
from imigrasi.domain.audit import ActorKind, Entry
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.lifecycle import Path, Status
from imigrasi.usecases.ports import EntryUnreadable

#: Shards of every kind in the `due` index: relay marks alone are some 500 writes a second at 39
#: applications a second, and one partition takes 1,000.
DUE_SHARDS = 16


def shard(name: str, count: int) -> int:
    """An even, stable spread of ids."""
    return zlib.crc32(name.encode()) % count


def due_partition(kind: DueKind, name: str) -> str:
    return f"{kind.value}#{shard(name, DUE_SHARDS)}"


def due_attributes(due: Due | None, name: str) -> dict[str, Any]:
    if due is None:
        return {}
    return {"due_pk": due_partition(due.kind, name), "due_sk": f"{stamp(due.at)}#{name}"}


def due_of(values: dict[str, Any]) -> Due | None:
    """What `due_attributes` wrote: the index's own keys say kind and time, so nothing repeats them."""
    if "due_pk" not in values:
        return None
    kind, _, _ = values["due_pk"].partition("#")
    at, _, _ = values["due_sk"].partition("#")
    return Due(DueKind(kind), known_instant(at))


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def listed(values: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list kept as compact JSON; none is not kept at all."""
    return tuple(json.loads(values[name])) if name in values else ()


# ---------------------------------------------------------------- application


def application_item(application: Application, queue_shards: int) -> Item:
    """Rewritten whole at every change, and paid by the kilobyte: hashes are bytes, what is usual is left out."""
    a = application
    values: dict[str, Any] = {
        "pk": f"APP#{a.id}",
        "sk": "META",
        "service": a.service,
        "catalogue": a.catalogue_version,
        "office": a.office,
        "path": a.path.value,
        "status": a.status.value,
        "stage": a.stage.value,
        "language": a.language,
        "channel": a.channel,
        "created_at": stamp(a.created_at),
        "creation_key": a.creation_key,
        "creation_body": a.creation_body,
        "key_hash": bytes.fromhex(a.key_hash),
        "key_generation": a.key_generation if a.key_generation > 1 else None,
        "round": a.round,
        "version": a.version,
        "data_version": a.data_version,
        "seq": a.seq,
        "head": bytes.fromhex(a.head),
        "birth_check": a.birth_check,
        "applicant": compact(a.masked_applicant),
        "answers": compact(a.masked_answers),
        "missing": compact(a.missing) if a.missing else None,
        "submitted_at": stamp(a.submitted_at),
        "fee": a.fee,
        "payments": a.payments or None,
        "appointment": f"{a.appointment.office}#{a.appointment.slot}" if a.appointment else None,
        "appointment_at": stamp(a.appointment.starts_at) if a.appointment else None,
        "deadline": stamp(a.deadline),
        "deadline_calendar": a.deadline_calendar,
        "queued_at": stamp(a.queued_at),
        "returned_from": a.returned_from and a.returned_from.value,
        "lapsed_from": a.lapsed_from and a.lapsed_from.value,
        "cleared_by": a.cleared_by,
        "adjudicated_by": a.adjudicated_by,
        "rejected_at": stamp(a.rejected_at),
        "dispute": a.dispute,
        "hold": a.hold,
        "doubts": compact(a.doubts) if a.doubts else None,
        **due_attributes(a.due, a.id),
    }
    for flag in ("paid", "adjudicated", "second_approval", "final", "warned", "purged"):
        values[flag] = True if getattr(a, flag) else None
    if a.queued_at is not None:
        urgent = a.deadline or (a.due.at if a.due else a.queued_at)
        values["queue_pk"] = f"{a.office}#{a.stage.value}#{shard(a.id, queue_shards)}"
        values["queue_sk"] = f"{stamp(urgent)}#{a.id}"
    return marshal(values)


def application(values: dict[str, Any]) -> Application:
    get = values.get
    appointment = None
    if get("appointment"):
        office, _, slot = values["appointment"].partition("#")
        appointment = Appointment(office, slot, known_instant(values["appointment_at"]))
    return Application(
        id=values["pk"].removeprefix("APP#"),
        service=values["service"],
        catalogue_version=values["catalogue"],
        office=values["office"],
        path=Path(values["path"]),
        status=Status(values["status"]),
        language=values["language"],
        channel=values["channel"],
        created_at=known_instant(values["created_at"]),
        creation_key=values["creation_key"],
        creation_body=values["creation_body"],
        key_hash=values["key_hash"].hex(),
        key_generation=get("key_generation", 1),
        round=values["round"],
        version=values["version"],
        data_version=values["data_version"],
        seq=values["seq"],
        head=values["head"].hex(),
        birth_check=get("birth_check"),
        masked_applicant=json.loads(values["applicant"]),
        masked_answers=json.loads(values["answers"]),
        missing=tuple((pointer, code) for pointer, code in json.loads(get("missing", "[]"))),
        submitted_at=instant(get("submitted_at")),
        fee=get("fee"),
        payments=get("payments", 0),
        paid=get("paid", False),
        appointment=appointment,
        due=due_of(values),
        deadline=instant(get("deadline")),
        deadline_calendar=get("deadline_calendar"),
        queued_at=instant(get("queued_at")),
        returned_from=Status(values["returned_from"]) if get("returned_from") else None,
        lapsed_from=Status(values["lapsed_from"]) if get("lapsed_from") else None,
        adjudicated=get("adjudicated", False),
        second_approval=get("second_approval", False),
        final=get("final", False),
        warned=get("warned", False),
        cleared_by=get("cleared_by"),
        adjudicated_by=get("adjudicated_by"),
        rejected_at=instant(get("rejected_at")),
        dispute=get("dispute"),
        hold=get("hold"),
        purged=get("purged", False),
        doubts=listed(values, "doubts"),
    )


# ---------------------------------------------------------------- event


def event_item(entry: Entry) -> Item:
    """An event with its relay mark: the mark goes when the bus has it."""
    return marshal(
        {
            "pk": f"APP#{entry.application_id}",
            "sk": f"EVENT#{entry.seq:06d}",
            "type": entry.type,
            "at": stamp(entry.at),
            "actor_kind": entry.actor_kind.value,
            "actor_id": entry.actor_id or None,
            "reason": entry.reason_code,
            "fields": compact(entry.fields) if entry.fields else None,
            "ids": compact(entry.ids) if entry.ids else None,
            "round": entry.round,
            "stage": entry.stage,
            "previous": entry.previous,
            "hash": entry.hash,
            "relay": entry.type,
            **due_attributes(Due(DueKind.RELAY, entry.at), f"{entry.application_id}#{entry.seq}"),
        }
    )


def entry(values: dict[str, Any]) -> Entry:
    """Raises EntryUnreadable for an item that this product cannot have written."""
    try:
        return _entry(values)
    except (KeyError, TypeError, ValueError) as fault:
        number = values["sk"].removeprefix("EVENT#")
        raise EntryUnreadable(int(number) if number.isdecimal() else 0) from fault


def _entry(values: dict[str, Any]) -> Entry:
    return Entry(
        application_id=values["pk"].removeprefix("APP#"),
        seq=int(values["sk"].removeprefix("EVENT#")),
        type=values["type"],
        at=known_instant(values["at"]),
        actor_kind=ActorKind(values["actor_kind"]),
        actor_id=values.get("actor_id", ""),
        reason_code=values.get("reason"),
        fields=listed(values, "fields"),
        ids=json.loads(values["ids"]) if "ids" in values else {},
        round=values["round"],
        stage=values["stage"],
        previous=values["previous"],
        hash=values["hash"],
    )
