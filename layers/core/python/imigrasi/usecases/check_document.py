"""Assemble a document from pinned chunk versions, take it apart, and promote only what was written anew from it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import record
from imigrasi.domain.audit import SYSTEM, Event
from imigrasi.domain.dispute import PAYMENT_RECEIPT
from imigrasi.domain.document import Document, DocumentStatus, Stored
from imigrasi.domain.refusal import judge
from imigrasi.usecases.disputes import dispute_opened
from imigrasi.usecases.document_ports import Inspector, Unfit
from imigrasi.usecases.open_upload import find
from imigrasi.usecases.ports import ApplicationStore, File, UploadArea
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import PutDocument, Write


def check_document(
    store: ApplicationStore,
    area: UploadArea,
    inspector: Inspector,
    application_id: str,
    document_id: str,
    *,
    at: datetime,
) -> DocumentStatus:
    """The verdict. A repeat finds the verdict and changes nothing; a promoted copy is simply replaced."""
    document = find(store.file(application_id), document_id)
    if document.status is not DocumentStatus.CHECKING:
        return document.status
    pieces = area.pieces(document)[: document.chunks]
    # Never hold more than the announced size plus one chunk, whatever stands in the bucket.
    content = b"".join(area.read(document, piece) for piece in pieces)
    pinned = replace(document, pinned=tuple(piece.version for piece in pieces))
    try:
        stored = _promoted(area, inspector, document, content)
    except Unfit as unfit:
        judged = replace(pinned, status=DocumentStatus.REFUSED, reasons=(unfit.code.value,))
    else:
        judged = replace(pinned, status=DocumentStatus.ACCEPTED, stored=stored)
    return until_written(lambda: _keep(store, judged, at))


def _promoted(area: UploadArea, inspector: Inspector, document: Document, content: bytes) -> Stored:
    """Raises Unfit."""
    refusal = judge(document, content, hashlib.sha256(content).hexdigest())
    if refusal is not None:
        raise Unfit(refusal)
    cleaned = inspector.cleaned(content, document.content_type)
    key, version = area.promote(document, cleaned.content, cleaned.content_type)
    digest = hashlib.sha256(cleaned.content).hexdigest()
    return Stored(key, version, cleaned.content_type, digest, cleaned.pages)


def _keep(store: ApplicationStore, judged: Document, at: datetime) -> DocumentStatus:
    file = store.file(judged.application_id)
    current = find(file, judged.document_id)
    if current.status is not DocumentStatus.CHECKING:
        return current.status
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
    return judged.status


def _replaced(file: File, judged: Document) -> list[Document]:
    """Earlier accepted documents of the kind give way to the newly accepted one."""
    return [
        replace(document, status=DocumentStatus.REPLACED)
        for document in file.documents
        if document.kind == judged.kind
        and document.document_id != judged.document_id
        and document.status is DocumentStatus.ACCEPTED
    ]
