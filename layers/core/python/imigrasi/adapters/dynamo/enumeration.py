"""Everything there is, for verifiers run by hand. No function has the right to read like this."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo import payment_items
from imigrasi.adapters.dynamo.attributes import unmarshal
from imigrasi.domain.ledger import Account
from imigrasi.domain.payment import Payment
from imigrasi.usecases.verification_ports import DayBookRow, LedgerRow

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
        yield from map(ledger_row, self._scan("begins_with(pk, :prefix)", {":prefix": "LEDGER#"}))

    def day_book(self) -> Iterator[DayBookRow]:
        yield from map(day_book_row, self._scan("begins_with(pk, :prefix)", {":prefix": "BOOK#"}))

    def orders(self) -> Iterator[Payment]:
        orders = "begins_with(pk, :order) AND sk = :meta AND attribute_not_exists(group_order)"
        shares = "begins_with(pk, :app) AND attribute_exists(group_order)"
        values = {":order": "ORDER#", ":meta": "META", ":app": "APP#"}
        yield from map(payment_items.payment, self._scan(f"({orders}) OR ({shares})", values))

    def _scan(self, condition: str, values: dict[str, str]) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression=condition,
            ExpressionAttributeValues={name: {"S": value} for name, value in values.items()},
            ConsistentRead=True,
        )
        for page in pages:
            yield from (unmarshal(item) for item in page["Items"])


def ledger_row(values: dict[str, Any]) -> LedgerRow:
    entry, application_id, side = values["sk"].rsplit("#", 2)
    return LedgerRow(
        values["pk"].removeprefix("LEDGER#"),
        entry,
        application_id,
        side,
        Account(values["account"]),
        values["amount"],
        values["order_id"],
    )


def day_book_row(values: dict[str, Any]) -> DayBookRow:
    _, gateway, day = values["pk"].split("#")
    # Names of entries may hold a `#` themselves; ids at gateways, and numbers of applications, do not.
    payment, _, named = values["sk"].partition("#")
    entry, application_id = named.rsplit("#", 1)
    return DayBookRow(gateway, day, payment, entry, application_id, values["amount"])
