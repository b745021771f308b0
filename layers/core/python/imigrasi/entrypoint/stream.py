"""Batches of the table's stream. Only records with a relay mark reach the function (event filter)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

from imigrasi.adapters.dynamo.attributes import unmarshal
from imigrasi.adapters.dynamo.marks import message_of
from imigrasi.entrypoint.logs import log
from imigrasi.usecases.ports import Message


def stream_function(
    name: str, work: Callable[[Sequence[Message]], list[Message]]
) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """A handler that gives `work` all messages of a batch and reports the first it could not do.

    A stream is redelivered from the reported record on, so one id is enough.
    """

    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        numbered: dict[tuple[str, str], str] = {}
        messages = []
        for record in event["Records"]:
            values = unmarshal(_decoded(record["dynamodb"]["NewImage"]))
            if "relay" not in values:
                continue
            message = message_of(values)
            messages.append(message)
            numbered[message.partition, message.sort] = record["dynamodb"]["SequenceNumber"]
        refused = work(messages)
        log.info(name, sent=len(messages) - len(refused), refused=len(refused))
        sequence = [numbered[message.partition, message.sort] for message in refused]
        return {"batchItemFailures": [{"itemIdentifier": first} for first in sequence[:1]]}

    return handler


def _decoded(image: dict[str, Any]) -> dict[str, Any]:
    """Binary attributes come as base64 text in stream events."""
    return {name: {"B": base64.b64decode(typed["B"])} if "B" in typed else typed for name, typed in image.items()}
