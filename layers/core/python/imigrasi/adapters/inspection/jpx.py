"""JPEG 2000 in its box (ISO/IEC 15444-1, annex I): what makes the picture, without notes and profiles beside it."""

from __future__ import annotations

import struct

from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
_KEPT = (b"jP  ", b"ftyp", b"jp2h", b"jp2c")


def kept(content: bytes) -> bytes:
    """A bare codestream as it is; of a file its own boxes. Raises Unfit."""
    if not content.startswith(_SIGNATURE):
        return content
    boxes, at = [], 0
    while at < len(content):
        try:
            length, name = struct.unpack_from(">L4s", content, at)
            if length == 1:
                (length,) = struct.unpack_from(">Q", content, at + 8)
        except struct.error:
            raise Unfit(Refusal.UNREADABLE) from None
        end = at + length if length else len(content)
        if end < at + 8 or end > len(content):
            raise Unfit(Refusal.UNREADABLE)
        if name in _KEPT:
            boxes.append(content[at:end])
        at = end
    return b"".join(boxes)
