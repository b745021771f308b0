"""The `queue` index as officers read it: shards merged by due time, then the items behind the keys."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo import items
from imigrasi.adapters.dynamo.attributes import known_instant, marshal, unmarshal
from imigrasi.adapters.dynamo.tasks import task
from imigrasi.domain.application import Application
from imigrasi.usecases.officer_ports import Waiting
from imigrasi.usecases.task_ports import Task

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: BatchGetItem takes a hundred keys a call (Amazon DynamoDB API reference).
KEYS_A_CALL = 100


class DynamoOfficerQueue:
    """OfficerQueue on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def waiting(self, office: str, queue: str, shards: int, limit: int, after: str | None) -> list[Waiting]:
        parts = [self._shard(f"{office}#{queue}#{shard}", limit, after) for shard in range(shards)]
        return list(islice(heapq.merge(*parts, key=lambda row: row.cursor), limit))

    def applications(self, ids: Sequence[str]) -> dict[str, Application]:
        found = (items.application(values) for values in self._items([f"APP#{id_}" for id_ in ids]))
        return {application.id: application for application in found}

    def tasks(self, ids: Sequence[str]) -> dict[str, Task]:
        found = map(task, self._items([f"TASK#{id_}" for id_ in ids]))
        return {each.task_id: each for each in found}

    def _shard(self, partition: str, limit: int, after: str | None) -> list[Waiting]:
        start = {"after": "queue_pk = :pk AND queue_sk > :after", "": "queue_pk = :pk"}
        answer = self._client.query(
            TableName=self._table,
            IndexName="queue",
            KeyConditionExpression=start["after" if after else ""],
            ExpressionAttributeValues=marshal({":pk": partition, ":after": after or None}),
            Limit=limit,
        )
        return [_row(unmarshal(item)) for item in answer["Items"]]

    def _items(self, partitions: Sequence[str]) -> Iterator[dict[str, Any]]:
        for first in range(0, len(partitions), KEYS_A_CALL):
            keys = [{"pk": {"S": pk}, "sk": {"S": "META"}} for pk in partitions[first : first + KEYS_A_CALL]]
            pending: Any = {self._table: {"Keys": keys}}
            while pending:
                answer = self._client.batch_get_item(RequestItems=pending)
                yield from (unmarshal(item) for item in answer["Responses"].get(self._table, []))
                pending = answer["UnprocessedKeys"]


def _row(values: dict[str, Any]) -> Waiting:
    due_at, _, id_ = values["queue_sk"].partition("#")
    return Waiting(id_, known_instant(due_at), values["queue_sk"])
