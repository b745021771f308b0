"""The largest files that are taken: as many pixels as each format may have, in no more than 5 MiB."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Name
from PIL import Image

from tests.support import files_pdf
from tests.support.files_good import HEIC, JPEG, PDF, PNG, WEBP, Paper, heic, jpeg, png, webp


def large_papers() -> Iterator[Paper]:
    yield Paper("jpeg of 40 million dots", JPEG, lambda: jpeg(_page(7_300, 5_475)))
    yield Paper("jpeg just not halved", JPEG, lambda: jpeg(_page(5_999, 5_999)))
    yield Paper("inked jpeg", JPEG, lambda: jpeg(_page(5_990, 5_990, "CMYK")))
    yield Paper("progressive jpeg", JPEG, lambda: jpeg(_page(7_300, 5_475), progressive=True))
    yield Paper(
        "progressive jpeg in full colour", JPEG, lambda: jpeg(_page(5_000, 3_800), progressive=True, subsampling=0)
    )
    yield Paper("png in colour", PNG, lambda: png(_page(7_300, 5_475)))
    yield Paper("grey png", PNG, lambda: png(_page(7_300, 5_475, "L")))
    yield Paper("png of a palette", PNG, lambda: png(_page(6_800, 5_600, "P")))
    yield Paper("png that shines through", PNG, lambda: png(_page(5_300, 4_000, "RGBA")))
    yield Paper("png of 32 million dots of 16 bits", PNG, lambda: png(Image.new("I;16", (6_500, 4_900), 0x9000)))
    yield Paper("webp", WEBP, lambda: webp(_page(4_000, 3_000)))
    yield Paper("heic halved", HEIC, lambda: heic(_page(6_000, 4_600)))
    yield Paper("heic whole", HEIC, lambda: heic(_page(4_600, 3_450)))
    yield Paper("pdf of a fine page", PDF, _fine_pdf)
    yield Paper("pdf of long drawings", PDF, _long_pdf, pages=8)


def _page(width: int, height: int, mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


def _fine_pdf() -> bytes:
    """A colour page at 640 dots per inch."""
    packed = zlib.compress(bytes(3 * 5_200) * 7_600, 1)
    return files_pdf.of_image(packed, (5_200, 7_600), Filter=Name.FlateDecode)


def _long_pdf() -> bytes:
    line = b"0 0 m 9 9 l S\n"
    with pikepdf.new() as pdf:
        for _ in range(8):
            files_pdf.page(pdf, line * (23_000_000 // len(line)))
        return files_pdf.saved(pdf)
