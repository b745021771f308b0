"""JPEG, marker by marker (ITU-T T.81, annex B). Nothing is decoded here."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from imigrasi.adapters.inspection.exif import orientation
from imigrasi.adapters.inspection.parts import Parts, check_size
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_FRAMES = {0xC0: False, 0xC1: False, 0xC2: True}  # Huffman-coded; whether progressive
_SCAN, _EXIF, _ADOBE = 0xDA, 0xE1, 0xEE
_KEPT = {*_FRAMES, _SCAN, 0xC4, 0xDB, 0xDD}  # with the tables of Huffman, of quantisation, and the restart interval
#: Lossless, hierarchical and arithmetic frames, and a height that is told only later.
_UNUSABLE = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xDC}
#: In a scan's data: a marker that ends it (not a stuffed byte, a restart or filling).
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
#: Encoders make about ten; each scan of a progressive picture goes over all of it.
_MOST_SCANS = 40


class Frame(NamedTuple):
    width: int
    height: int
    coefficients: int  # bytes that a decoder keeps of a progressive picture until its last scan


def read(content: bytes) -> Parts:
    """What lies between SOI and EOI, without applications' segments and comments. Raises Unfit."""
    try:
        return _read(content)
    except (struct.error, IndexError, ValueError):
        raise Unfit(Refusal.UNREADABLE) from None


def _read(content: bytes) -> Parts:
    kept, frame, side, scans = [_SOI], None, 1, 0
    for marker, body, whole in _segments(content):
        if marker in _FRAMES:
            if frame is not None:
                raise Unfit(Refusal.UNREADABLE)
            frame = _frame(body, progressive=_FRAMES[marker])
        elif marker == _SCAN:
            scans += 1
            if frame is None or scans > _MOST_SCANS:
                raise Unfit(Refusal.UNREADABLE)
        elif marker == _EXIF and body.startswith(b"Exif\0\0"):
            side = orientation(body[6:])
        if marker in _KEPT or (marker == _ADOBE and body.startswith(b"Adobe")):  # it says how colours are meant
            kept.append(whole)
    if frame is None or not scans:
        raise Unfit(Refusal.UNREADABLE)
    return Parts(b"".join((*kept, _EOI)), frame.width, frame.height, side, frame.coefficients)


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, body and the whole of each segment, a scan's with its data, up to EOI. Raises Unfit."""
    at = len(_SOI)
    while True:
        marker, at = _marker(content, at)
        if marker == _EOI[1]:
            return
        (length,) = struct.unpack_from(">H", content, at)
        after = at + length
        if length < 2 or after > len(content) or marker in _UNUSABLE:
            raise Unfit(Refusal.UNREADABLE)
        body = content[at + 2 : after]
        if marker == _SCAN:
            ending = _NEXT.search(content, after)
            if ending is None:
                raise Unfit(Refusal.UNREADABLE)
            after = ending.start()
        yield marker, body, content[at - 2 : after]
        at = after


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The next marker from `at` on, and where its segment begins. Stray bytes before it are passed over."""
    at = content.index(b"\xff", at)
    while content[at] == 0xFF:
        at += 1
    return content[at], at + 1


def _frame(body: bytes, *, progressive: bool) -> Frame:
    _precision, height, width, components = struct.unpack_from(">BHHB", body)
    check_size(width, height)
    if components not in (1, 3, 4):
        raise Unfit(Refusal.UNREADABLE)
    factors = [body[7 + 3 * number] for number in range(components)]
    across, down = max(factor >> 4 for factor in factors), max(factor & 15 for factor in factors)
    if not across or not down:
        raise Unfit(Refusal.UNREADABLE)
    shares = sum((factor >> 4) * (factor & 15) for factor in factors) / (across * down)
    return Frame(width, height, int(2 * width * height * shares) if progressive else 0)
