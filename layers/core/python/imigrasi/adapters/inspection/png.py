"""PNG, chunk by chunk (ISO/IEC 15948). Nothing is decompressed here, so texts and profiles can't be bombs."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from imigrasi.adapters.inspection.exif import orientation
from imigrasi.adapters.inspection.parts import Parts, check_size
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: What makes the picture. Everything else is notes: texts, times, colour profiles, previews.
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


def read(content: bytes) -> Parts:
    """The chunks that make the picture, up to IEND. Raises Unfit."""
    kept, size, side = [_SIGNATURE], None, 1
    for name, body, whole in _chunks(content):
        if size is None:
            if name != b"IHDR" or len(body) != 13:
                raise Unfit(Refusal.UNREADABLE)
            size = struct.unpack_from(">LL", body)
            check_size(*size)
        elif name == b"acTL":
            raise Unfit(Refusal.IMAGE_ANIMATED)
        elif name == b"eXIf":
            side = orientation(body)
        if name in _KEPT:
            if zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:], "big"):
                raise Unfit(Refusal.UNREADABLE)
            kept.append(whole)
    if size is None:
        raise Unfit(Refusal.UNREADABLE)
    width, height = size
    return Parts(b"".join(kept), width, height, side)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, body and the whole of each chunk, to IEND. Raises Unfit where the file ends before it."""
    at = len(_SIGNATURE)
    while True:
        length, end = int.from_bytes(content[at : at + 4], "big"), 0
        end = at + 12 + length
        if at + 12 > len(content) or end > len(content):
            raise Unfit(Refusal.UNREADABLE)
        name = content[at + 4 : at + 8]
        yield name, content[at + 8 : end - 4], content[at:end]
        if name == b"IEND":
            return
        at = end
