"""Settlement files as the table knows them, newest first by gateway, and both sides of every movement of money.

STATEMENT#<gateway>#<digest> / META   one file; index `queue` lists a gateway's by the time they came
STATED#<gateway>#<payment id> / <kind>#<time>#<amount>[#<nth>]   what files have said, each movement once
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo import payment_items
from imigrasi.adapters.dynamo.attributes import Item, instant, known_instant, marshal, stamp, unmarshal
from imigrasi.adapters.dynamo.enumeration import day_book_row, ledger_row
from imigrasi.adapters.dynamo.items import compact, due_attributes
from imigrasi.adapters.dynamo.orders import condition_failed
from imigrasi.adapters.dynamo.partition import partition
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.ledger import Account
from imigrasi.domain.statement import Booked, Movement, StatementRecord, StatementStatus
from imigrasi.usecases.payment_ports import StatementLine
from imigrasi.usecases.writes import PutTask

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from imigrasi.adapters.dynamo.due import DynamoDue

#: An entry's name without its number → what a settlement file calls it.
_KINDS = {"capture": "payment", "refund-paid": "refund", "chargeback": "chargeback"}


class _Table:
    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def _query(self, key: str, start: str = "") -> Iterator[dict[str, Any]]:
        return partition(self._client, self._table, key, start)


class DynamoStatements(_Table):
    """StatementStore on DynamoDB. `due` is needed to find what is to be compared only."""

    def __init__(self, client: DynamoDBClient, table: str, due: DynamoDue | None = None) -> None:
        super().__init__(client, table)
        self._due = due

    def record(self, gateway: str, digest: str) -> StatementRecord | None:
        found = self._query(f"STATEMENT#{gateway}#{digest}")
        return next(map(_record, found), None)

    def save(self, record: StatementRecord, compare_at: datetime | None = None) -> None:
        self._client.put_item(TableName=self._table, Item=_record_item(record, compare_at))

    def due(self, at: datetime) -> Iterator[StatementRecord]:
        if self._due is not None:
            yield from map(_record, self._due.items(DueKind.STATEMENT, at))

    def recent(self, gateway: str, limit: int) -> list[StatementRecord]:
        answer = self._client.query(
            TableName=self._table,
            IndexName="queue",
            KeyConditionExpression="queue_pk = :pk",
            ExpressionAttributeValues=marshal({":pk": _listed(gateway)}),
            ScanIndexForward=False,
            Limit=limit,
        )
        keys = [{"pk": item["pk"], "sk": item["sk"]} for item in answer["Items"]]
        found: list[StatementRecord] = []
        pending: Any = {self._table: {"Keys": keys}} if keys else {}
        while pending:
            batch = self._client.batch_get_item(RequestItems=pending)
            found += (_record(unmarshal(item)) for item in batch["Responses"].get(self._table, []))
            pending = batch["UnprocessedKeys"]
        return sorted(found, key=lambda record: record.received_at, reverse=True)


class DynamoMovements(_Table):
    """MovementBook on DynamoDB."""

    def state(self, gateway: str, line: StatementLine) -> None:
        keys = {
            "pk": f"STATED#{gateway}#{line.gateway_payment_id}",
            "sk": f"{line.kind}#{stamp(line.at)}#{line.amount}" + (f"#{line.nth}" if line.nth else ""),
        }
        self._client.put_item(TableName=self._table, Item=marshal({**keys, "amount": line.amount}))

    def stated(self, gateway: str, movement: Movement) -> int:
        rows = self._query(f"STATED#{gateway}#{movement.gateway_payment_id}", f"{movement.kind}#")
        return sum(row["amount"] for row in rows)

    def booked(self, gateway: str, movement: Movement) -> int:  # noqa: ARG002 (ids of two gateways never meet)
        rows = map(ledger_row, self._query(f"LEDGER#{movement.gateway_payment_id}"))
        cash = (row for row in rows if row.account is Account.CASH and row.day)
        return sum(row.amount for row in cash if _kind_of(row.entry) == movement.kind)

    def day(self, gateway: str, day: date) -> Iterator[Booked]:
        for row in map(day_book_row, self._query(f"BOOK#{gateway}#{day}")):
            movement = Movement(_kind_of(row.entry), row.gateway_payment_id)
            yield Booked(movement, row.application_id, row.amount, day)


class DynamoOpenTasks(_Table):
    """OpenTasks on DynamoDB."""

    def open(self, task: PutTask) -> None:
        item = payment_items.task_item(task)
        try:
            self._client.put_item(TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(pk)")
        except ClientError as error:
            if not condition_failed(error):
                raise

    def close(self, task_id: str, at: datetime) -> None:
        self._client.update_item(
            TableName=self._table,
            Key={"pk": {"S": f"TASK#{task_id}"}, "sk": {"S": "META"}},
            UpdateExpression="SET closed_at = if_not_exists(closed_at, :at) REMOVE queue_pk, queue_sk",
            ExpressionAttributeValues=marshal({":at": stamp(at)}),
        )


def _kind_of(entry: str) -> str:
    """Empty for an entry that moves no cash."""
    return _KINDS.get(entry.partition("#")[0], "")


def _listed(gateway: str) -> str:
    return f"statements#{gateway}"


def _record_item(record: StatementRecord, compare_at: datetime | None) -> Item:
    due = Due(DueKind.STATEMENT, compare_at) if compare_at else None
    return marshal(
        {
            "pk": f"STATEMENT#{record.gateway}#{record.digest}",
            "sk": "META",
            "key": record.key,
            "file_version": record.version,
            "received_at": stamp(record.received_at),
            "status": record.status.value,
            "done_row": record.done_row,
            "refusal": record.refusal,
            "figures": compact(record.figures),
            "faults": compact(record.faults) if record.faults else None,
            "first_day": record.first_day.isoformat() if record.first_day else None,
            "last_day": record.last_day.isoformat() if record.last_day else None,
            "open_tasks": compact(record.open_tasks) if record.open_tasks else None,
            "compared_at": stamp(record.compared_at),
            "report": record.report,
            "queue_pk": _listed(record.gateway),
            "queue_sk": f"{stamp(record.received_at)}#{record.digest}",
            **due_attributes(due, record.digest),
        }
    )


def _record(values: dict[str, Any]) -> StatementRecord:
    _, gateway, digest = values["pk"].split("#")
    return StatementRecord(
        gateway=gateway,
        digest=digest,
        key=values["key"],
        version=values["file_version"],
        received_at=known_instant(values["received_at"]),
        status=StatementStatus(values["status"]),
        done_row=values["done_row"],
        refusal=values.get("refusal"),
        figures=json.loads(values["figures"]),
        faults=tuple((row, code) for row, code in json.loads(values.get("faults", "[]"))),
        first_day=_day(values, "first_day"),
        last_day=_day(values, "last_day"),
        open_tasks=tuple(json.loads(values.get("open_tasks", "[]"))),
        compared_at=instant(values.get("compared_at")),
        report=values.get("report"),
    )


def _day(values: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(values[name]) if name in values else None
