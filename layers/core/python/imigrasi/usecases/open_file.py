"""An officer asks for one file of an application, for a reason, and gets a code that opens it once."""

from __future__ import annotations

import os
from datetime import datetime
from typing import NamedTuple

from imigrasi.domain.decision import Officer, ReasonNotAllowed
from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.errors import NotFound
from imigrasi.domain.viewing import (
    CODE_BYTES,
    CODE_LIFETIME,
    GROUNDS,
    Opening,
    authorise_viewing,
    code_digest,
    holds_reason,
    viewing_code,
)
from imigrasi.usecases.ports import ApplicationStore, File
from imigrasi.usecases.viewing_ports import Openings


class DocumentUnknown(NotFound):
    code = "document_unknown"
    title = "This application has no such document that was accepted."


class NoReasonToOpen(ReasonNotAllowed):
    code = "no_reason_to_open"
    title = "Where the application stands, this is no reason to open this document."


class FileAsked(NamedTuple):
    """What an officer asked for in a runbook. `document`: an id, a kind, or GROUNDS."""

    application_id: str
    document: str
    officer: Officer
    reason: str
    execution_id: str


def open_file(store: ApplicationStore, openings: Openings, asked: FileAsked, *, at: datetime) -> str:
    """The code. A repeat gives another: of the first only a digest was kept, so nobody knows it, and it expires.

    Raises NotFound, DocumentUnknown, OfficerMayNot, NoReasonToOpen.
    """
    authorise_viewing(asked.officer, asked.reason)
    file = store.file(asked.application_id)
    document = None if asked.document == GROUNDS else named(file, asked.document)
    kind, document_id, version = (GROUNDS, "", "") if document is None else _kept(document)
    if not holds_reason(file.application, file.payments, kind, asked.reason):
        raise NoReasonToOpen
    code = viewing_code(os.urandom(CODE_BYTES))
    opening = Opening(
        application_id=file.application.id,
        stage=file.application.stage.value,
        round=file.application.round,
        kind=kind,
        document_id=document_id,
        vault_version=version,
        officer=asked.officer,
        reason=asked.reason,
        execution_id=asked.execution_id,
        expires_at=at + CODE_LIFETIME,
    )
    openings.keep(str(code_digest(code)), opening)
    return code


def _kept(document: Document) -> tuple[str, str, str]:
    """Its kind, its id, and which version of it lies in the vault. Raises DocumentUnknown."""
    if document.stored is None:
        raise DocumentUnknown
    return document.kind, document.document_id, document.stored.version


def named(file: File, name: str) -> Document:
    """The accepted document of that id or kind, of which there is one at most. Raises DocumentUnknown."""
    for document in file.documents:
        if name in (document.document_id, document.kind) and document.status is DocumentStatus.ACCEPTED:
            return document
    raise DocumentUnknown
