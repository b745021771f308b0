"""Codes that open a file once. Only their digests are stored, and the table itself forgets them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo.attributes import marshal, stamp, unmarshal
from imigrasi.domain.decision import Officer, Role
from imigrasi.domain.viewing import Opening

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoOpenings:
    """Openings on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def keep(self, digest: str, opening: Opening) -> None:
        about: dict[str, Any] = {
            "application_id": opening.application_id,
            "stage": opening.stage,
            "round": opening.round,
            "kind": opening.kind,
            "document_id": opening.document_id or None,
            "vault_version": opening.vault_version or None,
            "officer": opening.officer.name,
            "role": opening.officer.role.value,
            "reason": opening.reason,
            "execution_id": opening.execution_id,
            "expires": int(opening.expires_at.timestamp()),
        }
        self._client.put_item(TableName=self._table, Item=_key(digest) | marshal(about))

    def opening(self, digest: str) -> Opening | None:
        found = self._client.get_item(TableName=self._table, Key=_key(digest), ConsistentRead=True)
        values = unmarshal(found.get("Item", {}))
        if not values or "used_at" in values:
            return None
        return Opening(
            application_id=values["application_id"],
            stage=values["stage"],
            round=values["round"],
            kind=values["kind"],
            document_id=values.get("document_id", ""),
            vault_version=values.get("vault_version", ""),
            officer=Officer(values["officer"], Role(values["role"])),
            reason=values["reason"],
            execution_id=values["execution_id"],
            expires_at=datetime.fromtimestamp(values["expires"], UTC),
        )


def using(digest: str, at: datetime) -> dict[str, Any]:
    """An update that uses a code up, and is refused for one that is used up, expired, or none."""
    return {
        "Key": _key(digest),
        "UpdateExpression": "SET used_at = :at",
        "ConditionExpression": "attribute_exists(pk) AND attribute_not_exists(used_at) AND expires > :now",
        "ExpressionAttributeValues": marshal({":at": stamp(at), ":now": int(at.timestamp())}),
    }


def _key(digest: str) -> Any:
    return marshal({"pk": f"CODE#{digest}", "sk": "META"})
