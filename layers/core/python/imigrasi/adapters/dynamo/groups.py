"""Groups: one partition each, with their orders; what concerns members is one transaction over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo import items, payment_items
from imigrasi.adapters.dynamo.attributes import Item, known_instant, marshal, stamp, unmarshal
from imigrasi.adapters.dynamo.operation import ABSENT, Operation, put
from imigrasi.adapters.dynamo.partition import partition
from imigrasi.adapters.dynamo.transaction import operations, run, writing
from imigrasi.domain.errors import NotFound, StaleVersion
from imigrasi.domain.group import Group
from imigrasi.usecases.group_ports import GroupFile, Part
from imigrasi.usecases.writes import AlreadyWritten, Write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: TransactWriteItems takes a hundred items (Amazon DynamoDB API reference).
MOST_ITEMS = 100


class DynamoGroups:
    """GroupStore on DynamoDB. `queue_shards`: office code → shards of its queue."""

    def __init__(self, client: DynamoDBClient, table: str, queue_shards: Callable[[str], int]) -> None:
        self._client = client
        self._table = table
        self._queue_shards = queue_shards

    def group(self, group_id: str) -> Group:
        answer = self._client.get_item(TableName=self._table, Key=_key(group_id), ConsistentRead=True)
        if "Item" not in answer:
            raise NotFound
        return _group(unmarshal(answer["Item"]))

    def file(self, group_id: str) -> GroupFile:
        stored = list(partition(self._client, self._table, f"GROUP#{group_id}"))
        group = next((_group(values) for values in stored if values["sk"] == "META"), None)
        if group is None:
            raise NotFound
        payments = [payment_items.payment(values) for values in stored if values["sk"].startswith("PAY#")]
        return GroupFile(group, tuple(sorted(payments, key=lambda payment: payment.number)))

    def create(self, group: Group) -> None:
        self._run([put(_item(replace(group, version=1)), AlreadyWritten, ABSENT)])

    def order(self, group: Group, writes: Sequence[Write], parts: Sequence[Part]) -> None:
        item = _item(replace(group, version=group.version + 1))
        own = put(item, StaleVersion, "version = :version", version=group.version)
        self._run([own, *(step for write in writes for step in writing(write)), *self._steps(parts)])

    def book(self, parts: Sequence[Part]) -> None:
        self._run(self._steps(parts))

    def _steps(self, parts: Iterable[Part]) -> list[Operation]:
        def meta(part: Part) -> Item:
            after = part[0].after
            return items.application_item(after, self._queue_shards(after.office))

        return operations(*((part[0], meta(part), part[1]) for part in parts))

    def _run(self, steps: list[Operation]) -> None:
        if len(steps) > MOST_ITEMS:
            raise ValueError(f"{len(steps)} items in one transaction")
        run(self._client, self._table, steps)


def _key(group_id: str) -> Any:
    return {"pk": {"S": f"GROUP#{group_id}"}, "sk": {"S": "META"}}


def _item(group: Group) -> Item:
    values = {
        "office": group.office,
        "members": items.compact(group.members),
        "created_at": stamp(group.created_at),
        "creation_key": group.creation_key,
        "creation_body": group.creation_body,
        "key_hash": bytes.fromhex(group.key_hash),
        "version": group.version,
        "payments": group.payments or None,
    }
    item: Item = _key(group.id)
    return item | marshal(values)


def _group(values: dict[str, Any]) -> Group:
    return Group(
        id=values["pk"].removeprefix("GROUP#"),
        office=values["office"],
        members=items.listed(values, "members"),
        created_at=known_instant(values["created_at"]),
        creation_key=values["creation_key"],
        creation_body=values["creation_body"],
        key_hash=values["key_hash"].hex(),
        version=values["version"],
        payments=values.get("payments", 0),
    )
