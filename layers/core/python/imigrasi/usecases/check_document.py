"""Assemble a document from pinned chunk versions, write it anew, have it scanned, and promote only what is clean.

Whoever asks, however often, for whatever reason: the document is taken a step further from where it stands. A scan's
result that is heard of, a verdict that is overdue and a repeated message therefore come to the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from imigrasi.domain.document import Candidate, Document, DocumentStatus, Stored
from imigrasi.domain.errors import NotFound
from imigrasi.domain.refusal import Refusal, judge
from imigrasi.domain.scan import Verdict, is_hopeless, overdue_at
from imigrasi.usecases.document_ports import Candidates, Cleaned, Inspector, Scan, Unfit, WaitingDocuments
from imigrasi.usecases.keep_verdict import keep_verdict
from imigrasi.usecases.open_upload import find
from imigrasi.usecases.ports import ApplicationStore, File, Piece, UploadArea


class CandidateDiffers(RuntimeError):
    """What lies under a candidate's version is not what was put there: nobody but the storage could do that."""


class Desk(NamedTuple):
    """All that the check works with."""

    store: ApplicationStore
    area: UploadArea
    inspector: Inspector
    candidates: Candidates
    waiting: WaitingDocuments


def check_document(desk: Desk, application_id: str, document_id: str, *, at: datetime) -> Document:
    """The document as it stands then. Raises NotFound."""
    file = desk.store.file(application_id)
    document = find(file, document_id)
    if document.status is not DocumentStatus.CHECKING:
        return document
    if document.candidate is None:
        return _offered(desk, file, document, at)
    return _judged(desk, file, document, document.candidate, at)


def heed_scan(desk: Desk, scan: Scan, *, at: datetime) -> Document | None:
    """What comes of a scan that is said to be over; None for one that we wait for no longer, or never did.

    The word of it has us look, and no more: the verdict is read from the version that was kept.
    """
    try:
        file = desk.store.file(scan.application_id)
        document = find(file, scan.document_id)
    except NotFound:
        return None
    awaited = document.candidate if document.status is DocumentStatus.CHECKING else None
    if awaited is None or awaited.version != scan.version:
        return None
    return _judged(desk, file, document, awaited, at)


def _offered(desk: Desk, file: File, document: Document, at: datetime) -> Document:
    """Written anew and put where it is scanned: for the first time, or again."""
    pieces = _pieces(desk.area, document)
    pinned = replace(document, pinned=tuple(piece.version for piece in pieces))
    try:
        cleaned = _cleaned(desk, document, pieces)
    except Unfit as unfit:
        return _refused(desk, file, pinned, unfit.code, at)
    scans = 1 if document.candidate is None else document.candidate.scans + 1
    candidate = Candidate(
        version=desk.candidates.put(document, cleaned),
        content_type=cleaned.content_type,
        sha256=hashlib.sha256(cleaned.content).hexdigest(),
        pages=cleaned.pages,
        scans=scans,
        overdue_at=overdue_at(scans, at),
    )
    offered = replace(pinned, candidate=candidate)
    if not desk.waiting.keep(offered, instead_of=document.candidate):
        return find(desk.store.file(document.application_id), document.document_id)
    # The scan may have been over before it was known which version counts: its result was then nobody's.
    return _judged(desk, file, offered, candidate, at)


def _pieces(area: UploadArea, document: Document) -> list[Piece]:
    """The chunks that were read the first time, however often they are read."""
    if document.pinned:
        return [Piece(n, document.chunk_length(n), version) for n, version in enumerate(document.pinned)]
    return area.pieces(document)[: document.chunks]


def _cleaned(desk: Desk, document: Document, pieces: list[Piece]) -> Cleaned:
    """Raises Unfit."""
    # Never hold more than the announced size plus one chunk, whatever stands in the bucket.
    content = b"".join(desk.area.read(document, piece) for piece in pieces)
    refusal = judge(document, content, hashlib.sha256(content).hexdigest())
    if refusal is not None:
        raise Unfit(refusal)
    return desk.inspector.cleaned(content, document.content_type)


def _judged(desk: Desk, file: File, document: Document, candidate: Candidate, at: datetime) -> Document:
    verdict = desk.candidates.verdict(document, candidate)
    if verdict is Verdict.CLEAN:
        stored = _promoted(desk, document, candidate)
        accepted = replace(document, status=DocumentStatus.ACCEPTED, stored=stored, candidate=None)
        return keep_verdict(desk.store, file, accepted, at)
    if verdict is Verdict.INFECTED:
        return _refused(desk, file, document, Refusal.MALWARE_FOUND, at)
    if at < candidate.overdue_at:
        return document
    if is_hopeless(document, candidate, at):
        return _refused(desk, file, document, Refusal.NOT_SCANNABLE, at)
    return _offered(desk, file, document, at)


def _promoted(desk: Desk, document: Document, candidate: Candidate) -> Stored:
    """The very version that was called clean. A promoted copy is simply replaced."""
    content = desk.candidates.content(document, candidate)
    if hashlib.sha256(content).hexdigest() != candidate.sha256:
        raise CandidateDiffers(document.document_id)
    key, version = desk.area.promote(document, content, candidate.content_type)
    return Stored(key, version, candidate.content_type, candidate.sha256, candidate.pages)


def _refused(desk: Desk, file: File, document: Document, why: Refusal, at: datetime) -> Document:
    refused = replace(document, status=DocumentStatus.REFUSED, reasons=(why.value,), candidate=None)
    return keep_verdict(desk.store, file, refused, at)
