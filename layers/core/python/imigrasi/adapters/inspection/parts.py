"""What the readers of all image formats tell: the sizes by the header, and the part of the file that is decoded."""

from __future__ import annotations

from typing import NamedTuple

from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Unfit

#: Above what phones send and scanners make of an A4 page (600 dots per inch: 35 million), below what floods memory.
MOST_PIXELS = 40_000_000


class Parts(NamedTuple):
    """`kept` is a file of the same format with nothing in it but the picture. `orientation` is Exif's, 1 to 8.

    `waiting`: bytes that the decoder holds beside the picture itself, for all of it.
    """

    kept: bytes
    width: int
    height: int
    orientation: int = 1
    waiting: int = 0


def check_size(width: int, height: int) -> None:
    """Raises Unfit."""
    if width < 1 or height < 1:
        raise Unfit(Refusal.UNREADABLE)
    if width * height > MOST_PIXELS:
        raise Unfit(Refusal.IMAGE_TOO_LARGE)
