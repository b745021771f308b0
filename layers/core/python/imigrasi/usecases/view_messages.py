"""Which events a citizen was told of, when and by which channel. Addresses are no part of it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from imigrasi.domain.audit import Entry
from imigrasi.usecases.officer_ports import Sent, SentMessages
from imigrasi.usecases.ports import ApplicationStore


@dataclass(frozen=True, slots=True)
class Told:
    """An event that citizens hear of; `sent` is None where no message of it is recorded."""

    entry: Entry
    sent: Sent | None


def view_messages(
    store: ApplicationStore, messages: SentMessages, told_of: Container[str], application_id: str
) -> tuple[Told, ...]:
    """Newest first. Raises NotFound, EntryUnreadable. `told_of`: types of events that have a message."""
    entries = store.file(application_id).entries
    sent = {message.seq: message for message in messages.sent(application_id)}
    return tuple(Told(entry, sent.get(entry.seq)) for entry in reversed(entries) if entry.type in told_of)
