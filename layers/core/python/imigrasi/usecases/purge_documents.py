"""Documents leave when they have been kept long enough: closed to everyone first, then erased, then told.

Each step finds what an earlier run has done. Until the last one the application stays due, so that a crash anywhere is
made good by the next run; once the first one is written no late payment revives the application, so that none goes on
without its documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import record, touch
from imigrasi.domain.audit import SYSTEM, Event
from imigrasi.domain.deadline import Due, DueKind, days_later
from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.errors import NotFound
from imigrasi.domain.refund import Refund
from imigrasi.domain.retention import ASK_AGAIN_DAYS, is_over, must_stay
from imigrasi.usecases.open_upload import find
from imigrasi.usecases.payment_ports import PaymentStore
from imigrasi.usecases.ports import ApplicationStore, File
from imigrasi.usecases.retention_ports import Shredder
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import PutDocument

NOTHING, KEPT, PURGED = "nothing", "kept", "purged"
DISCARDED = "discarded"
#: A transaction takes a hundred items; the application and its event are two of them.
BATCH = 90


def purge_documents(
    store: ApplicationStore, orders: PaymentStore, shredder: Shredder, application_id: str, *, at: datetime
) -> str:
    """`purged`; `kept` when they are needed longer; `nothing` when they were not due after all."""
    decided = until_written(lambda: _closed(store, orders, application_id, at))
    if decided is not PURGED:
        return decided
    shredder.erase_documents(application_id)
    return until_written(lambda: _told(store, application_id, at))


def _closed(store: ApplicationStore, orders: PaymentStore, application_id: str, at: datetime) -> str:
    """Decide, and take the documents from everyone's reach."""
    try:
        file = store.file(application_id)
    except NotFound:
        return NOTHING
    application = file.application
    if not is_over(application, at):
        return NOTHING
    if not application.purged and must_stay(application, file.documents, file.payments, _refunds(orders, file), at):
        later = replace(application, due=Due(DueKind.RETENTION, days_later(at, ASK_AGAIN_DAYS)))
        store.commit(touch(application, later))
        return KEPT
    stored = [it for it in file.documents if it.purged_at is None and it.status is not DocumentStatus.PURGED]
    if not (stored or application.purged):
        store.commit(touch(application, replace(application, due=None)))
        return NOTHING
    for some in _parts([_taken_away(it) for it in stored]):
        change = touch(application, replace(application, purged=True))
        store.commit(change, *map(PutDocument, some))
        application = change.after
    return PURGED


def _refunds(orders: PaymentStore, file: File) -> Iterable[Refund]:
    """Of money that came; that of a group's order is kept with the share."""
    return (refund for payment in file.payments if payment.captured for refund in orders.books(payment).refunds)


def _taken_away(document: Document) -> Document:
    return replace(document, status=DocumentStatus.PURGED, stored=None, candidate=None, pinned=())


def _told(store: ApplicationStore, application_id: str, at: datetime) -> str:
    """Say since when they are gone; last of all in the history, which ends it."""
    file = store.file(application_id)
    application = file.application
    if not (application.purged and is_over(application, at)):
        return NOTHING  # somebody else has told it
    gone = [it for it in file.documents if it.status is DocumentStatus.PURGED]
    *earlier, last = _parts([replace(it, purged_at=at) for it in gone if it.purged_at is None]) or [[]]
    for some in earlier:
        change = touch(application, application)
        store.commit(change, *map(PutDocument, some))
        application = change.after
    kinds = ",".join(sorted({it.kind for it in gone}))
    rule = f"{application.service}/retention"
    event = Event("DocumentsPurged", SYSTEM, ids={"kinds": kinds, "rule": rule})
    change = record(application, replace(application, due=None), event, at)
    store.commit(change, *map(PutDocument, last))
    return PURGED


def _parts(documents: Sequence[Document]) -> list[Sequence[Document]]:
    return [documents[start : start + BATCH] for start in range(0, len(documents), BATCH)]


def discard_upload(
    store: ApplicationStore, shredder: Shredder, application_id: str, document_id: str, *, at: datetime
) -> str:
    """`discarded`: what was sent of a document that was never finished, or was refused, is gone, and it says so."""

    def due() -> tuple[File, Document] | None:
        file = store.file(application_id)
        document = find(file, document_id)
        return (file, document) if document.discard_at is not None and document.discard_at <= at else None

    def tell() -> str:
        found = due()
        if found is None:
            return NOTHING
        file, document = found
        status = DocumentStatus.REFUSED if document.status is DocumentStatus.REFUSED else DocumentStatus.EXPIRED
        gone = replace(document, status=status, pinned=(), purged_at=at)
        store.commit(touch(file.application, file.application), PutDocument(gone))
        return DISCARDED

    found = due()
    if found is None:
        return NOTHING
    shredder.erase_upload(found[1].key_prefix)
    return until_written(tell)
