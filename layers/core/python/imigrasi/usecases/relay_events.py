"""Send stored events to the bus: each at least once, its mark removed only when the bus has it."""

from __future__ import annotations

from collections.abc import Sequence

from imigrasi.usecases.ports import Message, Outbox, RelayMarks


def relay_events(outbox: Outbox, marks: RelayMarks, messages: Sequence[Message]) -> list[Message]:
    """Those that were not taken and have to be sent again."""
    if not messages:
        return []
    refused = outbox.publish(messages)
    kept = {(message.partition, message.sort) for message in refused}
    for message in messages:
        if (message.partition, message.sort) not in kept:
            marks.clear(message)
    return refused
