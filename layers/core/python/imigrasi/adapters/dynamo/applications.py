"""The application store: one partition per application, every change one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo import document_items, items, payment_items
from imigrasi.adapters.dynamo.attributes import Item, unmarshal
from imigrasi.adapters.dynamo.partition import partition
from imigrasi.domain.application import Application, Change
from imigrasi.domain.errors import NotFound
from imigrasi.usecases.ports import File, Remembered

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from imigrasi.usecases.writes import Write


class DynamoApplications:
    """ApplicationStore on DynamoDB. `queue_shards`: office code → shards of its queue.

    `consistent=False`, at half the price, is for showing only: a command must not decide on an older state.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        table: str,
        queue_shards: Callable[[str], int] = lambda _office: 1,
        *,
        consistent: bool = True,
    ) -> None:
        self._client = client
        self._table = table
        self._queue_shards = queue_shards
        self._consistent = consistent

    def load(self, application_id: str) -> Application:
        item = self._get(f"APP#{application_id}", "META")
        if item is None:
            raise NotFound
        return items.application(item)

    def file(self, application_id: str) -> File:
        application, entries, documents, payments = None, [], [], []
        for values in partition(self._client, self._table, f"APP#{application_id}", consistent=self._consistent):
            sort = values["sk"]
            if sort == "META":
                application = items.application(values)
            elif sort.startswith("EVENT#"):
                entries.append(items.entry(values))
            elif sort.startswith("DOC#"):
                documents.append(document_items.document(values))
            elif sort.startswith("PAY#"):
                payments.append(payment_items.payment(values))
        if application is None:
            raise NotFound
        documents.sort(key=lambda document: document.opened_at)
        payments.sort(key=lambda payment: payment.number)
        return File(application, tuple(entries), tuple(documents), tuple(payments))

    def section(self, application_id: str, section: str) -> bytes | None:
        item = self._get(f"SEALED#{application_id}", section)
        return None if item is None else item["sealed"]

    def remembered(self, key: str) -> Remembered | None:
        item = self._get(f"IDEM#{key}", "META")
        return None if item is None else Remembered(item["body"], item["answer"])

    def commit(self, change: Change, *writes: Write) -> None:
        from imigrasi.adapters.dynamo.transaction import operations, run  # those who only read never load it

        application = change.after
        meta = items.application_item(application, self._queue_shards(application.office))
        run(self._client, self._table, operations((change, meta, writes)))

    def _get(self, partition: str, sort: str) -> dict[str, Any] | None:
        answer = self._client.get_item(
            TableName=self._table,
            Key={"pk": {"S": partition}, "sk": {"S": sort}},
            ConsistentRead=self._consistent,
        )
        item: Item | None = answer.get("Item")
        return None if item is None else unmarshal(item)
