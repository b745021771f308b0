"""Task tokens of the workflow, bound to stage and round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo.attributes import marshal
from imigrasi.adapters.dynamo.operation import cancellations
from imigrasi.adapters.dynamo.transaction import meaning
from imigrasi.domain.errors import StaleVersion
from imigrasi.domain.lifecycle import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoTokens:
    """TokenStore on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def register(self, application_id: str, stage: Stage, round_: int, token: str) -> bool:
        key = self._key(application_id, stage, round_)
        check: Any = {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": {"pk": {"S": f"APP#{application_id}"}, "sk": {"S": "META"}},
                "ConditionExpression": "stage = :stage AND #round = :round",
                "ExpressionAttributeNames": {"#round": "round"},
                "ExpressionAttributeValues": marshal({":stage": stage.value, ":round": round_}),
            }
        }
        keep: Any = {"Put": {"TableName": self._table, "Item": {**key, **marshal({"token": token})}}}
        try:
            self._client.transact_write_items(TransactItems=[check, keep])
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            if "ConditionalCheckFailed" in cancellations(error):
                return False
            fault = meaning(error, [])
            if isinstance(fault, StaleVersion):  # contention, not a verdict: look again
                return False
            raise fault from error
        return True

    def token(self, application_id: str, stage: Stage, round_: int) -> str | None:
        answer = self._client.get_item(
            TableName=self._table, Key=self._key(application_id, stage, round_), ConsistentRead=True
        )
        item: Any = answer.get("Item")
        return None if item is None else item["token"]["S"]

    def _key(self, application_id: str, stage: Stage, round_: int) -> Any:
        return {"pk": {"S": f"TOKEN#{application_id}"}, "sk": {"S": f"{stage.value}#{round_}"}}
