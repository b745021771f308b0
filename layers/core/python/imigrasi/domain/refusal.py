"""Why a document is not taken."""

from __future__ import annotations

from enum import StrEnum

from imigrasi.domain.document import Document

#: A document of a citizen's has a page or two. Twenty leave room for a booklet or a contract, and bound what an
#: officer has to read and the check has to do.
MOST_PAGES = 20


class Refusal(StrEnum):
    """The codes are public and stay: the site and the officers' console have words for each."""

    SIZE_DIFFERS = "size_differs"
    HASH_DIFFERS = "hash_differs"
    UNREADABLE = "content_unreadable"
    OTHER_TYPE = "content_differs_from_type"
    IMAGE_TOO_LARGE = "image_too_large"
    IMAGE_ANIMATED = "image_animated"
    PDF_ENCRYPTED = "pdf_encrypted"
    PDF_ACTIVE = "pdf_active_content"
    PDF_TOO_LONG = "pdf_too_long"
    PDF_TOO_COMPLEX = "pdf_too_complex"
    PDF_IMAGE_UNKNOWN = "pdf_image_unknown"
    MALWARE_FOUND = "malware_found"
    NOT_SCANNABLE = "not_scannable"


def judge(document: Document, content: bytes, digest: str) -> Refusal | None:
    """Why these bytes are not the file that was announced; what they hold is for the inspection."""
    if len(content) != document.size:
        return Refusal.SIZE_DIFFERS
    if digest != document.sha256:
        return Refusal.HASH_DIFFERS
    return None
