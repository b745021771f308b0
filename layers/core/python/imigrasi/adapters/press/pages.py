"""The same line across each page of a PDF, drawn above what is on it."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

import pikepdf

from imigrasi.adapters.press.pictures import SLANT

#: Of the longer side, as in pictures.
_HEIGHT = 1 / 52
_ROWS, _GAP = 6, 3
#: Half the height of a letter is its usual width in Helvetica.
_WIDTH = 0.52
_OPACITY = 0.36


def marked_pages(content: bytes, line: str) -> bytes:
    """Raises PdfError for what is no PDF."""
    with pikepdf.open(io.BytesIO(content)) as document:
        forms: dict[tuple[float, float], pikepdf.Object] = {}
        for page in document.pages:
            box = pikepdf.Rectangle(page.cropbox)
            turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
            size = (float(box.height), float(box.width)) if turned else (float(box.width), float(box.height))
            if size not in forms:
                forms[size] = _form(document, size, line)
            _confine(document, page)
            page.add_overlay(forms[size], box)
        printed = io.BytesIO()
        document.save(printed)
    return printed.getvalue()


def _confine(document: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Makes a form of what is on the page: whatever it leaves behind, scaled, clipped or unbalanced, ends with it."""
    page.contents_coalesce()
    name, content = pikepdf.Name, page.obj.get(pikepdf.Name.Contents)
    shown = document.make_stream(
        content.read_bytes() if isinstance(content, pikepdf.Stream) else b"",
        Type=name.XObject,
        Subtype=name.Form,
        BBox=page.cropbox,
        Resources=page.resources,
    )
    if name.Group in page.obj:
        shown.Group = page.obj.Group
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Shown=shown))
    page.obj.Contents = document.make_stream(b"/Shown Do")


def _form(document: pikepdf.Pdf, size: tuple[float, float], line: str) -> pikepdf.Object:
    """What is drawn over a page of that size, in points."""
    name = pikepdf.Name
    font = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica, Encoding=name.WinAnsiEncoding
    )
    shining = pikepdf.Dictionary(Type=name.ExtGState, ca=_OPACITY, CA=_OPACITY)
    return document.make_stream(
        b"\n".join(_drawn(size, line)),
        Type=name.XObject,
        Subtype=name.Form,
        BBox=pikepdf.Array([0, 0, *map(round, size)]),
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font), ExtGState=pikepdf.Dictionary(G=shining)),
    )


def _drawn(size: tuple[float, float], line: str) -> Iterator[bytes]:
    """First light edges, then dark letters: one of both is seen on any ground."""
    height = max(size) * _HEIGHT
    shown = b" Tm <" + line.encode("cp1252", "replace").hex().encode() + b"> Tj"
    yield b"q /G gs 0.09 0.13 0.11 rg 1 1 1 RG " + f"{height / 12:.2f} w BT /F {height:.2f} Tf".encode()
    for mode in (b"1 Tr", b"0 Tr"):
        yield mode
        yield from (where + shown for where in _places(size, len(line) * height * _WIDTH, height))
    yield b"ET Q"


def _places(size: tuple[float, float], length: float, height: float) -> Iterator[bytes]:
    """Text matrices all over a page; every other row begins in the middle of a line."""
    wide, high, side = length + _GAP * height, _ROWS * height, math.hypot(*size)
    cosine, sine = math.cos(math.radians(SLANT)), math.sin(math.radians(SLANT))
    for number in range(math.ceil(side / high) + 1):
        for column in range(-1, math.ceil(side / wide) + 1):
            along, up = (column + 0.5 * (number % 2)) * wide - side / 2, number * high - side / 2
            x = size[0] / 2 + along * cosine - up * sine
            y = size[1] / 2 + along * sine + up * cosine
            yield f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.2f} {y:.2f}".encode()
