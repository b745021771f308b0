"""What a file is by its first bytes, and whether it is something else at the same time."""

from __future__ import annotations

import struct

JPEG, PNG, WEBP, HEIC, PDF = "image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"

#: Brands of still HEVC pictures and of what may hold one; `hevc` and `msf1` are sequences (ISO/IEC 23008-12, B.4).
_STILL = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2")
_MOVING = (b"hevc", b"hevx", b"msf1")
#: Where readers of PDF look for its header, and readers of ZIP for its directory, whatever stands before or after.
_PDF_HEADER_WITHIN = 1024
_ZIP_END = struct.Struct("<4s4H2LH")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")


def kind(content: bytes) -> str | None:
    """The media type of the file, by its signature at the very beginning; None for all that is not taken.

    Sources: ITU-T T.81 B.1.1.3, ISO/IEC 15948 5.2, RFC 9649 2.3, ISO/IEC 14496-12 4.3, ISO 32000-2 7.5.2.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _STILL + _MOVING:
        return HEIC
    if content.startswith((b"%PDF-1.", b"%PDF-2.")):
        return PDF
    return None


def is_two_things(content: bytes) -> bool:
    """Whether another reader would take the file for a PDF or an archive: nobody's camera or scanner makes that."""
    if content.find(b"%PDF-", 1, _PDF_HEADER_WITHIN) != -1:
        return True
    return _ends_as_zip(content) or any(mark in content for mark in _ARCHIVES)


def _ends_as_zip(content: bytes) -> bool:
    """Whether a ZIP's end of directory stands where it must, its comment reaching to the end of the file."""
    start = content.rfind(b"PK\x05\x06", max(0, len(content) - _ZIP_END.size - 0xFFFF))
    while start != -1:
        if start + _ZIP_END.size <= len(content):
            *_, directory_size, _offset, comment = _ZIP_END.unpack_from(content, start)
            if start + _ZIP_END.size + comment <= len(content) and directory_size <= start:
                return True
        start = content.rfind(b"PK\x05\x06", max(0, len(content) - _ZIP_END.size - 0xFFFF), start)
    return False
