"""Write the verdict on a document, once, with all that follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import record
from imigrasi.domain.audit import SYSTEM, Event
from imigrasi.domain.dispute import PAYMENT_RECEIPT
from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.errors import StaleVersion
from imigrasi.usecases.disputes import dispute_opened
from imigrasi.usecases.open_upload import find
from imigrasi.usecases.ports import ApplicationStore, File
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import PutDocument, Write


def keep_verdict(store: ApplicationStore, seen: File, judged: Document, at: datetime) -> Document:
    """The document as it is stored now: an earlier verdict stands. `seen`: the file that the verdict came from; whoever
    wrote to it since has made its version another.
    """
    try:
        return _keep(store, seen, judged, at)
    except StaleVersion:
        return until_written(lambda: _keep(store, store.file(judged.application_id), judged, at))


def _keep(store: ApplicationStore, file: File, judged: Document, at: datetime) -> Document:
    current = find(file, judged.document_id)
    if current.status is not DocumentStatus.CHECKING:
        return current
    event = Event(
        "DocumentChecked",
        SYSTEM,
        reason_code=judged.reasons[0] if judged.reasons else None,
        ids={"document_id": judged.document_id, "kind": judged.kind, "verdict": judged.status.value},
    )
    change = record(file.application, file.application, event, at)
    writes: list[Write] = [PutDocument(judged)]
    if judged.status is DocumentStatus.ACCEPTED:
        writes += [PutDocument(older) for older in _replaced(file, judged)]
        if judged.kind == PAYMENT_RECEIPT.kind:
            change, more = dispute_opened(change, judged, at)
            writes += more
    store.commit(change, *writes)
    return judged


def _replaced(file: File, judged: Document) -> list[Document]:
    """Earlier accepted documents of the kind give way to the newly accepted one."""
    return [
        replace(document, status=DocumentStatus.REPLACED)
        for document in file.documents
        if document.kind == judged.kind
        and document.document_id != judged.document_id
        and document.status is DocumentStatus.ACCEPTED
    ]
