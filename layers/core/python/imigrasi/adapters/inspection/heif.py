"""HEIC: a still HEVC picture in boxes (ISO/IEC 23008-12), read by libheif, which turns it upright by itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pillow_heif
from PIL import Image

from imigrasi.adapters.inspection.parts import check_size
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

if TYPE_CHECKING:
    from pillow_heif import HeifFile

pillow_heif.options.DECODE_THREADS = 1
pillow_heif.options.THUMBNAILS = False
pillow_heif.options.DEPTH_IMAGES = False
pillow_heif.options.AUX_IMAGES = False

_SEQUENCES = (b"hevc", b"hevx", b"msf1")
#: Pixels above which a picture is halved a few rows at a time: no copy of the whole stands beside libheif's own then.
_MOST_AT_ONCE = 16_000_000
#: Decoded planes and the copy made of them stand side by side: 4.7 bytes a pixel.
_MOST_PIXELS = 28_000_000
_BAND = 256


def read(content: bytes) -> Image.Image:
    """The primary picture, upright. Raises Unfit."""
    heif = pillow_heif.open_heif(io.BytesIO(content[: _end(content)]), convert_hdr_to_8bit=True)
    width, height = heif.size
    check_size(width, height)
    if width * height > _MOST_PIXELS:
        raise Unfit(Refusal.IMAGE_TOO_LARGE)
    if width * height > _MOST_AT_ONCE:
        return _halved(heif)
    return Image.frombytes(heif.mode, heif.size, heif.data, "raw", heif.mode, heif.stride)


def _end(content: bytes) -> int:
    """Where the last whole box ends. What follows may be anything: phones add to it, and a picture whose data are not
    whole can't be decoded. Raises Unfit: also for a film.
    """
    if content[8:12] in _SEQUENCES:
        raise Unfit(Refusal.IMAGE_ANIMATED)
    at, seen = 0, set()
    while at < len(content):
        size, name, header = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if size == 1:
            size, header = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif size == 0:  # to the end of the file
            size = len(content) - at
        if size < header or at + size > len(content):
            break
        if name == b"moov":
            raise Unfit(Refusal.IMAGE_ANIMATED)
        seen.add(name)
        at += size
    if b"meta" not in seen:
        raise Unfit(Refusal.UNREADABLE)
    return at


def _halved(heif: HeifFile) -> Image.Image:
    """The picture at half its size, made from `_BAND` rows at a time."""
    width, height = heif.size
    half = Image.new(heif.mode, ((width + 1) // 2, (height + 1) // 2))
    rows = memoryview(heif.data)
    for top in range(0, height, _BAND):
        bottom = min(top + _BAND, height)
        band = rows[top * heif.stride : bottom * heif.stride]
        picture = Image.frombytes(heif.mode, (width, bottom - top), band, "raw", heif.mode, heif.stride)
        half.paste(picture.reduce(2), (0, top // 2))
    return half
