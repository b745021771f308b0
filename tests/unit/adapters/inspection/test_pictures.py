"""Pictures are drawn anew: as they are seen, without what is not seen."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from imigrasi.adapters.inspection import images, jpeg, png, webp
from imigrasi.adapters.inspection.images import LONG_SIDE
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Cleaned, Unfit
from tests.support import files_broken, files_good
from tests.support.files_good import HEIC, JPEG, PNG, WEBP, drawing, notes, photograph, turned
from tests.support.files_hostile import ENCODE

SEEN = photograph(400, 300)


def opened(cleaned: Cleaned) -> Image.Image:
    picture = Image.open(io.BytesIO(cleaned.content))
    picture.load()
    return picture


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Grey levels of 255 by which they differ, on average."""
    assert one.size == other.size
    return float(ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean[0])


@pytest.mark.parametrize("kind", [JPEG, PNG, WEBP, HEIC])
def test_a_photograph_becomes_a_jpeg_that_looks_the_same(kind: str) -> None:
    cleaned = images.cleaned(ENCODE[kind](SEEN), kind)
    assert (cleaned.content_type, cleaned.pages) == (JPEG, 1)
    assert unlike(opened(cleaned), SEEN) < 2


@pytest.mark.parametrize("side", files_good.TURNED)
def test_it_stands_upright_whichever_way_the_phone_was_held(side: int) -> None:
    lying = files_good.jpeg(turned(SEEN, side), exif=notes(side))
    assert unlike(opened(images.cleaned(lying, JPEG)), SEEN) < 2
    lying = files_good.webp(turned(SEEN, side), exif=notes(side))
    assert unlike(opened(images.cleaned(lying, WEBP)), SEEN) < 2
    lying = files_good.png(turned(SEEN, side), exif=notes(side))
    assert unlike(opened(images.cleaned(lying, PNG)), SEEN) < 2


def test_a_jpeg_keeps_the_tables_that_it_uses_and_no_other() -> None:
    sent = files_good.jpeg(SEEN, quality=95)
    spare = b"\xff\xdb\x00\x43\x03" + b"CONTOH!!" * 8
    kept = images.cleaned(sent[:2] + spare + sent[2:], JPEG).content
    assert kept == images.cleaned(sent, JPEG).content
    assert b"CONTOH" not in kept


@pytest.mark.parametrize("kind", [JPEG, PNG, WEBP])
def test_no_note_stays(kind: str) -> None:
    sent = {
        JPEG: files_good.jpeg(SEEN, exif=notes(), comment=files_good.NOTE, icc_profile=b"profile", dpi=(72, 72)),
        PNG: files_good.png(SEEN, exif=notes(), icc_profile=b"profile", dpi=(72, 72)),
        WEBP: files_good.webp(SEEN, exif=notes(), icc_profile=b"profile"),
    }[kind]
    assert files_good.NOTE in sent
    cleaned = images.cleaned(sent, kind)
    assert files_good.NOTE not in cleaned.content
    assert set(opened(cleaned).info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_drawing_stays_a_drawing() -> None:
    for mode in ("1", "L", "P", "RGB"):
        cleaned = images.cleaned(files_good.png(drawing(mode)), PNG)
        assert cleaned.content_type == PNG
        assert unlike(opened(cleaned), drawing(mode)) == 0
        assert opened(cleaned).info == {}


def test_what_shines_through_is_white() -> None:
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    for kind in (PNG, WEBP):
        shown = opened(images.cleaned(ENCODE[kind](clear), kind))
        assert shown.convert("L").getextrema() == (255, 255)
    one_colour = Image.new("RGB", (60, 40), "black")
    shown = opened(images.cleaned(files_good.png(one_colour, transparency=(0, 0, 0)), PNG))
    assert shown.convert("L").getextrema() == (255, 255)


def test_sixteen_bits_become_eight() -> None:
    shown = opened(images.cleaned(files_good.png(Image.new("I;16", (60, 40), 0x9012)), PNG))
    assert (shown.mode, shown.getextrema()) == ("L", (0x90, 0x90))


def test_ink_becomes_light() -> None:
    inked = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
    red, green, blue = opened(images.cleaned(files_good.jpeg(inked), JPEG)).getpixel((9, 9))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize("kind", [JPEG, PNG, WEBP])
@pytest.mark.parametrize("size", [(LONG_SIDE + 400, 600), (600, LONG_SIDE * 2 + 2)])
def test_a_long_picture_is_made_shorter_and_keeps_its_shape(kind: str, size: tuple[int, int]) -> None:
    shown = opened(images.cleaned(ENCODE[kind](photograph(*size)), kind))
    assert max(shown.size) <= LONG_SIDE + 1
    assert max(shown.size) >= LONG_SIDE * 0.99
    assert unlike(shown, photograph(*size).resize(shown.size)) < 2


def test_a_picture_made_shorter_in_strips_has_no_seams() -> None:
    long = photograph(LONG_SIDE + 500, 1_500)
    assert unlike(images._shrunk(long), long.resize((LONG_SIDE, 1_286), Image.Resampling.LANCZOS)) < 0.1


def test_a_large_heic_is_halved_without_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imigrasi.adapters.inspection.heif._MOST_AT_ONCE", 100_000)
    shown = opened(images.cleaned(files_good.heic(photograph(1_000, 900)), HEIC))
    assert unlike(shown, photograph(1_000, 900).reduce(2)) < 2


def test_a_picture_with_too_many_dots_is_never_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred million of them, in a hundred thousand bytes."""

    def decoding(*_: object) -> None:
        pytest.fail("it was decoded")

    monkeypatch.setattr(images, "_opened", decoding)
    flood = files_broken.png_of(10_000, 10_000, colour=0, packed=files_broken.black())
    with pytest.raises(Unfit) as caught:
        images.cleaned(flood, PNG)
    assert caught.value.code is Refusal.IMAGE_TOO_LARGE


def test_what_a_decoder_sees_is_the_picture_alone() -> None:
    for read, sent in (
        (jpeg.read, files_good.jpeg(SEEN, exif=notes(), comment=files_good.NOTE) + b"tail"),
        (png.read, files_broken.with_chunk(b"tEXt", files_good.NOTE) + b"tail"),
        (webp.read, files_good.webp(SEEN, exif=notes()) + b"tail"),
    ):
        kept = read(sent).kept
        assert files_good.NOTE not in kept
        assert not kept.endswith(b"tail")
        assert read(kept).kept == kept
