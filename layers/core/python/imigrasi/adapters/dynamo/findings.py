"""The blind index as officers see it: which other applications share a file or a number of identity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imigrasi.adapters.dynamo.attributes import marshal
from imigrasi.domain.document import Document

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

#: More would tell an officer nothing new.
SHOWN = 20


class DynamoFindings:
    """FindingIndex on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def same_file(self, document: Document) -> list[str]:
        rows = self._sorts(f"FILE#{document.sha256}")
        numbers = {row.split("#")[1] for row in rows if row.startswith("DOC#")}
        return sorted(numbers - {document.application_id})

    def same_person(self, application_id: str) -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        for purpose, mark in self._marks(application_id):
            rows = self._sorts(f"PERSON#{mark}")
            numbers = {row.removeprefix("APP#") for row in rows if row.startswith("APP#")}
            found.setdefault(purpose, set()).update(numbers - {application_id})
        return {purpose: sorted(numbers) for purpose, numbers in found.items() if numbers}

    def _marks(self, application_id: str) -> Iterator[tuple[str, str]]:
        """Kind of number and its mark, of every submission of this application."""
        for row in self._sorts(f"APP#{application_id}", "SAME#"):
            for each in row.removeprefix("SAME#").split(","):
                purpose, _, mark = each.partition(":")
                yield purpose, mark

    def _sorts(self, partition: str, start: str = "") -> list[str]:
        condition = "pk = :pk AND begins_with(sk, :start)" if start else "pk = :pk"
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=marshal({":pk": partition, ":start": start or None}),
            ProjectionExpression="sk",
            Limit=SHOWN,
        )
        return [str(item["sk"]["S"]) for item in answer["Items"]]
