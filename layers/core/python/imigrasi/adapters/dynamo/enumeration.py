"""Everything there is, for verifiers run by hand. No function has the right to read like this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo.attributes import unmarshal
from imigrasi.domain.ledger import Account
from imigrasi.usecases.ports import LedgerRow

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoEnumeration:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def application_ids(self) -> Iterator[str]:
        for item in self._scan("begins_with(pk, :prefix) AND sk = :meta", {":prefix": "APP#", ":meta": "META"}):
            yield item["pk"].removeprefix("APP#")

    def paid_applications(self) -> Iterator[str]:
        for item in self._scan("begins_with(pk, :prefix) AND sk = :meta", {":prefix": "APP#", ":meta": "META"}):
            if item.get("paid"):
                yield item["pk"].removeprefix("APP#")

    def ledger_rows(self) -> Iterator[LedgerRow]:
        for item in self._scan("begins_with(pk, :prefix)", {":prefix": "LEDGER#"}):
            entry, application_id, side = item["sk"].rsplit("#", 2)
            yield LedgerRow(
                item["pk"].removeprefix("LEDGER#"),
                entry,
                application_id,
                side,
                Account(item["account"]),
                item["amount"],
            )

    def _scan(self, condition: str, values: dict[str, str]) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression=condition,
            ExpressionAttributeValues={name: {"S": value} for name, value in values.items()},
            ConsistentRead=True,
        )
        for page in pages:
            yield from (unmarshal(item) for item in page["Items"])
