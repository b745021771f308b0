"""A code opens its file: once, and only after the citizen's history says who looked at what, when and why.

Everything that may fail comes before the one write: what the history tells has been shown, and nothing else was.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from imigrasi.domain.application import Application, record
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.document import DocumentStatus, Stored
from imigrasi.domain.errors import NotFound
from imigrasi.domain.viewing import GROUNDS, Opening, code_digest, holds_reason
from imigrasi.usecases.personal_data import OBJECTION
from imigrasi.usecases.ports import ApplicationStore, File, Sealer
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.viewing_ports import Openings, Picture, Press, Renditions, Vault
from imigrasi.usecases.writes import AlreadyWritten, UseOpening

TEXT = "text/plain"


class FileGone(NotFound):
    """Whatever is wrong with a code, it is told in the same words."""

    code = "file_gone"
    title = "This link opens nothing any more."


class Shown(NamedTuple):
    """What was opened, and from where it is fetched when it is too large to be answered."""

    opening: Opening
    at: datetime
    picture: Picture
    address: str | None = None


class Shelf(NamedTuple):
    """Where what is shown comes from, and what is done to it before."""

    vault: Vault
    sealer: Sealer
    press: Press
    renditions: Renditions


def view_file(store: ApplicationStore, openings: Openings, shelf: Shelf, code: str, *, at: datetime) -> Shown:
    """Raises FileGone, and FileUnreadable, which uses nothing up."""
    digest = code_digest(code)
    if digest is None:
        raise FileGone

    def view() -> Shown:
        opening = openings.opening(digest)
        if opening is None or opening.expires_at <= at:
            raise FileGone
        file = _file(store, opening)
        shown = _prepared(store, shelf, file, opening, at)
        change = record(file.application, file.application, _event(opening), at)
        try:
            store.commit(change, UseOpening(digest, at))
        except AlreadyWritten:
            raise FileGone from None
        return shown

    return until_written(view)


def _file(store: ApplicationStore, opening: Opening) -> File:
    """The application's, which still stands where the reason holds. Raises FileGone."""
    try:
        file = store.file(opening.application_id)
    except NotFound:
        raise FileGone from None
    still = opening.is_about(file.application)
    if not still or not holds_reason(file.application, file.payments, opening.kind, opening.reason):
        raise FileGone
    return file


def _prepared(store: ApplicationStore, shelf: Shelf, file: File, opening: Opening, at: datetime) -> Shown:
    if opening.kind == GROUNDS:
        return Shown(opening, at, Picture(_grounds(store, shelf.sealer, file.application), TEXT))
    stored = _stored(file, opening)
    content = shelf.vault.read(stored.key, stored.version)
    if content is None:
        raise FileGone
    picture = shelf.press.marked(Picture(content, stored.content_type), opening.mark(at))
    return Shown(opening, at, picture, shelf.renditions.dropped(picture, f"{opening.application_id}-{opening.kind}"))


def _grounds(store: ApplicationStore, sealer: Sealer, application: Application) -> bytes:
    ciphertext = store.section(application.id, OBJECTION)
    if ciphertext is None:
        raise FileGone
    return sealer.unseal(application.id, OBJECTION, ciphertext)


def _stored(file: File, opening: Opening) -> Stored:
    """The very version, not replaced since. Raises FileGone."""
    for document in file.documents:
        same = document.document_id == opening.document_id and document.status is DocumentStatus.ACCEPTED
        if same and document.stored and document.stored.version == opening.vault_version:
            return document.stored
    raise FileGone


def _event(opening: Opening) -> Event:
    about = {"kind": opening.kind, "role": opening.officer.role.value, "execution_id": opening.execution_id}
    which = {"document_id": opening.document_id} if opening.document_id else {}
    actor = Actor(ActorKind.OFFICER, opening.officer.name)
    return Event("FileViewed", actor, reason_code=opening.reason, ids=about | which)
