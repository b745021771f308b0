"""The desk of the check in memory: one file that has arrived, an inspector, and a scanner that says what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from imigrasi.domain.document import Candidate, Document, DocumentStatus
from imigrasi.domain.scan import Verdict
from imigrasi.usecases.check_document import Desk
from imigrasi.usecases.document_ports import Cleaned
from imigrasi.usecases.ports import Piece, Policy
from tests.support.fakes import MemoryStore


@dataclass
class Area:
    """UploadArea in which every document has arrived as `content`, in one piece."""

    content: bytes
    version: str = "chunk-1"
    promoted: dict[str, bytes] = field(default_factory=dict)

    def policy(self, _document: Any) -> Policy:
        return Policy("https://incoming.example.com", {})

    def received(self, _document: Any) -> dict[int, int]:
        return {0: len(self.content)}

    def pieces(self, _document: Any) -> list[Piece]:
        return [Piece(0, len(self.content), self.version)]

    def read(self, _document: Any, piece: Piece) -> bytes:
        """Only the first version that was ever sent is there."""
        assert piece.version == "chunk-1"
        return self.content

    def promote(self, found: Document, content: bytes, _content_type: str) -> tuple[str, str]:
        self.promoted[found.document_id] = content
        return found.document_id, f"vault-{len(self.promoted)}"


class Trusting:
    """Inspector that finds nothing wrong and changes nothing."""

    def cleaned(self, content: bytes, content_type: str) -> Cleaned:
        return Cleaned(content, content_type, 1)


@dataclass
class Scanned:
    """Candidates. `verdicts`: by version; what has none yet is `otherwise`."""

    otherwise: Verdict = Verdict.CLEAN
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def put(self, _document: Document, cleaned: Cleaned) -> str:
        version = f"candidate-{len(self.contents) + 1}"
        self.contents[version] = cleaned.content
        return version

    def verdict(self, _document: Document, candidate: Candidate) -> Verdict:
        return self.verdicts.get(candidate.version, self.otherwise)

    def content(self, _document: Document, candidate: Candidate) -> bytes:
        return self.contents[candidate.version]


@dataclass
class Waiting:
    """WaitingDocuments on the store's own documents."""

    store: MemoryStore

    def keep(self, document: Document, *, instead_of: Candidate | None) -> bool:
        key = document.application_id, document.document_id
        now = self.store.documents[key]
        if now.status is not DocumentStatus.CHECKING or now.candidate != instead_of:
            return False
        self.store.documents[key] = document
        return True


def desk(store: MemoryStore, content: bytes, candidates: Scanned | None = None) -> Desk:
    return Desk(store, Area(content), Trusting(), candidates or Scanned(), Waiting(store))
