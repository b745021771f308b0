"""Officers' tasks, found by their ids."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo.attributes import marshal, stamp, unmarshal
from imigrasi.domain.errors import NotFound
from imigrasi.usecases.task_ports import Task

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoTasks:
    """TaskStore on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def task(self, task_id: str) -> Task:
        answer = self._client.get_item(TableName=self._table, Key=self._key(task_id), ConsistentRead=True)
        if "Item" not in answer:
            raise NotFound
        return task(unmarshal(answer["Item"]))

    def close(self, task_id: str, officer: str, execution_id: str, at: datetime) -> None:
        closed = {":at": stamp(at), ":officer": officer, ":execution": execution_id}
        self._client.update_item(
            TableName=self._table,
            Key=self._key(task_id),
            UpdateExpression=(
                "SET closed_at = if_not_exists(closed_at, :at), closed_by = if_not_exists(closed_by, :officer), "
                "closed_in = if_not_exists(closed_in, :execution) REMOVE queue_pk, queue_sk"
            ),
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues=marshal(closed),
        )

    def _key(self, task_id: str) -> Any:
        return {"pk": {"S": f"TASK#{task_id}"}, "sk": {"S": "META"}}


def task(values: dict[str, Any]) -> Task:
    return Task(
        task_id=values["pk"].removeprefix("TASK#"),
        kind=values["kind"],
        application_id=values.get("application_id", ""),
        order_id=values.get("order_id", ""),
        closed="closed_at" in values,
    )
