"""Documents: what may be uploaded, in which pieces, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

KIB = 1024
SMALLEST_CHUNK, LARGEST_CHUNK = 64 * KIB, 512 * KIB
DEFAULT_CHUNK = 256 * KIB
#: An unfinished upload is forgotten after this long.
UPLOAD_LIFETIME = timedelta(hours=24)
#: One upload policy lives this long and can be renewed.
POLICY_LIFETIME = timedelta(minutes=15)
#: What was refused can be looked into for this long.
REFUSED_LIFETIME = timedelta(days=7)


class DocumentStatus(StrEnum):
    """`expired`: never finished, and gone. `purged`: kept for as long as the service says, then closed for good."""

    RECEIVING = "receiving"
    CHECKING = "checking"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"
    EXPIRED = "expired"
    PURGED = "purged"


class Stored(NamedTuple):
    """What lies in the vault of an accepted document: the file as the inspection wrote it anew."""

    key: str
    version: str
    content_type: str
    sha256: str
    pages: int


class Candidate(NamedTuple):
    """The file as the inspection wrote it anew, while it waits for the malware scan. `version`: of the very object that
    is scanned; `scans`: how often one was asked for; `overdue_at`: when a verdict should have come.
    """

    version: str
    content_type: str
    sha256: str
    pages: int
    scans: int
    overdue_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """One uploaded document. Sizes in bytes; `sha256` lower-case hex of the whole file as it was sent.

    `purged_at`: since when nothing of its content is stored any more.
    """

    application_id: str
    document_id: str
    kind: str
    content_type: str
    size: int
    sha256: str
    chunk_size: int
    status: DocumentStatus
    opened_at: datetime
    expires_at: datetime
    reasons: tuple[str, ...] = ()
    stored: Stored | None = None
    candidate: Candidate | None = None
    #: Chunk number → version id of the object that was read.
    pinned: tuple[str, ...] = ()
    purged_at: datetime | None = None

    @property
    def chunks(self) -> int:
        return max(1, -(-self.size // self.chunk_size))

    @property
    def key_prefix(self) -> str:
        return f"{self.application_id}/{self.document_id}/"

    @property
    def discard_at(self) -> datetime | None:
        """When its chunks go though nobody asks for it, None where they do not. No form takes chunks any more then."""
        if self.status is DocumentStatus.RECEIVING:
            return self.expires_at + POLICY_LIFETIME
        if self.status is DocumentStatus.REFUSED and self.purged_at is None:
            return self.opened_at + REFUSED_LIFETIME
        return None

    def chunk_key(self, number: int) -> str:
        return f"{self.key_prefix}{number:05d}"

    def chunk_length(self, number: int) -> int:
        """How many bytes chunk `number` (from 0) must have."""
        return min(self.chunk_size, self.size - number * self.chunk_size)


def chunk_size_for(preferred: int | None) -> int:
    """The server's choice: the wish, cut to 64–512 KiB and to whole 64 KiB."""
    wanted = DEFAULT_CHUNK if preferred is None else preferred
    wanted = min(max(wanted, SMALLEST_CHUNK), LARGEST_CHUNK)
    return wanted - wanted % SMALLEST_CHUNK


def missing_chunks(document: Document, received: dict[int, int]) -> tuple[int, ...]:
    """Numbers of the chunks that are absent or of the wrong length; `received`: number → bytes."""
    return tuple(n for n in range(document.chunks) if received.get(n) != document.chunk_length(n))
