"""A line across every document: in the picture itself, on every page, upright, and legible on any ground."""

from __future__ import annotations

import io
import math
from itertools import pairwise

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont
from PIL.Image import Image as Picture

from imigrasi.adapters.press import letters
from imigrasi.adapters.press.pages import marked_pages
from imigrasi.adapters.press.pictures import marked_picture
from imigrasi.adapters.press.press import JPEG, PDF, DocumentPress
from imigrasi.usecases import viewing_ports
from imigrasi.usecases.viewing_ports import FileUnreadable
from tests.support import papers

LINE = "budi · 24-11-2026 10.00 WIB · LBG-0000-0000-0"


def plain(size: tuple[int, int], colour: str | int = "white", mode: str = "RGB", kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, kind)
    return written.getvalue()


def marked(content: bytes, line: str = LINE) -> Picture:
    return Image.open(io.BytesIO(marked_picture(content, line)))


def changed(picture: Picture, ground: int) -> list[tuple[int, int]]:
    """Where a plain picture of that grey is plain no more."""
    pixels = picture.convert("L").tobytes()
    width = picture.width
    return [(at % width, at // width) for at, value in enumerate(pixels) if abs(value - ground) > 20]


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_the_line_is_seen_on_any_ground(ground: int) -> None:
    shown = marked(plain((600, 400), (ground, ground, ground)))  # type: ignore[arg-type]
    share = len(changed(shown, ground)) / (600 * 400)
    assert 0.01 < share < 0.2


@pytest.mark.parametrize("size", [(600, 400), (400, 600), (1200, 300), (3000, 2100)])
def test_no_part_of_a_picture_is_without_it(size: tuple[int, int]) -> None:
    """Cut into squares of a fourth of its longer side, each has some of the line."""
    places = changed(marked(plain(size)), 255)
    side = max(size) // 4
    squares = {(x // side, y // side) for x, y in places}
    whole = {(x, y) for x in range(size[0] // side) for y in range(size[1] // side)}
    assert whole <= squares


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (1, 900), (40, 40)])
def test_a_tiny_picture_stays_what_it_is(size: tuple[int, int]) -> None:
    assert marked(plain(size)).size == size


@pytest.mark.parametrize(
    ("mode", "colour"), [("L", 255), ("1", 1), ("P", 0), ("RGBA", "white"), ("LA", 255), ("CMYK", 0), ("I;16", 65535)]
)
def test_whatever_a_picture_is_made_of_it_becomes_a_jpeg(mode: str, colour: str | int) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    shown = marked(plain((300, 200), colour, mode, kind))
    assert (shown.format, shown.mode, shown.size) == ("JPEG", "RGB", (300, 200))


def test_nothing_but_the_picture_is_kept() -> None:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "KANARI"
    Image.new("RGB", (300, 200)).save(written, "JPEG", exif=exif, comment=b"KANARI")
    assert b"KANARI" in written.getvalue()
    assert b"KANARI" not in marked_picture(written.getvalue(), LINE)


def test_another_line_is_another_picture() -> None:
    content = plain((600, 400))
    assert marked_picture(content, LINE) != marked_picture(content, LINE.replace("budi", "sari"))


# ---------------------------------------------------------------- letters


def test_the_letters_are_pillows_own() -> None:
    """Aileron (CC0 1.0), drawn in four greys."""
    font = ImageFont.load_default(letters.SIZE)
    assert isinstance(font, ImageFont.FreeTypeFont)
    assert font.getname() == ("Aileron", "Regular")
    assert tuple(math.ceil(font.getlength(each)) for each in letters.CHARACTERS) == letters.WIDTHS
    drawn = Image.new("L", (sum(letters.WIDTHS), sum(font.getmetrics())))
    at = 0
    for character, width in zip(letters.CHARACTERS, letters.WIDTHS, strict=True):
        cell = Image.new("L", (width, drawn.height))
        ImageDraw.Draw(cell).text((0, 0), character, fill=255, font=font)
        drawn.paste(cell, (at, 0))
        at += width
    greys = drawn.point([(value + 42) // 85 * 85 for value in range(256)])
    assert Image.open(letters.SHEET).convert("L").tobytes() == greys.tobytes()


def test_a_line_is_as_high_as_it_is_asked_to_be_and_longer_with_more_letters() -> None:
    lines = [letters.written("budi"[:count], 20) for count in range(5)]
    assert {line.height for line in lines} == {20}
    assert all(shorter.width < longer.width for shorter, longer in pairwise(lines))


@pytest.mark.parametrize("odd", ["é", "日", "\n", "\0", "😀"])
def test_what_is_no_letter_is_a_question_mark(odd: str) -> None:
    assert letters.written(odd, 30).tobytes() == letters.written("?", 30).tobytes()


# ---------------------------------------------------------------- PDF


def pages(*sizes: tuple[float, float, int], content: bytes = b"0 0 10 10 re f") -> bytes:
    """Pages of these sizes, turned by so many degrees."""
    written = io.BytesIO()
    with pikepdf.new() as document:
        for width, height, turned in sizes:
            page = document.add_blank_page(page_size=(width, height))
            page.obj.Rotate = turned
            page.obj.Contents = document.make_stream(content)
        document.save(written)
    return written.getvalue()


def drawn(content: bytes) -> list[bytes]:
    """What is drawn last on each page, above all else."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [last(page).read_bytes() for page in document.pages]


def last(page: pikepdf.Page) -> pikepdf.Object:
    names = [str(step.operands[0]) for step in steps(page) if str(step.operator) == "Do"]
    assert names[0] == "/Shown"
    assert len(names) == 2
    return page.obj.Resources.XObject[names[1]]


def steps(page: pikepdf.Page) -> list[pikepdf.ContentStreamInstruction]:
    found = pikepdf.parse_content_stream(page)
    return [step for step in found if isinstance(step, pikepdf.ContentStreamInstruction)]


def test_every_page_has_the_line_many_times() -> None:
    name = LINE.encode("cp1252").hex().encode()
    found = drawn(marked_pages(pages((595, 842, 0), (842, 595, 90), (200, 200, 180), (300, 100, 270)), LINE))
    assert len(found) == 4
    assert all(form.count(name) > 20 for form in found)


def test_a_turned_page_has_it_upright() -> None:
    """The form is as wide as the page is seen, and the drawing turns with the page."""
    with pikepdf.open(io.BytesIO(marked_pages(pages((400, 700, 90)), LINE))) as document:
        [page] = document.pages
        assert [int(each) for each in last(page).BBox] == [0, 0, 700, 400]
        [matrix] = [[float(each) for each in step.operands] for step in steps(page) if str(step.operator) == "cm"]
    assert matrix[0] == pytest.approx(0)
    assert abs(matrix[1]) == pytest.approx(1)


@pytest.mark.parametrize("left", [b"q 5 0 0 5 0 0 cm 0 0 1 1 re W n q q", b"Q Q Q 9 0 0 9 0 0 cm", b"BT /F 9 Tf 7 Tr"])
def test_what_a_page_leaves_behind_does_not_move_the_line(left: bytes) -> None:
    """It ends with the form it was made into; the page itself only draws the two, each by itself."""
    with pikepdf.open(io.BytesIO(marked_pages(pages((595, 842, 0), content=left), LINE))) as document:
        [page] = document.pages
        assert left in page.obj.Resources.XObject.Shown.read_bytes()
        assert [str(step.operator) for step in steps(page)] == ["q", "Do", "Q", "q", "cm", "Do", "Q"]


@pytest.mark.parametrize("box", [[-100, -100, 495, 742], [0, 0, 0.5, 0.5], [0, 0, 14_400, 14_400]])
def test_odd_pages_are_marked_too(box: list[float]) -> None:
    with pikepdf.open(io.BytesIO(papers.pdf())) as document:
        document.pages[0].mediabox = pikepdf.Array(box)
        written = io.BytesIO()
        document.save(written)
    [form] = drawn(marked_pages(written.getvalue(), LINE))
    assert form.count(b"Tj") > 20


def test_names_that_helvetica_cannot_write_are_no_fault() -> None:
    [form] = drawn(marked_pages(papers.pdf(), "日本 ) Tj"))
    assert "?? ) Tj".encode("cp1252").hex().encode() in form


# ---------------------------------------------------------------- either


def test_a_document_is_marked_as_what_it_is() -> None:
    press = DocumentPress()
    assert press.marked(viewing_ports.Picture(papers.png(), "image/png"), LINE).content_type == JPEG
    assert press.marked(viewing_ports.Picture(papers.pdf(), PDF), LINE).content_type == PDF


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"", JPEG),
        (b"\xff\xd8\xff\xe0 no more", JPEG),
        (papers.png()[:60], "image/png"),
        (papers.pdf(), JPEG),
        (papers.png(), PDF),
        (b"%PDF-1.7", PDF),
        (b"", PDF),
        (papers.locked_pdf()[:200], PDF),
    ],
)
def test_what_cannot_be_drawn_is_told_without_its_words(content: bytes, content_type: str) -> None:
    with pytest.raises(FileUnreadable) as refused:
        DocumentPress().marked(viewing_ports.Picture(content, content_type), LINE)
    assert (refused.value.__cause__, str(refused.value)) == (None, "file_unreadable")
