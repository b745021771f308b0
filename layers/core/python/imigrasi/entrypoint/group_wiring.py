"""The adapter of groups. Imported where a group is meant: who pays alone does not pay for it."""

from __future__ import annotations

from imigrasi.adapters.aws import client
from imigrasi.adapters.dynamo.groups import DynamoGroups
from imigrasi.entrypoint.wiring import catalogue, table


def groups() -> DynamoGroups:
    def queue_shards(office: str) -> int:
        return catalogue().office(office).queue_shards

    return DynamoGroups(client("dynamodb"), table(), queue_shards)
