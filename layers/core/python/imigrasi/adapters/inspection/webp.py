"""WebP, chunk by chunk (RFC 9649). Nothing is decoded here."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from imigrasi.adapters.inspection.exif import orientation
from imigrasi.adapters.inspection.parts import Parts, check_size
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

_ALPHA = 0x10  # the flag of the extended header that is kept
#: libwebp keeps two canvases of four bytes a pixel, and its bytes are copied once before they are a picture.
_BYTES_WAITING = 12


def read(content: bytes) -> Parts:
    """The picture's chunks: lossy or lossless, with its alpha. Raises Unfit."""
    kept: list[bytes] = []
    canvas = size = None
    side = 1
    for name, body in _chunks(content):
        if name in (b"ANIM", b"ANMF"):
            raise Unfit(Refusal.IMAGE_ANIMATED)
        if name == b"VP8X" and len(body) == 10:
            canvas = (1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
            kept.append(_chunk(name, bytes([body[0] & _ALPHA, 0, 0, 0]) + body[4:]))
        elif name == b"EXIF":
            side = orientation(body.removeprefix(b"Exif\0\0"))
        elif name == b"ALPH":
            kept.append(_chunk(name, body))
        elif name in (b"VP8 ", b"VP8L") and size is None:
            size = _lossy(body) if name == b"VP8 " else _lossless(body)
            kept.append(_chunk(name, body))
    if size is None or canvas not in (None, size):
        raise Unfit(Refusal.UNREADABLE)
    check_size(*size)
    whole = b"WEBP" + b"".join(kept)
    waiting = _BYTES_WAITING * size[0] * size[1]
    return Parts(b"RIFF" + struct.pack("<L", len(whole)) + whole, *size, side, waiting)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        raise Unfit(Refusal.UNREADABLE)
    at = 12
    while at + 8 <= end:
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if at + 8 + length > end:
            raise Unfit(Refusal.UNREADABLE)
        yield name, content[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<L", len(body)) + body + b"\0" * (len(body) % 2)


def _lossy(body: bytes) -> tuple[int, int]:
    """Raises Unfit. A key frame's header (RFC 6386, 9.1)."""
    if len(body) < 10 or body[0] & 1 or body[3:6] != b"\x9d\x01\x2a":
        raise Unfit(Refusal.UNREADABLE)
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless(body: bytes) -> tuple[int, int]:
    """Raises Unfit."""
    if len(body) < 5 or body[0] != 0x2F:
        raise Unfit(Refusal.UNREADABLE)
    bits = int.from_bytes(body[1:5], "little")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
