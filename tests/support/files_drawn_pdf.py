"""PDFs that draw too much for any viewer, hide their watermark, or carry what no page shows; made when asked for."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image

from tests.support import files_pdf
from tests.support.files_flood_pdf import COMPLEX, squeezed
from tests.support.files_good import PDF
from tests.support.files_hostile import OTHER, PAYLOAD, UNREADABLE, Hostile, archive, photo
from tests.support.files_pdf import drawn_font, letter, of_image, saved

#: Made of one drawing, its resources: something that draws it.
Layer = Callable[[Pdf, Object | None], Object]


def drawn_pdfs() -> Iterator[Hostile]:
    yield from _too_much()
    yield from _private()


# ---------------------------------------------------------------- too much


def nested(layer: Layer, deep: int, show: Callable[[Pdf, Object], None]) -> bytes:
    """`layer` in `layer`, `deep` times, and `show` puts the outermost on a page."""
    with pikepdf.new() as pdf:
        inner: Object | None = None
        for _ in range(deep):
            inner = pdf.make_indirect(layer(pdf, inner))
        assert inner is not None
        show(pdf, inner)
        return saved(pdf, compress_streams=False)


def _form(between: bytes = b" ") -> Layer:
    def form(pdf: Pdf, inner: Object | None) -> Stream:
        made = pdf.make_stream((b"/X" + between + b"Do\n") * 10 if inner is not None else b"0 0 9 9 re f")
        return _shown(made, Dictionary(XObject=Dictionary(X=inner)) if inner is not None else Dictionary())

    return form


def _shown(made: Stream, resources: Dictionary) -> Stream:
    made["/Type"], made["/Subtype"], made["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 595, 842])
    made["/Resources"] = resources
    return made


def _mask(pdf: Pdf, inner: Object | None) -> Stream:
    """What shines through is told by a drawing that is itself seen through another."""
    made = pdf.make_stream(b"q /G gs 0 0 595 842 re f Q\n" * 10 if inner is not None else b"0 0 9 9 re f")
    state = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=inner)) if inner is not None else Dictionary()
    shown = _shown(made, Dictionary(ExtGState=Dictionary(G=state)))
    shown["/Group"] = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    return shown


def _font(pdf: Pdf, inner: Object | None) -> Dictionary:
    """Letters that are written with the letters of another."""
    writes = b"1000 0 d0 BT /F 900 Tf (aaaaaaaaaa) Tj ET" if inner is not None else b"1000 0 d0 0 0 500 500 re f"
    below = {"Font": Dictionary(F=inner)} if inner is not None else {}
    return drawn_font(pdf.make_stream(writes), 1000, **below)


def _by(contents: bytes, kind: str) -> Callable[[Pdf, Object], None]:
    """A page of these contents, in which `X` is the drawing."""

    def show(pdf: Pdf, outer: Object) -> None:
        files_pdf.page(pdf, contents, **{kind: Dictionary(X=outer)})

    return show


def _by_stamp(pdf: Pdf, outer: Object) -> None:
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 595, 842]), F=4, AP=Dictionary(N=outer))
    letter(pdf).obj["/Annots"] = Array([pdf.make_indirect(stamp)])


def _by_mask(pdf: Pdf, outer: Object) -> None:
    state = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=outer))
    files_pdf.page(pdf, b"/X gs 0 0 595 842 re f", ExtGState=Dictionary(X=state))


def _inline(head: bytes, bytes_: int) -> bytes:
    content = b"q 100 0 0 100 0 0 cm BI " + head + b" ID " + squeezed(bytes_) + b"\nEI Q"
    with pikepdf.new() as pdf:
        files_pdf.page(pdf, content)
        return saved(pdf)


def drawn_again(picture: tuple[int, int], times: int) -> bytes:
    """One picture, drawn on the page so often."""
    data = zlib.compress(bytes(picture[0] * picture[1]))
    with pikepdf.new() as pdf:
        made = files_pdf.image(pdf, data, picture, ColorSpace=Name.DeviceGray, Filter=Name.FlateDecode)
        files_pdf.page(pdf, b"/X Do " * times, XObject=Dictionary(X=made))
        return saved(pdf)


def _too_much() -> Iterator[Hostile]:
    by_name = _by(b"/X Do", "XObject")
    for told, between in (("a remark", b" %\n"), ("a zero", b"\0"), ("nothing but a line's end", b"\r")):
        yield Hostile(f"pdf of drawings told by {told}", PDF, partial(nested, _form(between), 10, by_name), COMPLEX)
    yield Hostile("pdf of drawings in a stamp", PDF, partial(nested, _form(), 10, _by_stamp), COMPLEX)
    yield Hostile("pdf of masks in masks", PDF, partial(nested, _mask, 8, _by_mask), COMPLEX)
    written = _by(b"BT /X 20 Tf 50 500 Td (aaaaaaaaaa) Tj ET", "Font")
    yield Hostile("pdf of letters of letters", PDF, partial(nested, _font, 9, written), COMPLEX)
    borrowed = _by(b"BT (aaaaaaaaaa) Tj /X 20 Tf ET", "Font")
    yield Hostile("pdf of letters without a font", PDF, partial(nested, _font, 1, borrowed), COMPLEX)
    flood = b"/W 60000 /H 60000 /CS /G /BPC 8 /F /Fl"
    yield Hostile("pdf of a flood between its lines", PDF, lambda: _inline(flood, 1 << 20), COMPLEX)
    yield Hostile("pdf of a picture drawn ten thousand times", PDF, lambda: drawn_again((2000, 1000), 10_000), COMPLEX)


# ---------------------------------------------------------------- private


def _hidden(change: Callable[[Pdf], None]) -> bytes:
    with pikepdf.new() as pdf:
        letter(pdf)
        change(pdf)
        return saved(pdf, compress_streams=False)


def _in_resources(pdf: Pdf) -> None:
    pdf.pages[0].obj["/Resources"]["/Evil"] = String(PAYLOAD.decode())
    pdf.pages[0].obj["/Resources"]["/Properties"] = Dictionary(P=pdf.make_stream(PAYLOAD))


def _in_group(pdf: Pdf) -> None:
    pdf.pages[0].obj["/Group"] = Dictionary(S=Name.Transparency, Evil=String(PAYLOAD.decode()))


def _beside(**entries: Any) -> bytes:
    return of_image(photo(), (120, 90), Filter=Name.DCTDecode, **entries)


def boxed(*, of: str = "uuid") -> bytes:
    """JPEG 2000 with a box of notes."""
    picture = io.BytesIO()
    Image.new("RGB", (120, 90), "teal").save(picture, "JPEG2000")
    content, note = picture.getvalue(), bytes(16) + PAYLOAD
    at = content.index(b"jp2c") - 4
    box = (len(note) + 8).to_bytes(4, "big") + of.encode() + note
    return of_image(content[:at] + box + content[at:], (120, 90), Filter=Name.JPXDecode)


def _zipped_photograph() -> bytes:
    """A photograph that is an archive as well, spelled in letters."""
    content = photo()
    both = content[:-2] + archive("a.html") + content[-2:]
    return of_image(both.hex().encode() + b">", (120, 90), Filter=Array([Name.ASCIIHexDecode, Name.DCTDecode]))


def _foretold(**told: Any) -> bytes:
    data = zlib.compress(bytes(32_400)) + PAYLOAD
    return of_image(data, (120, 90), Filter=Name.FlateDecode, DecodeParms=Dictionary(**told))


def _private() -> Iterator[Hostile]:
    yield Hostile("pdf with php in its resources", PDF, partial(_hidden, _in_resources), "")
    yield Hostile("pdf with php in its group", PDF, partial(_hidden, _in_group), "")
    yield Hostile("pdf with php beside a photograph", PDF, lambda: _beside(Evil=String(PAYLOAD.decode())), "")
    yield Hostile(
        "pdf with php for another photograph",
        PDF,
        lambda: _beside(Alternates=Array([Dictionary(Evil=String(PAYLOAD.decode()))])),
        "",
    )
    for box in ("uuid", "xml "):
        yield Hostile(f"pdf with php in a box {box.strip()} of JPEG 2000", PDF, partial(boxed, of=box), "")
    yield Hostile("pdf of a photograph and zip, spelled", PDF, _zipped_photograph, OTHER)
    yield Hostile("pdf foretold in no way", PDF, lambda: _foretold(Predictor=7), UNREADABLE)
    yield Hostile("pdf foretold by no columns", PDF, lambda: _foretold(Predictor=12, Columns=0), UNREADABLE)
