"""Orders and the notices about them, found by the id the gateway knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo import items, payment_items
from imigrasi.adapters.dynamo.attributes import marshal, stamp, unmarshal
from imigrasi.adapters.dynamo.partition import partition
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.errors import NotFound
from imigrasi.domain.payment import Notice, Payment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from imigrasi.usecases.payment_ports import Books


def condition_failed(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"


class DynamoOrders:
    """PaymentStore on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def order(self, order_id: str) -> Payment:
        values = self._item(self._key(order_id))
        if "group_order" in values:
            values = self._item(payment_items.shown_key(values["application_id"], values["number"]))
        return payment_items.payment(values)

    def _item(self, key: Any) -> dict[str, Any]:
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        if "Item" not in answer:
            raise NotFound
        return unmarshal(answer["Item"])

    def keep_notice(self, notice: Notice, digest: str, body: bytes, at: datetime, *, settled: bool) -> None:
        name = f"{notice.order_id}#{digest}"
        mark: dict[str, Any] = {
            "relay": "PaymentNoticeReceived",
            **items.due_attributes(Due(DueKind.RELAY, at), name),
        }
        kept = {
            "pk": f"ORDER#{notice.order_id}",
            "sk": f"NOTICE#{digest}",
            "gateway": notice.gateway,
            "verdict": notice.status.value,
            "gateway_payment_id": notice.gateway_payment_id,
            "amount": notice.amount,
            "body": body,
            "received_at": stamp(at),
        }
        try:
            self._client.put_item(
                TableName=self._table,
                Item=marshal(kept | mark),
                ConditionExpression="attribute_not_exists(pk)",
            )
        except ClientError as error:
            if not condition_failed(error):
                raise
            if not settled:
                self._queue_again(notice.order_id, digest, mark)

    def _queue_again(self, order_id: str, digest: str, mark: dict[str, Any]) -> None:
        self._client.update_item(
            TableName=self._table,
            Key={"pk": {"S": f"ORDER#{order_id}"}, "sk": {"S": f"NOTICE#{digest}"}},
            UpdateExpression="SET relay = :relay, due_pk = :due_pk, due_sk = :due_sk ADD repeats :one",
            ExpressionAttributeValues=marshal({":one": 1} | {f":{name}": value for name, value in mark.items()}),
        )

    def claim_confirmation(self, order_id: str, at: datetime, until: datetime) -> bool:
        try:
            self._client.update_item(
                TableName=self._table,
                Key=self._key(order_id),
                UpdateExpression="SET confirming_until = :until",
                ConditionExpression=(
                    "attribute_exists(pk) AND (attribute_not_exists(confirming_until) OR confirming_until < :now)"
                ),
                ExpressionAttributeValues=marshal({":until": stamp(until), ":now": stamp(at)}),
            )
        except ClientError as error:
            if condition_failed(error):
                return False
            raise
        return True

    def release_confirmation(self, order_id: str) -> None:
        self._client.update_item(
            TableName=self._table,
            Key=self._key(order_id),
            UpdateExpression="REMOVE confirming_until",
            ConditionExpression="attribute_exists(pk)",
        )

    def books(self, payment: Payment) -> Books:
        from imigrasi.domain.ledger import Account, Posted  # few functions ever look into the books
        from imigrasi.usecases.payment_ports import Books

        sides: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        for values in self._partition(f"LEDGER#{payment.gateway_payment_id}"):
            entry, application_id, side = values["sk"].rsplit("#", 2)
            sides.setdefault((entry, application_id), {})[side] = values
        posted = (
            Posted(
                *name, Account(both["DEBIT"]["account"]), Account(both["CREDIT"]["account"]), both["DEBIT"]["amount"]
            )
            for name, both in sides.items()
        )
        refunds = map(payment_items.refund, self._partition(f"ORDER#{payment.order_id}", "REFUND#"))
        return Books(tuple(posted), tuple(sorted(refunds, key=lambda refund: refund.number)))

    def _partition(self, key: str, start: str = "") -> Iterator[dict[str, Any]]:
        return partition(self._client, self._table, key, start)

    def _key(self, order_id: str) -> Any:
        return {"pk": {"S": f"ORDER#{order_id}"}, "sk": {"S": "META"}}
