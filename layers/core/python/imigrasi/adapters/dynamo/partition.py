"""All items of one partition, page after page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo.attributes import unmarshal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def partition(
    client: DynamoDBClient, table: str, key: str, start: str = "", *, consistent: bool = True
) -> Iterator[dict[str, Any]]:
    """The items under `key` whose sort key begins with `start`, in the order of their sort keys."""
    condition, values = "pk = :pk", {":pk": {"S": key}}
    if start:
        condition, values = f"{condition} AND begins_with(sk, :start)", values | {":start": {"S": start}}
    more: dict[str, Any] = {}
    while True:
        answer = client.query(
            TableName=table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ConsistentRead=consistent,
            **more,
        )
        yield from (unmarshal(item) for item in answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return
        more = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
