"""Receipts, found by their codes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo.attributes import Item, marshal, stamp, unmarshal
from imigrasi.domain.errors import NotFound
from imigrasi.domain.receipt import Receipt

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoReceipts:
    """ReceiptStore on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def receipt(self, code: str) -> Receipt:
        answer = self._client.get_item(TableName=self._table, Key=_key(code))
        if "Item" not in answer:
            raise NotFound
        values = unmarshal(answer["Item"])
        return Receipt(
            code=code,
            service=values["service"],
            issued_on=date.fromisoformat(values["issued_on"]),
            application_id=values["application_id"],
            order_id=values["order_id"],
            revoked="revoked_at" in values,
        )


def receipt_item(receipt: Receipt) -> Item:
    about = {"service": receipt.service, "issued_on": str(receipt.issued_on)}
    ids = {"application_id": receipt.application_id, "order_id": receipt.order_id}
    return _key(receipt.code) | marshal(about | ids)


def revoking(code: str, at: datetime) -> dict[str, Any]:
    """An update that marks a receipt as revoked, and keeps the first time."""
    return {
        "Key": _key(code),
        "UpdateExpression": "SET revoked_at = if_not_exists(revoked_at, :at)",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeValues": marshal({":at": stamp(at)}),
    }


def _key(code: str) -> Item:
    return marshal({"pk": f"RECEIPT#{code}", "sk": "META"})
