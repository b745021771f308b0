"""Which documents a service still waits for."""

from __future__ import annotations

from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.errors import FieldFault
from imigrasi.domain.service import Service


def document_faults(service: Service, documents: tuple[Document, ...]) -> list[FieldFault]:
    """Documents that are missing, refused or not checked yet; one fault per kind or group."""
    states: dict[str, set[DocumentStatus]] = {}
    for document in documents:
        states.setdefault(document.kind, set()).add(document.status)
    groups: dict[str, list[str]] = {}
    for wanted in service.documents:
        if not wanted.optional:
            groups.setdefault(wanted.one_of or wanted.kind, []).append(wanted.kind)
    faults = []
    for name, kinds in groups.items():
        found: set[DocumentStatus] = set().union(*(states.get(kind, set()) for kind in kinds))
        if DocumentStatus.ACCEPTED in found:
            continue
        code = "document_required"
        if DocumentStatus.CHECKING in found:
            code = "documents_still_checking"
        elif DocumentStatus.REFUSED in found:
            code = "document_refused"
        faults.append(FieldFault(f"/documents/{name}", code))
    return faults
