"""Items of documents: as they arrive, wait for the malware scan, and are kept."""

from __future__ import annotations

from typing import Any

from imigrasi.adapters.dynamo.attributes import Item, instant, known_instant, marshal, stamp
from imigrasi.adapters.dynamo.items import compact, due_attributes, due_of, listed
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.document import Candidate, Document, DocumentStatus, Stored


def document_item(document: Document, relay: str | None) -> Item:
    d = document
    name = f"{d.application_id}#{d.document_id}"
    return marshal(
        {
            "pk": f"APP#{d.application_id}",
            "sk": f"DOC#{d.document_id}",
            "kind": d.kind,
            "content_type": d.content_type,
            "size": d.size,
            "sha256": d.sha256,
            "chunk_size": d.chunk_size,
            "status": d.status.value,
            "opened_at": stamp(d.opened_at),
            "expires_at": stamp(d.expires_at),
            "reasons": compact(d.reasons) if d.reasons else None,
            **(_stored_attributes(d.stored) if d.stored else {}),
            "pinned": compact(d.pinned) if d.pinned else None,
            "purged_at": stamp(d.purged_at),
            "relay": relay,
            **due_attributes(_document_due(d, relay), name),
            **waiting_attributes(d),
        }
    )


def _document_due(document: Document, relay: str | None) -> Due | None:
    if relay:
        return Due(DueKind.RELAY, document.opened_at)
    return Due(DueKind.UPLOAD, document.discard_at) if document.discard_at else None


def document(values: dict[str, Any]) -> Document:
    return Document(
        application_id=values["pk"].removeprefix("APP#"),
        document_id=values["sk"].removeprefix("DOC#"),
        kind=values["kind"],
        content_type=values["content_type"],
        size=values["size"],
        sha256=values["sha256"],
        chunk_size=values["chunk_size"],
        status=DocumentStatus(values["status"]),
        opened_at=known_instant(values["opened_at"]),
        expires_at=known_instant(values["expires_at"]),
        reasons=listed(values, "reasons"),
        stored=_stored(values),
        candidate=_candidate(values),
        pinned=listed(values, "pinned"),
        purged_at=instant(values.get("purged_at")),
    )


def _stored_attributes(stored: Stored) -> dict[str, Any]:
    return {
        "vault_key": stored.key,
        "vault_version": stored.version,
        "vault_type": stored.content_type,
        "vault_sha256": bytes.fromhex(stored.sha256),
        "pages": stored.pages,
    }


def _stored(values: dict[str, Any]) -> Stored | None:
    if "vault_key" not in values:
        return None
    return Stored(
        values["vault_key"],
        values["vault_version"],
        # As it was sent, where the check did not yet write it anew.
        values.get("vault_type", values["content_type"]),
        values["vault_sha256"].hex() if "vault_sha256" in values else values["sha256"],
        values.get("pages", 1),
    )


def waiting_attributes(document: Document) -> dict[str, Any]:
    """What is kept of a document while it waits for its scan, with its place in the `due` index."""
    candidate = document.candidate
    if candidate is None:
        return {}
    return {
        "pinned": compact(document.pinned),
        "candidate_version": candidate.version,
        "candidate_type": candidate.content_type,
        "candidate_sha256": bytes.fromhex(candidate.sha256),
        "pages": candidate.pages,
        "scans": candidate.scans,
        **due_attributes(Due(DueKind.SCAN, candidate.overdue_at), f"{document.application_id}#{document.document_id}"),
    }


def _candidate(values: dict[str, Any]) -> Candidate | None:
    if "candidate_version" not in values:
        return None
    due = due_of(values)
    return Candidate(
        values["candidate_version"],
        values["candidate_type"],
        values["candidate_sha256"].hex(),
        values["pages"],
        values["scans"],
        due.at if due else known_instant(values["opened_at"]),
    )
