"""How gateways are, for all functions together: one item a gateway, touched only when something goes wrong."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo.attributes import instant, marshal, stamp, unmarshal
from imigrasi.adapters.dynamo.orders import condition_failed
from imigrasi.domain.health import DOWN_AFTER, REST, STREAK, WELL, Health

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


_ONE_MORE = "SET failed_at = :at ADD failures :one"


class DynamoGatewayHealth:
    """GatewayHealth on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def failed(self, name: str, at: datetime) -> Health:
        values = {":one": 1, ":at": stamp(at), ":streak": stamp(at - STREAK)}
        first = "SET failures = :one, failed_at = :at REMOVE down_since, rests_until"
        found = (
            self._update(name, _ONE_MORE, "failed_at > :streak", values)
            or self._update(name, first, "attribute_not_exists(failed_at) OR failed_at <= :streak", values)
            or self._update(name, _ONE_MORE, "failed_at > :streak", values)
            or WELL
        )
        if found.failures < DOWN_AFTER:
            return found
        down = "SET rests_until = :rest, last_down_at = :at, down_since = if_not_exists(down_since, :at)"
        rest = {":rest": stamp(at + REST), ":at": stamp(at)}
        return self._update(name, down, "attribute_exists(pk)", rest) or found

    def recovered(self, name: str, at: datetime) -> None:
        well = "SET failures = :none REMOVE down_since, rests_until"
        down = self._update(name, well, "attribute_not_exists(rests_until) AND failures > :none", {":none": 0})
        if down is None:
            ended = well.replace(" REMOVE", ", last_down_at = :at REMOVE")
            self._update(name, ended, "attribute_exists(rests_until)", {":none": 0, ":at": stamp(at)})

    def try_again(self, name: str, at: datetime) -> Health | None:
        values = {":at": stamp(at), ":rest": stamp(at + REST)}
        try:
            self._put(name, "SET rests_until = :rest", "rests_until <= :at", values)
        except ClientError as error:
            if not condition_failed(error):
                raise
            seen: Any = error.response.get("Item")
            return _health(unmarshal(seen)) if seen else WELL
        return None

    def seen(self, name: str) -> Health:
        answer = self._client.get_item(TableName=self._table, Key=self._key(name))
        return _health(unmarshal(answer["Item"])) if "Item" in answer else WELL

    def _update(self, name: str, expression: str, condition: str, values: dict[str, Any]) -> Health | None:
        """How it is afterwards, None where the condition does not hold."""
        try:
            return self._put(name, expression, condition, values)
        except ClientError as error:
            if not condition_failed(error):
                raise
            return None

    def _put(self, name: str, expression: str, condition: str, values: dict[str, Any]) -> Health:
        answer = self._client.update_item(
            TableName=self._table,
            Key=self._key(name),
            UpdateExpression=expression,
            ConditionExpression=condition,
            ExpressionAttributeValues=marshal(values),
            ReturnValues="ALL_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
        return _health(unmarshal(answer["Attributes"]))

    def _key(self, name: str) -> Any:
        return {"pk": {"S": f"GATEWAY#{name}"}, "sk": {"S": "HEALTH"}}


def _health(values: dict[str, Any]) -> Health:
    return Health(
        failures=values.get("failures", 0),
        down_since=instant(values.get("down_since")),
        rests_until=instant(values.get("rests_until")),
        last_down_at=instant(values.get("last_down_at")),
    )
