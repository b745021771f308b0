"""Documents: what may be uploaded, in which pieces, and what the bytes really are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KIB = 1024
SMALLEST_CHUNK, LARGEST_CHUNK = 64 * KIB, 512 * KIB
DEFAULT_CHUNK = 256 * KIB
#: An unfinished upload is forgotten after this long.
UPLOAD_LIFETIME = timedelta(hours=24)
#: One upload policy lives this long and can be renewed.
POLICY_LIFETIME = timedelta(minutes=15)


class DocumentStatus(StrEnum):
    RECEIVING = "receiving"
    CHECKING = "checking"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Document:
    """One uploaded document. Sizes in bytes; `sha256` lower-case hex of the whole file."""

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
    vault_key: str | None = None
    vault_version: str | None = None
    #: Chunk number → version id of the object that was read.
    pinned: tuple[str, ...] = ()

    @property
    def chunks(self) -> int:
        return max(1, -(-self.size // self.chunk_size))

    @property
    def key_prefix(self) -> str:
        return f"{self.application_id}/{self.document_id}/"

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


def real_type(content: bytes) -> str | None:
    """The media type the bytes show, by signature and closing marker; None when neither fits.

    Sources: PNG (ISO/IEC 15948 §5.2, IEND), JPEG (ITU-T T.81 SOI/EOI), PDF (ISO 32000 §7.5.2, %%EOF).
    """
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\0\r\n").endswith(b"\xff\xd9"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content.endswith(b"IEND\xaeB`\x82"):
        return "image/png"
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return "application/pdf"
    return None


#: Names that let a PDF act on its own or hide other files, long enough not to occur by chance in
#: compressed data (/JS and /AA would, and need a parser to tell).
_ACTIVE_PDF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


def judge(document: Document, content: bytes, digest: str) -> tuple[str, ...]:
    """Reasons to refuse the assembled file; none means it is accepted."""
    if len(content) != document.size:
        return ("size_differs",)
    if digest != document.sha256:
        return ("hash_differs",)
    found = real_type(content)
    if found is None:
        return ("content_unreadable",)
    if found != document.content_type:
        return ("content_differs_from_type",)
    if found == "application/pdf":
        if b"/Encrypt" in content:
            return ("pdf_encrypted",)
        if any(_holds_name(content, name) for name in _ACTIVE_PDF):
            return ("pdf_active_content",)
    return ()


def _holds_name(content: bytes, name: bytes) -> bool:
    """Whether a PDF name stands in the bytes as itself, not as the start of a longer name."""
    start = content.find(name)
    while start != -1:
        following = content[start + len(name) : start + len(name) + 1]
        if not following.isalnum():
            return True
        start = content.find(name, start + 1)
    return False
