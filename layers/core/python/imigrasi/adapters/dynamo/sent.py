"""Which messages of an application have gone out, from the marks that keep them from going twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imigrasi.adapters.dynamo.attributes import instant, unmarshal
from imigrasi.usecases.officer_ports import Sent

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoSentMessages:
    """SentMessages on DynamoDB. A history is short, and its marks leave it after days: one page."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def sent(self, application_id: str) -> list[Sent]:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"IDEM#sent#{application_id}"}},
        )
        found = [unmarshal(item) for item in answer["Items"]]
        return [Sent(int(row["sk"]), instant(row.get("at")), row.get("channel")) for row in found]
