"""Small conditional items: relay marks, sent messages, attempt counters, booked slots."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo.attributes import marshal, stamp, unmarshal
from imigrasi.adapters.dynamo.orders import condition_failed
from imigrasi.usecases.ports import Message

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HOUR = timedelta(hours=1)


def message_of(values: Mapping[str, Any]) -> Message:
    """The message a marked item stands for: ids only, told by what kind of item it is."""
    partition, sort = values["pk"], values["sk"]
    owner = partition.partition("#")[2]
    if sort.startswith("EVENT#"):
        detail = {
            **json.loads(values.get("ids", "{}")),
            "application_id": owner,
            "seq": int(sort.removeprefix("EVENT#")),
            "round": values["round"],
            "stage": values["stage"],
        }
    elif sort.startswith("DOC#"):
        detail = {"application_id": owner, "document_id": sort.removeprefix("DOC#")}
    else:
        detail = {
            "order_id": owner,
            "gateway": values["gateway"],
            "notice": sort.removeprefix("NOTICE#"),
            "status": values["verdict"],
        }
    return Message(partition, sort, values["relay"], detail)


class DynamoRelayMarks:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def clear(self, message: Message) -> None:
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": message.partition}, "sk": {"S": message.sort}},
                UpdateExpression="REMOVE relay, due_pk, due_sk",
                ConditionExpression="attribute_exists(relay)",
            )
        except ClientError as error:
            if not condition_failed(error):
                raise


class DynamoSentMarks:
    """SentMarks: which event's message has gone out."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def is_sent(self, application_id: str, seq: int) -> bool:
        # A redelivery comes long after the mark: an eventually consistent read, at half the price, sees it.
        answer = self._client.get_item(TableName=self._table, Key=self._key(application_id, seq))
        return "Item" in answer

    def mark(self, application_id: str, seq: int, channel: str, at: datetime, until: datetime) -> None:
        told = {"channel": channel, "at": stamp(at), "expires": int(until.timestamp())}
        item = self._key(application_id, seq) | marshal(told)
        self._client.put_item(TableName=self._table, Item=item)

    def _key(self, application_id: str, seq: int) -> Any:
        return {"pk": {"S": f"IDEM#sent#{application_id}"}, "sk": {"S": f"{seq:06d}"}}


class DynamoAttempts:
    """Attempts: a sliding hour per name, counted before the attempt and given back on success."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def take(self, name: str, allowed: int, at: datetime) -> bool:
        expires = int((at + HOUR).timestamp())
        began = "SET used = :one, began = :now, expires = :expires"
        fresh = "attribute_not_exists(pk) OR began <= :hour_ago"
        values = {":one": 1, ":now": stamp(at), ":expires": expires, ":hour_ago": stamp(at - HOUR)}
        if self._update(name, began, fresh, values):
            return True
        return self._update(name, "ADD used :one", "used < :allowed", {":one": 1, ":allowed": allowed})

    def give_back(self, name: str) -> None:
        self._update(name, "ADD used :minus", "used > :zero", {":minus": -1, ":zero": 0})

    def _update(self, name: str, expression: str, condition: str, values: dict[str, Any]) -> bool:
        digest = hashlib.sha256(name.encode()).hexdigest()[:32]
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": f"ATTEMPT#{digest}"}, "sk": {"S": "META"}},
                UpdateExpression=expression,
                ConditionExpression=condition,
                ExpressionAttributeValues=marshal(values),
            )
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True


class DynamoSlots:
    """SlotBook: one item per office day, one set of applications per time."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def taken(self, office: str, days: Sequence[date]) -> dict[str, int]:
        if not days:
            return {}
        pending: Any = {
            self._table: {"Keys": [{"pk": {"S": f"SLOTS#{office}#{day}"}, "sk": {"S": "META"}} for day in days]}
        }
        counts: dict[str, int] = {}
        while pending:
            answer = self._client.batch_get_item(RequestItems=pending)
            for item in answer["Responses"].get(self._table, []):
                values = unmarshal(item)
                day = values["pk"].rpartition("#")[2]
                for name, booked in values.items():
                    if isinstance(booked, frozenset):
                        counts[f"{day}T{name[1:3]}:{name[3:5]}"] = len(booked)
            pending = answer["UnprocessedKeys"]
        return counts
