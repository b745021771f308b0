"""PDFs that are not whole, flood, or are something else as well; and what may become of each. Made when asked for."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.support import files_good, files_pdf
from tests.support.files_good import PDF
from tests.support.files_hostile import OTHER, PAYLOAD, Hostile, archive, photo
from tests.support.files_pdf import letter, of_image, saved, text

LONG, COMPLEX, UNKNOWN = "pdf_too_long", "pdf_too_complex", "pdf_image_unknown"


def flooding_pdfs() -> Iterator[Hostile]:
    yield from _cut_off()
    yield from _floods()
    yield from _strange()


# ---------------------------------------------------------------- cut off


def _cut(part: float) -> bytes:
    whole = files_pdf.album(2)
    return whole[: int(len(whole) * part)]


def _cut_off() -> Iterator[Hostile]:
    for twentieths in range(1, 20):
        yield Hostile(
            f"pdf cut at {twentieths}/20",
            PDF,
            partial(_cut, twentieths / 20),
        )
    yield Hostile("pdf without its last bytes", PDF, lambda: text()[:-8])
    yield Hostile("pdf with its end in the middle", PDF, lambda: files_pdf.album(1)[:1500] + b"\n%%EOF\n")
    yield Hostile("pdf of a header and an end", PDF, lambda: b"%PDF-1.7\n%%EOF\n")
    yield Hostile("pdf with a photograph cut off", PDF, lambda: _drawn(photo()[:-400], Name.DCTDecode))
    yield Hostile("pdf with rows cut off", PDF, lambda: _drawn(zlib.compress(bytes(32_400))[:-9], Name.FlateDecode))


def _drawn(data: bytes, filters: Any, size: tuple[int, int] = (120, 90), **entries: Any) -> bytes:
    return of_image(data, size, Filter=filters, **entries)


# ---------------------------------------------------------------- floods


def squeezed(size: int) -> bytes:
    """`size` zeros."""
    squeeze = zlib.compressobj(9)
    parts = [squeeze.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join(parts) + squeeze.flush()


def _floods() -> Iterator[Hostile]:
    for count in (21, 50, 200):
        yield Hostile(f"pdf of {count} pages", PDF, partial(text, count), LONG)
    yield Hostile("pdf of a bomb", PDF, lambda: _drawn(squeezed(200 << 20), Name.FlateDecode), COMPLEX)
    yield Hostile("pdf of many small bombs", PDF, _many_bombs, COMPLEX)
    yield Hostile("pdf of a bomb in a bomb", PDF, _bomb_in_bomb, COMPLEX)
    yield Hostile("pdf of a bomb that holds objects", PDF, lambda: object_bomb(500 << 20), COMPLEX)
    yield Hostile("pdf of a bomb in another spelling", PDF, _spelled_bomb, COMPLEX)
    for size in ((10_000, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)):
        yield Hostile(
            f"pdf of a picture {size[0]}x{size[1]}",
            PDF,
            partial(_drawn, zlib.compress(bytes(99)), Name.FlateDecode, size),
            COMPLEX,
        )
    yield Hostile(
        "pdf of a large photograph", PDF, lambda: _drawn(_large_photograph(), Name.DCTDecode), "image_too_large"
    )
    yield Hostile("pdf of a page as large as a field", PDF, _large_page, COMPLEX)
    yield Hostile("pdf of a hundred thousand objects", PDF, _many_objects, COMPLEX)
    yield Hostile("pdf of drawings in drawings", PDF, lambda: drawings(7, 20), COMPLEX)
    yield Hostile("pdf of a drawing that draws itself", PDF, _own_drawing, COMPLEX)
    yield Hostile("pdf of too deep a nest", PDF, lambda: drawings(40, 1), COMPLEX)


def _many_bombs() -> bytes:
    with pikepdf.new() as pdf:
        letter(pdf)
        bombs = [pdf.make_stream(squeezed(40 << 20), Filter=Name.FlateDecode) for _ in range(8)]
        pdf.Root["/Bombs"] = Array(bombs)
        return saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def _bomb_in_bomb() -> bytes:
    return _drawn(zlib.compress(squeezed(100 << 20)), Array([Name.FlateDecode, Name.FlateDecode]))


def _spelled_bomb() -> bytes:
    return _drawn(squeezed(200 << 20).hex().encode() + b">", Array([Name.ASCIIHexDecode, Name.FlateDecode]))


def object_bomb(size: int) -> bytes:
    """The document's own objects stand in the bomb, so no parser gets around it."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )
    places = [sum(len(each) + 1 for each in objects[:number]) for number in range(3)]
    head = b" ".join(b"%d %d" % (number + 1, place) for number, place in enumerate(places)) + b" "
    squeeze = zlib.compressobj(9)
    parts = [squeeze.compress(head + b"\n".join(objects) + b"\n")]
    parts += [squeeze.compress(b" " * (1 << 20)) for _ in range(size >> 20)]
    packed = b"".join(parts) + squeeze.flush()
    content = b"%PDF-1.5\n"
    at_objects = len(content)
    entries = b"/Type/ObjStm/N 3/First %d/Length %d/Filter/FlateDecode" % (len(head), len(packed))
    content += b"4 0 obj<<%s>>stream\n%s\nendstream endobj\n" % (entries, packed)
    at_table = len(content)
    rows = [(0, 0, 0), *((2, 4, number) for number in range(3)), (1, at_objects, 0), (1, at_table, 0)]
    table = zlib.compress(b"".join(struct.pack(">BLB", *row) for row in rows))
    entries = b"/Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length %d/Filter/FlateDecode" % len(table)
    content += b"5 0 obj<<%s>>stream\n%s\nendstream endobj\n" % (entries, table)
    return content + b"startxref\n%d\n%%%%EOF\n" % at_table


