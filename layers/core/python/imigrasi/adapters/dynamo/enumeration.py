"""Everything there is, for verifiers run by hand. No function has the right to read like this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo import payment_items
from imigrasi.adapters.dynamo.attributes import Item, unmarshal
from imigrasi.domain.ledger import Account
from imigrasi.domain.payment import Payment
from imigrasi.usecases.verification_ports import AllMoney, DayBookRow, LedgerRow

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_FILES = "(begins_with(pk, :app) AND sk = :meta)"
_MONEY = (
    "begins_with(pk, :ledger) OR begins_with(pk, :book) OR begins_with(sk, :pay) "
    f"OR (begins_with(pk, :order) AND sk = :meta) OR {_FILES}"
)
#: Attributes that are whole numbers wherever they stand.
_WHOLE = ("amount", "captured", "held", "owed", "refunded", "charged_back", "by_hand", "number")


class DynamoEnumeration:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def application_ids(self) -> Iterator[str]:
        for item in self._scan(_FILES, app="APP#", meta="META"):
            yield item["pk"]["S"].removeprefix("APP#")

    def money(self) -> AllMoney:
        """All of it in one go, so that it is of about one moment."""
        prefixes = {"ledger": "LEDGER#", "book": "BOOK#", "pay": "PAY#", "order": "ORDER#"}
        return all_money(self._scan(_MONEY, app="APP#", meta="META", **prefixes))

    def _scan(self, condition: str, **values: str) -> Iterator[Item]:
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression=condition,
            ExpressionAttributeValues={f":{name}": {"S": value} for name, value in values.items()},
            ConsistentRead=True,
        )
        for page in pages:
            yield from page["Items"]


def all_money(items: Iterable[Item]) -> AllMoney:
    """What is about money among items as they are stored."""
    rows: list[LedgerRow] = []
    day_book: list[DayBookRow] = []
    orders: list[Payment] = []
    shown: list[Payment] = []
    paid: set[str] = set()
    unreadable: list[str] = []
    for item in items:
        pk, sk = item["pk"]["S"], item["sk"]["S"]
        try:
            if pk.startswith("LEDGER#"):
                rows.append(_own_row(_values(item)))
            elif pk.startswith("BOOK#"):
                day_book.append(day_book_row(_values(item)))
            elif sk.startswith("PAY#"):
                shown.append(payment_items.payment(_values(item)))
            elif pk.startswith("ORDER#") and sk == "META" and "group_order" not in item:
                orders.append(_own_order(_values(item)))
            elif pk.startswith("APP#") and sk == "META" and item.get("paid", {"BOOL": False})["BOOL"]:
                paid.add(pk.removeprefix("APP#"))
        except (KeyError, TypeError, ValueError):
            unreadable.append(f"{pk}/{sk}")
    return AllMoney(tuple(rows), tuple(day_book), tuple(orders), tuple(shown), frozenset(paid), tuple(unreadable))


def _values(item: Item) -> dict[str, Any]:
    """Raises TypeError, ValueError."""
    values = unmarshal(item)
    for name in _WHOLE:
        if type(values.get(name, 0)) is not int:
            raise TypeError(f"{name} is no whole number")
    return values


def _own_row(values: dict[str, Any]) -> LedgerRow:
    row = ledger_row(values)
    if row.application_id != values["application_id"]:
        raise ValueError("of another application than its key")
    return row


def _own_order(values: dict[str, Any]) -> Payment:
    order = payment_items.payment(values)
    if values["pk"] != f"ORDER#{order.order_id}":
        raise ValueError("of another number than its key")
    return order


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
        values.get("day", ""),
    )


def day_book_row(values: dict[str, Any]) -> DayBookRow:
    _, gateway, day = values["pk"].split("#")
    # Names of entries may hold a `#` themselves; ids at gateways, and numbers of applications, do not.
    payment, _, named = values["sk"].partition("#")
    entry, application_id = named.rsplit("#", 1)
    return DayBookRow(gateway, day, payment, entry, application_id, values["amount"])
