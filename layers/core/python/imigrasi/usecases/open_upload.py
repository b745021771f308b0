"""Open an upload: one document, cut into chunks that go straight to the storage under one policy."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from imigrasi.domain.application import Application, touch
from imigrasi.domain.dispute import PAYMENT_RECEIPT, is_disputable
from imigrasi.domain.document import UPLOAD_LIFETIME, Document, DocumentStatus, chunk_size_for
from imigrasi.domain.errors import Conflict, NotFound, Unprocessable
from imigrasi.domain.lifecycle import EDITABLE
from imigrasi.domain.service import Service
from imigrasi.usecases.access import authorised, authorised_file
from imigrasi.usecases.ports import ApplicationStore, Catalogue, File, Policy, UploadArea
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.save_draft import NotEditable
from imigrasi.usecases.start_application import KeyReused
from imigrasi.usecases.writes import AlreadyWritten, PutDocument


class DocumentKindUnknown(Unprocessable):
    code = "document_kind_unknown"
    title = "This service does not ask for such a document."


class DocumentTypeNotAllowed(Unprocessable):
    code = "document_type_not_allowed"
    title = "This type of file cannot be used for this document."


class DocumentTooLarge(Unprocessable):
    code = "document_too_large"
    title = "The file is larger than this document may be."


class DocumentEmpty(Unprocessable):
    code = "document_empty"
    title = "The file is empty."


class DisputeNotDue(Conflict):
    code = "dispute_not_due"
    title = "No payment of this application is missing."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the citizen is about to send. Sizes in bytes; `sha256` lower-case hex of the whole file."""

    kind: str
    content_type: str
    size: int
    sha256: str
    preferred_chunk_size: int | None


def open_upload(
    store: ApplicationStore,
    area: UploadArea,
    catalogue: Catalogue,
    application_id: str,
    wanted: Wanted,
    *,
    key: str,
    idempotency_key: str,
    at: datetime,
) -> tuple[Document, Policy]:
    """Raises NotFound, NotEditable, DisputeNotDue, DocumentKindUnknown, DocumentTypeNotAllowed, DocumentTooLarge,
    KeyReused.
    """
    document_id = _document_id(application_id, idempotency_key)

    def open_() -> Document:
        before = authorised(store, application_id, key)
        document = _new(catalogue.service(before.service), before, document_id, wanted, at)
        check_taken(before, wanted.kind)
        store.commit(touch(before, before), PutDocument(document, new=True))
        return document

    try:
        document = until_written(open_)
    except AlreadyWritten:
        document = find(authorised_file(store, application_id, key), document_id)
        if _sent(document) != (wanted.kind, wanted.content_type, wanted.size, wanted.sha256):
            raise KeyReused from None
    return document, area.policy(document)


def check_taken(application: Application, kind: str) -> None:
    """Whether such a document is taken where the application stands. Raises NotEditable, DisputeNotDue."""
    if kind == PAYMENT_RECEIPT.kind:
        if not is_disputable(application):
            raise DisputeNotDue
    elif application.status not in EDITABLE:
        raise NotEditable


def _document_id(application_id: str, idempotency_key: str) -> str:
    """Derived, so that a repeat finds the same document. 80 bits, lower-case base32."""
    digest = hashlib.sha256(f"{application_id}\ndocument\n{idempotency_key}".encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def _sent(document: Document) -> tuple[str, str, int, str]:
    return (document.kind, document.content_type, document.size, document.sha256)


def _new(service: Service, application: Application, document_id: str, wanted: Wanted, at: datetime) -> Document:
    required = PAYMENT_RECEIPT if wanted.kind == PAYMENT_RECEIPT.kind else service.document(wanted.kind)
    if required is None:
        raise DocumentKindUnknown
    if wanted.content_type not in required.content_types:
        raise DocumentTypeNotAllowed
    if wanted.size > required.max_bytes:
        raise DocumentTooLarge
    if wanted.size <= 0:
        raise DocumentEmpty
    return Document(
        application_id=application.id,
        document_id=document_id,
        kind=wanted.kind,
        content_type=wanted.content_type,
        size=wanted.size,
        sha256=wanted.sha256,
        chunk_size=chunk_size_for(wanted.preferred_chunk_size),
        status=DocumentStatus.RECEIVING,
        opened_at=at,
        expires_at=at + UPLOAD_LIFETIME,
    )


def find(file: File, document_id: str) -> Document:
    """Raises NotFound: also for a document of another application."""
    for document in file.documents:
        if document.document_id == document_id:
            return document
    raise NotFound


def read_upload(
    store: ApplicationStore,
    area: UploadArea,
    application_id: str,
    document_id: str,
    *,
    key: str,
    renew: bool,
    at: datetime,
) -> tuple[Document, list[int], Policy | None]:
    """The document, the numbers of the chunks that arrived whole, and on wish a fresh policy."""
    document = find(authorised_file(store, application_id, key), document_id)
    if document.status is not DocumentStatus.RECEIVING:
        return document, [] if document.purged_at else list(range(document.chunks)), None
    arrived = area.received(document)
    received = sorted(n for n in range(document.chunks) if arrived.get(n) == document.chunk_length(n))
    open_still = at < document.expires_at
    return document, received, area.policy(document) if renew and open_still else None


def checking(document: Document) -> Document:
    return replace(document, status=DocumentStatus.CHECKING)
