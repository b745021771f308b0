"""The blind index as officers see it: which other applications share a file or a number of identity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo.attributes import unmarshal
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
        answer: Any = self._client.get_item(
            TableName=self._table, Key={"pk": {"S": f"APP#{application_id}"}, "sk": {"S": "FINDINGS"}}
        )
        if "Item" not in answer:
            return {}
        partitions: dict[str, str] = json.loads(unmarshal(answer["Item"])["partitions"])
        found = {
            purpose: sorted(
                {row.removeprefix("APP#") for row in self._sorts(partition) if row.startswith("APP#")}
                - {application_id}
            )
            for purpose, partition in partitions.items()
        }
        return {purpose: numbers for purpose, numbers in found.items() if numbers}

    def _sorts(self, partition: str) -> list[str]:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
            ProjectionExpression="sk",
            Limit=SHOWN,
        )
        return [str(item["sk"]["S"]) for item in answer["Items"]]
