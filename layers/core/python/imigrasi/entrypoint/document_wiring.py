"""Adapters of those who work on documents that have arrived: the check itself, and the sweep for lost scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imigrasi.adapters.aws import client
from imigrasi.adapters.messaging import SqsChecks
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.settings import setting

if TYPE_CHECKING:
    from imigrasi.usecases.check_document import Desk


def desk() -> Desk:
    """Only where the layer `documents` is."""
    from imigrasi.adapters.candidates import S3Candidates
    from imigrasi.adapters.dynamo.candidates import DynamoCandidates
    from imigrasi.adapters.inspection.inspector import FileInspector
    from imigrasi.adapters.s3 import S3UploadArea
    from imigrasi.usecases.check_document import Desk

    storage, incoming, key = client("s3"), setting("INCOMING_BUCKET"), setting("STORAGE_KEY_ARN")
    return Desk(
        store=wiring.applications(),
        area=S3UploadArea(storage, incoming=incoming, vault=setting("VAULT_BUCKET"), storage_key=key),
        inspector=FileInspector(),
        candidates=S3Candidates(storage, bucket=incoming, storage_key=key),
        waiting=DynamoCandidates(client("dynamodb"), wiring.table()),
    )


def checks() -> SqsChecks:
    return SqsChecks(client("sqs"), setting("DOCUMENT_QUEUE_URL"))
