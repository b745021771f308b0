"""What a synthetic citizen hands in."""

from __future__ import annotations

from datetime import datetime, timedelta

from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.usecases.personal_data import PersonalData
from tests.support.fakes import MemoryStore
from tests.support.people import Person, person

KINDS = ("ktp", "old_passport")


def complete_data(number: int = 1, who: Person | None = None) -> PersonalData:
    """Everything a passport renewal asks for."""
    citizen = who or person(number)
    return PersonalData(citizen.applicant(), citizen.answers())


def accepted_documents(store: MemoryStore, application_id: str, at: datetime) -> None:
    """Both documents as if they had been uploaded and found clean."""
    for kind in KINDS:
        store.documents[application_id, f"{kind}-1"] = Document(
            application_id=application_id,
            document_id=f"{kind}-1",
            kind=kind,
            content_type="image/png",
            size=1,
            sha256="0" * 64,
            chunk_size=65_536,
            status=DocumentStatus.ACCEPTED,
            opened_at=at,
            expires_at=at + timedelta(hours=24),
        )
