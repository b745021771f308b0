"""PDFs as programs, scanners and offices write them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

A4 = (595, 842)
XMP = (
    b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    b"<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' dc:format='Jalan Contoh 17'/>"
    b"</rdf:RDF></x:xmpmeta>"
)


def saved(pdf: Pdf, **options: Any) -> bytes:
    written = io.BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def page(pdf: Pdf, contents: bytes = b"", **resources: Any) -> pikepdf.Page:
    made = pdf.add_blank_page(page_size=A4)
    made.obj["/Resources"] = Dictionary({f"/{name}": value for name, value in resources.items()})
    made.obj["/Contents"] = pdf.make_stream(contents)
    return made


def letter(pdf: Pdf, line: str = "Contoh sintetis") -> pikepdf.Page:
    """A page of one line."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    return page(pdf, f"BT /F1 24 Tf 72 720 Td ({line}) Tj ET".encode(), Font=Dictionary(F1=font))


def text(pages: int = 1, **options: Any) -> bytes:
    with pikepdf.new() as pdf:
        for number in range(pages):
            letter(pdf, f"Halaman {number + 1}")
        return saved(pdf, **options)


def showing(contents: bytes) -> bytes:
    with pikepdf.new() as pdf:
        page(pdf, b"% " + contents)
        return saved(pdf)


