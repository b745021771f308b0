"""The `due` index: everything that must happen later, read by time, never scanned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo import items, payment_items
from imigrasi.adapters.dynamo.attributes import marshal, stamp, unmarshal
from imigrasi.adapters.dynamo.marks import message_of
from imigrasi.adapters.dynamo.orders import condition_failed
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.payment import Payment
from imigrasi.usecases.do_due_work import APPLICATION_KINDS
from imigrasi.usecases.ports import Message

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PAGE = 100


class DynamoDue:
    """DueIndex on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def applications(self, at: datetime) -> Iterator[str]:
        for kind in APPLICATION_KINDS:
            for page in self._pages(kind, at):
                yield from (key["pk"]["S"].removeprefix("APP#") for key in page)

    def retained(self, at: datetime) -> Iterator[str]:
        for page in self._pages(DueKind.RETENTION, at):
            yield from (key["pk"]["S"].removeprefix("APP#") for key in page)

    def uploads(self, at: datetime) -> Iterator[tuple[str, str]]:
        for page in self._pages(DueKind.UPLOAD, at):
            yield from ((key["pk"]["S"].removeprefix("APP#"), key["sk"]["S"].removeprefix("DOC#")) for key in page)

    def unrelayed(self, before: datetime) -> Iterator[list[Message]]:
        for page in self._pages(DueKind.RELAY, before):
            marked = [item for item in self._items(page) if "relay" in item]
            # The oldest first, and an application's events in their order.
            marked.sort(key=lambda item: (item["pk"], item["sk"]))
            yield [message_of(item) for item in marked]

    def unheard_payments(self, at: datetime) -> Iterator[Payment]:
        for values in self.items(DueKind.PAYMENT, at):
            yield payment_items.payment(self._shown(values) if "group_order" in values else values)

    def _shown(self, share: dict[str, Any]) -> dict[str, Any]:
        """The payment that a share among the orders stands for."""
        key: Any = payment_items.shown_key(share["application_id"], share["number"])
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return unmarshal(answer["Item"])

    def overdue_scans(self, at: datetime) -> Iterator[tuple[str, str]]:
        for page in self._pages(DueKind.SCAN, at):
            yield from ((key["pk"]["S"].removeprefix("APP#"), key["sk"]["S"].removeprefix("DOC#")) for key in page)

    def items(self, kind: DueKind, at: datetime) -> Iterator[dict[str, Any]]:
        """What is due by `at`, item by item."""
        for page in self._pages(kind, at):
            yield from self._items(page)

    def ask_again(self, order_id: str, at: datetime) -> bool:
        due = items.due_attributes(Due(DueKind.PAYMENT, at), order_id)
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": f"ORDER#{order_id}"}, "sk": {"S": "META"}},
                UpdateExpression="SET due_pk = :due_pk, due_sk = :due_sk",
                # An order settled meanwhile has left the index and stays out of it.
                ConditionExpression="attribute_exists(due_pk)",
                ExpressionAttributeValues=marshal({f":{name}": value for name, value in due.items()}),
            )
        except ClientError as error:
            if not condition_failed(error):
                raise
            return False
        return True

    def _pages(self, kind: DueKind, until: datetime) -> Iterator[list[dict[str, Any]]]:
        """Keys of what is due, a page at a time, shard by shard."""
        for shard in range(items.DUE_SHARDS):
            start: dict[str, Any] = {}
            while True:
                answer = self._client.query(
                    TableName=self._table,
                    IndexName="due",
                    KeyConditionExpression="due_pk = :pk AND due_sk < :until",
                    ExpressionAttributeValues=marshal({":pk": f"{kind.value}#{shard}", ":until": f"{stamp(until)}$"}),
                    Limit=PAGE,
                    **start,
                )
                if answer["Items"]:
                    yield answer["Items"]
                if "LastEvaluatedKey" not in answer:
                    break
                start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _items(self, keys: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        pending: Any = {
            self._table: {
                "Keys": [{"pk": key["pk"], "sk": key["sk"]} for key in keys],
                "ConsistentRead": True,
            }
        }
        while pending:
            answer = self._client.batch_get_item(RequestItems=pending)
            yield from (unmarshal(item) for item in answer["Responses"].get(self._table, []))
            pending = answer["UnprocessedKeys"]
