"""Put applications together that are paid by one order. The same Idempotency-Key gives the same group, at any age."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from imigrasi.domain.application import Application
from imigrasi.domain.audit import canonical
from imigrasi.domain.errors import FieldFault, NotFound, Unprocessable
from imigrasi.domain.group import Group, owes
from imigrasi.domain.identifier import group_number, normalise
from imigrasi.usecases.access import access_key, authorised, key_hash
from imigrasi.usecases.group_ports import GroupStore
from imigrasi.usecases.ports import ApplicationStore, Macs
from imigrasi.usecases.start_application import KeyReused
from imigrasi.usecases.writes import AlreadyWritten


class MembersRefused(Unprocessable):
    """Some applications cannot be put together. An unknown number and a wrong key are the same fault."""

    code = "members_refused"
    title = "Some of these applications cannot be paid together."
    tells_of_numbers = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a citizen sends: numbers, and each one's key. `body` is the whole request, for telling a repeat."""

    application_ids: Sequence[str]
    access_keys: Sequence[str]
    body: dict[str, Any]


def form_group(
    store: ApplicationStore, groups: GroupStore, macs: Macs, wanted: Wanted, *, idempotency_key: str, at: datetime
) -> tuple[Group, str]:
    """The group and its key. Raises MembersRefused, KeyReused."""
    creation_key = hashlib.sha256(f"group\n{idempotency_key}".encode()).hexdigest()[:32]
    creation_body = hmac.new(idempotency_key.encode(), canonical(wanted.body), "sha256").hexdigest()[:32]
    for attempt in count():
        group_id = group_number(macs.access("group", idempotency_key, str(attempt)))
        if group_id is None:
            continue
        existing = _existing(groups, group_id)
        key = access_key(macs, group_id, 1)
        if existing is None:
            members = _members(store, wanted)
            numbers = tuple(member.id for member in members)
            made = Group(group_id, members[0].office, numbers, at, creation_key, creation_body, key_hash(key))
            existing = _written(groups, made)
        if existing.creation_key != creation_key:
            continue  # another group's number: derive the next
        if existing.creation_body != creation_body:
            raise KeyReused
        return existing, key
    raise AssertionError("count() never ends")


def _existing(groups: GroupStore, group_id: str) -> Group | None:
    try:
        return groups.group(group_id)
    except NotFound:
        return None


def _written(groups: GroupStore, made: Group) -> Group:
    """The group, or what a concurrent request wrote under its number."""
    try:
        groups.create(made)
    except AlreadyWritten:
        return groups.group(made.id)
    return made


def _members(store: ApplicationStore, wanted: Wanted) -> list[Application]:
    """Raises MembersRefused with every fault."""
    faults: list[FieldFault] = []
    if len(wanted.access_keys) != len(wanted.application_ids):
        faults.append(FieldFault("/access_keys", "not_as_many"))
    members: list[Application] = []
    seen: set[str] = set()
    pairs = zip(wanted.application_ids, wanted.access_keys, strict=False)
    for place, (typed, key) in enumerate(pairs):
        number = normalise(typed)
        try:
            member = authorised(store, number, key)
        except NotFound:
            faults.append(FieldFault(f"/application_ids/{place}", "application_unknown"))
            continue
        faults += (FieldFault(f"/application_ids/{place}", code) for code in _faults(member, members, number in seen))
        seen.add(number)
        members.append(member)
    if faults:
        raise MembersRefused(errors=tuple(faults))
    return members


def _faults(member: Application, before: Sequence[Application], twice: bool) -> Iterator[str]:
    if twice:
        yield "twice"
    elif member.paid:
        yield "already_paid"
    elif not owes(member):
        yield "payment_not_due"
    if before and member.office != before[0].office:
        yield "another_office"