def _large_photograph() -> bytes:
    content = bytearray(photo())
    struct.pack_into(">HH", content, content.index(b"\xff\xc0") + 5, 10_000, 10_000)
    return bytes(content)


def _large_page() -> bytes:
    with pikepdf.new() as pdf:
        letter(pdf).obj["/MediaBox"] = Array([0, 0, 1_000_000, 1_000_000])
        return saved(pdf)


def _many_objects() -> bytes:
    with pikepdf.new() as pdf:
        letter(pdf)
        pdf.Root["/Many"] = Array([pdf.make_indirect(Dictionary(N=number)) for number in range(30_000)])
        return saved(pdf)


def drawings(deep: int, each: int) -> bytes:
    """Drawings that draw the next `each` times: `each` to the power of `deep` of them."""
    with pikepdf.new() as pdf:
        inner = None
        for _ in range(deep):
            made = pdf.make_stream(b"/X Do " * each if inner is not None else b"0 0 9 9 re f")
            made["/Type"], made["/Subtype"], made["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 99, 99])
            if inner is not None:
                made["/Resources"] = Dictionary(XObject=Dictionary(X=inner))
            inner = made
        files_pdf.page(pdf, b"/X Do " * each, XObject=Dictionary(X=inner))
        return saved(pdf)


def _own_drawing() -> bytes:
    with pikepdf.new() as pdf:
        made = pdf.make_stream(b"/X Do")
        made["/Type"], made["/Subtype"], made["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 99, 99])
        made["/Resources"] = Dictionary(XObject=Dictionary(X=made))
        files_pdf.page(pdf, b"/X Do", XObject=Dictionary(X=made))
        return saved(pdf)


# ---------------------------------------------------------------- strange


def _strange() -> Iterator[Hostile]:
    yield Hostile("pdf behind a script", PDF, lambda: PAYLOAD + text())
    yield Hostile("pdf behind a newline", PDF, lambda: b"\n" + text())
    yield Hostile("pdf and zip", PDF, lambda: text() + archive("a.txt"), OTHER)
    yield Hostile("pdf and jar", PDF, lambda: text() + archive("Evil.class"), OTHER)
    yield Hostile("pdf behind pdf", PDF, lambda: b"%PDF-1.4\n" + text(), OTHER)
    yield Hostile("pdf and html far behind", PDF, lambda: text() + PAYLOAD * 40)
    yield Hostile("pdf and html", PDF, lambda: text() + PAYLOAD, "")
    yield Hostile(
        "jpeg that holds a pdf", "image/jpeg", lambda: photo()[:2] + _segment(text()[:900]) + photo()[2:], OTHER
    )
    yield Hostile("pdf with php in its title", PDF, _titled, "")
    yield Hostile(
        "pdf with php behind its rows",
        PDF,
        lambda: _drawn(zlib.compress(bytes(32_400)) + PAYLOAD, Name.FlateDecode),
        "",
    )
    yield Hostile("pdf with php behind its photograph", PDF, lambda: _drawn(photo() + PAYLOAD, Name.DCTDecode), "")
    yield Hostile(
        "pdf with php in its photograph",
        PDF,
        lambda: _drawn(files_good.jpeg(files_good.photograph(120, 90), comment=PAYLOAD), Name.DCTDecode),
        "",
    )
    yield Hostile("pdf with php in no object", PDF, _uncommented, "")
    yield Hostile("pdf of JBIG2", PDF, lambda: _drawn(bytes(99), Name.JBIG2Decode), UNKNOWN)
    yield Hostile("pdf of an unknown filter", PDF, lambda: _drawn(bytes(99), Name.FooDecode), COMPLEX)
    yield Hostile("pdf of ten filters", PDF, lambda: _drawn(b"00>", Array([Name.ASCIIHexDecode] * 10)))
    yield Hostile("pdf of no pages", PDF, _no_pages)
    yield Hostile("pdf whose pages go in a circle", PDF, _circle)
    yield Hostile(
        "pdf whose pages are no pages",
        PDF,
        lambda: text(compress_streams=False).replace(b"/Type /Pages", b"/Type /Pigs "),
        "",
    )
    yield Hostile("pdf without a catalogue", PDF, lambda: text().replace(b"/Root", b"/Rood"))
    yield Hostile("pdf of no version", PDF, lambda: b"%PDF-9.9" + text()[8:])
    yield Hostile("pdf of rubbish", PDF, lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n")
    yield Hostile("pdf of arrays in arrays", PDF, _deep)


def _segment(body: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _titled() -> bytes:
    with pikepdf.new() as pdf:
        letter(pdf)
        pdf.docinfo["/Title"] = String(PAYLOAD.decode())
        return saved(pdf)


def _uncommented() -> bytes:
    return text().replace(b"\n1 0 obj", b"\n%" + PAYLOAD + b"\n1 0 obj", 1)


def _no_pages() -> bytes:
    with pikepdf.new() as pdf:
        return saved(pdf)


def _circle() -> bytes:
    whole = text(compress_streams=False)
    start = whole.index(b"/Kids [ ") + 8
    own = whole[: whole.index(b"/Kids")].rindex(b" 0 obj")
    number = whole[:own].rsplit(b"\n", 1)[-1]
    return whole[:start] + number + whole[start + len(number) :]


def _deep() -> bytes:
    return text().replace(b"/Type /Catalog", b"/X " + b"[" * 5000 + b"]" * 5000 + b"/Type /Catalog", 1)
