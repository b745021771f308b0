"""All chunks are there: hand the document over to the check. Repeating it is no fault."""

from __future__ import annotations

from datetime import datetime

from imigrasi.domain.application import touch
from imigrasi.domain.document import Document, DocumentStatus, missing_chunks
from imigrasi.domain.errors import Conflict, FieldFault
from imigrasi.usecases.access import authorised_file
from imigrasi.usecases.open_upload import check_taken, checking, find
from imigrasi.usecases.ports import ApplicationStore, UploadArea
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import PutDocument


class ChunksMissing(Conflict):
    code = "chunks_missing"
    title = "Some parts of the file have not arrived."


class UploadExpired(Conflict):
    code = "upload_expired"
    title = "This upload was left unfinished for too long. Start it again."


def complete_upload(
    store: ApplicationStore,
    area: UploadArea,
    application_id: str,
    document_id: str,
    *,
    key: str,
    at: datetime,
) -> Document:
    """The document, now being checked. Raises NotFound, ChunksMissing, UploadExpired, NotEditable, DisputeNotDue."""

    def complete() -> Document:
        file = authorised_file(store, application_id, key)
        document = find(file, document_id)
        if document.status is DocumentStatus.EXPIRED:
            raise UploadExpired
        if document.status is not DocumentStatus.RECEIVING:
            return document
        check_taken(file.application, document.kind)
        if at >= document.expires_at:
            raise UploadExpired
        absent = missing_chunks(document, area.received(document))
        if absent:
            raise ChunksMissing(errors=tuple(FieldFault(f"/chunks/{n}", "chunk_missing") for n in absent))
        change = touch(file.application, file.application)
        store.commit(change, PutDocument(checking(document), relay="DocumentReceived"))
        return checking(document)

    return until_written(complete)