def image(pdf: Pdf, data: bytes, size: tuple[int, int], **entries: Any) -> pikepdf.Stream:
    made = pdf.make_stream(data)
    entries = {"ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8} | entries
    for name, value in {"Type": Name.XObject, "Subtype": Name.Image, "Width": size[0], "Height": size[1]}.items():
        made[f"/{name}"] = value
    for name, value in entries.items():
        made[f"/{name}"] = value
    return made


def show(pdf: Pdf, made: pikepdf.Stream) -> None:
    page(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q", XObject=Dictionary(Im0=made))


def of_image(data: bytes, size: tuple[int, int], **entries: Any) -> bytes:
    with pikepdf.new() as pdf:
        show(pdf, image(pdf, data, size, **entries))
        return saved(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def photograph(width: int = 300, height: int = 420, kind: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    written = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(written, kind, **options)
    return written.getvalue()


def album(count: int) -> bytes:
    """One photograph a page, each as it is, as programs for scanning with a phone do it."""
    with pikepdf.new() as pdf:
        for number in range(count):
            size = (300 + number, 420)
            show(pdf, image(pdf, photograph(*size), size, Filter=Name.DCTDecode))
        return saved(pdf)


def _flate(mode: str, space: Name, bits: int = 8) -> bytes:
    picture = Image.linear_gradient("L").resize((320, 400)).convert(mode)
    return of_image(
        zlib.compress(picture.tobytes()), picture.size, Filter=Name.FlateDecode, ColorSpace=space, BitsPerComponent=bits
    )


def _fax() -> bytes:
    written = io.BytesIO()
    picture = Image.linear_gradient("L").resize((1728, 1100)).convert("1")
    picture.save(written, "TIFF", compression="group4", strip_size=1 << 30)
    with Image.open(written) as opened:
        (start,), (length,) = opened.tag_v2[273], opened.tag_v2[279]  # type: ignore[attr-defined]
    parameters = Dictionary(K=-1, Columns=1728, Rows=1100, BlackIs1=True)
    strip = written.getvalue()[start : start + length]
    return of_image(
        strip,
        picture.size,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=parameters,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
    )


def _scanner() -> bytes:
    """Black and white, an A4 page at 600 dots per inch."""
    packed = zlib.compress(b"\xff" * (4960 // 8) * 7016, 9)
    return of_image(packed, (4960, 7016), Filter=Name.FlateDecode, ColorSpace=Name.DeviceGray, BitsPerComponent=1)


def _with_links() -> bytes:
    with pikepdf.new() as pdf:
        made = letter(pdf)
        action = Dictionary(S=Name.URI, URI=pikepdf.String("https://example.go.id"))
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([72, 700, 200, 740]), A=action)
        made.obj["/Annots"] = Array([pdf.make_indirect(link)])
        return saved(pdf)


def _with_form() -> bytes:
    """Filled in: what stands in the field has to stay to be seen."""
    with pikepdf.new() as pdf:
        made = letter(pdf)
        look = pdf.make_stream(b"/Tx BMC q BT /F1 12 Tf 2 4 Td (Terisi) Tj ET Q EMC")
        look["/Type"], look["/Subtype"], look["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 100, 20])
        look["/Resources"] = made.obj["/Resources"]
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=pikepdf.String("nama"),
                V=pikepdf.String("Terisi"),
                F=4,
                Rect=Array([72, 600, 172, 620]),
                AP=Dictionary(N=look),
            )
        )
        made.obj["/Annots"] = Array([field])
        pdf.Root["/AcroForm"] = Dictionary(Fields=Array([field]))
        return saved(pdf)


def _with_extras() -> bytes:
    """Title, outline, a page to open at, a structure, page labels: what a word processor adds."""
    with pikepdf.new() as pdf:
        letter(pdf)
        pdf.docinfo["/Title"] = pikepdf.String("Surat dari Jalan Contoh 17")
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Halaman 1", 0))
        pdf.Root["/OpenAction"] = Array([pdf.pages[0].obj, Name.Fit])
        pdf.Root["/PageLayout"] = Name.SinglePage
        pdf.Root["/MarkInfo"] = Dictionary(Marked=True)
        pdf.Root["/StructTreeRoot"] = Dictionary(Type=Name.StructTreeRoot)
        pdf.Root["/Metadata"] = pdf.make_stream(XMP)
        return saved(pdf)


def _rotated() -> bytes:
    with pikepdf.new() as pdf:
        letter(pdf).rotate(90, relative=False)
        return saved(pdf)


def _nested() -> bytes:
    """A letterhead drawn by a drawing."""
    with pikepdf.new() as pdf:
        inner = pdf.make_stream(b"0 0 50 50 re f")
        outer = pdf.make_stream(b"/In Do")
        for made in (inner, outer):
            made["/Type"], made["/Subtype"], made["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 99, 99])
        outer["/Resources"] = Dictionary(XObject=Dictionary(In=inner))
        page(pdf, b"/Out Do", XObject=Dictionary(Out=outer))
        return saved(pdf)


def _spoken() -> bytes:
    """Words that look like an order to draw, in a text and in a remark."""
    with pikepdf.new() as pdf:
        letter(pdf, r"Pasal 3 /Ayat Do not, No. 12/AHU Do")
        pdf.pages[0].contents_add(b"% /Foo Do\nq Q")
        return saved(pdf)


def _oddly_named() -> bytes:
    with pikepdf.new() as pdf:
        made = image(pdf, photograph(), (300, 420), Filter=Name.DCTDecode)
        page(pdf, b"300 0 0 420 0 0 cm /Gambar#20KTP Do", XObject=Dictionary({"/Gambar KTP": made}))
        return saved(pdf)


def drawn_font(shape: pikepdf.Stream, units: int, **resources: Any) -> Dictionary:
    """A font of one letter, `a`, which is drawn; `units`: how many make its size."""
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, units, units]),
        FontMatrix=Array([1 / units, 0, 0, 1 / units, 0, 0]),
        FirstChar=97,
        LastChar=97,
        Widths=Array([units]),
        Encoding=Dictionary(Differences=Array([97, Name.a])),
        CharProcs=Dictionary(a=shape),
        Resources=Dictionary({f"/{name}": value for name, value in resources.items()}),
    )


def _drawn_letters() -> bytes:
    """As older typesetting programs write: each letter is a small picture."""
    with pikepdf.new() as pdf:
        shape = pdf.make_stream(b"9 0 0 0 8 8 d1 8 0 0 8 0 0 cm BI /W 8 /H 8 /IM true /BPC 1 ID " + bytes(8) + b"\nEI")
        font = drawn_font(shape, 10)
        line = b"(" + b"a" * 90 + b") Tj 0 -12 Td "
        page(pdf, b"BT /F1 12 Tf 40 780 Td " + line * 55 + b"ET", Font=Dictionary(F1=font))
        return saved(pdf)


def _stippled() -> bytes:
    with pikepdf.new() as pdf:
        dot = pdf.make_stream(b"0 0 1 1 re f")
        dot["/Type"], dot["/Subtype"], dot["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        page(pdf, b"/Dot Do 1 0 0 1 3 3 cm " * 1_000, XObject=Dictionary(Dot=dot))
        return saved(pdf)


def _updated() -> bytes:
    """Changed by appending, as editors do: a second table of references behind the first."""
    first = text()
    start = first.rindex(b"startxref") + 10
    before = first[start : first.index(b"\n", start)]
    added = b"900 0 obj <</Note 1>> endobj\n"
    table = b"xref\n900 1\n%010d 00000 n \n" % len(first)
    trailer = b"trailer <</Size 901 /Root 1 0 R /Prev %s>>\n" % before
    return first + added + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(first) + len(added))


def _photographed(data: bytes, filters: Name | list[Name], space: Name = Name.DeviceRGB) -> bytes:
    named = Array(filters) if isinstance(filters, list) else filters
    return of_image(data, (300, 420), Filter=named, ColorSpace=space)


#: Name → pages, and how it is made.
HONEST: dict[str, tuple[int, Callable[[], bytes]]] = {
    "of 20 pages of text": (20, lambda: text(20)),
    "linearised": (3, lambda: text(3, linearize=True)),
    "with object streams": (3, lambda: text(3, object_stream_mode=pikepdf.ObjectStreamMode.generate)),
    "uncompressed": (2, lambda: text(2, compress_streams=False)),
    "for people to read": (2, lambda: text(2, qdf=True)),
    "without a table of references": (1, lambda: text().replace(b"xref", b"xxxx")),
    "with a wrong table of references": (1, lambda: text().replace(b"0000", b"0001", 3)),
    "with lines behind its end": (1, lambda: text() + b"\r\n" * 40),
    "updated": (1, _updated),
    "of a grey page": (1, lambda: _flate("L", Name.DeviceGray)),
    "of a colour page": (1, lambda: _flate("RGB", Name.DeviceRGB)),
    "of an inked page": (1, lambda: _flate("CMYK", Name.DeviceCMYK)),
    "of a black and white page": (1, lambda: _flate("1", Name.DeviceGray, bits=1)),
    "of a fax": (1, _fax),
    "of a fine scan": (1, _scanner),
    "of JPEG 2000": (1, lambda: _photographed(photograph(kind="JPEG2000"), Name.JPXDecode)),
    "of an inked photograph": (1, lambda: _photographed(photograph(mode="CMYK"), Name.DCTDecode, Name.DeviceCMYK)),
    "of a packed photograph": (
        1,
        lambda: _photographed(zlib.compress(photograph()), [Name.FlateDecode, Name.DCTDecode]),
    ),
    "of a spelled photograph": (
        1,
        lambda: _photographed(photograph().hex().encode() + b">", [Name.ASCIIHexDecode, Name.DCTDecode]),
    ),
    "of a progressive photograph": (1, lambda: _photographed(photograph(progressive=True), Name.DCTDecode)),
    "with links": (1, _with_links),
    "with a form filled in": (1, _with_form),
    "with all that a word processor adds": (1, _with_extras),
    "lying on its side": (1, _rotated),
    "with a letterhead": (1, _nested),
    "that speaks of drawing": (1, _spoken),
    "of a picture with an odd name": (1, _oddly_named),
    "of drawn letters": (1, _drawn_letters),
    "of a thousand drawings": (1, _stippled),
}
