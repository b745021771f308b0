"""Documents that wait for the malware scan: what is kept of them meanwhile, on their own item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo import document_items
from imigrasi.adapters.dynamo.attributes import marshal
from imigrasi.adapters.dynamo.orders import condition_failed
from imigrasi.domain.document import Candidate, Document, DocumentStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoCandidates:
    """WaitingDocuments. No version of the application is taken: nothing that anybody sees has changed."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def keep(self, document: Document, *, instead_of: Candidate | None) -> bool:
        # The event that brought us here was relayed: its mark must not be cleared after this, with our own due date.
        kept = document_items.waiting_attributes(document)
        known = "candidate_version = :known" if instead_of else "attribute_not_exists(candidate_version)"
        values: dict[str, Any] = {f":{name}": value for name, value in kept.items()}
        values |= {":checking": DocumentStatus.CHECKING.value, ":known": instead_of and instead_of.version}
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": f"APP#{document.application_id}"}, "sk": {"S": f"DOC#{document.document_id}"}},
                UpdateExpression=f"SET {', '.join(f'{name} = :{name}' for name in kept)} REMOVE relay",
                ConditionExpression=f"#status = :checking AND {known}",
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues=marshal(values),
            )
        except ClientError as error:
            if not condition_failed(error):
                raise
            return False
        return True
