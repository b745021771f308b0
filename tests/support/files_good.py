"""Files as honest citizens send them: from phones, scanners and offices. Made when asked for, nothing is shipped."""

from __future__ import annotations

import functools
import io
import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import pillow_heif
from PIL import Image, ImageCms, ImageDraw, ImageOps
from PIL.Image import Transpose

from tests.support import files_pdf

JPEG, PNG, WEBP, HEIC, PDF = "image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"
ORIENTATION, MAKER, PLACE = 0x0112, 0x010F, 0x8825
#: What stands in the notes of a file, and in nothing that is kept.
NOTE = b"Jalan Contoh 17"
#: Exif's orientation → how the picture was turned when it was stored.
TURNED = {
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}


class Paper(NamedTuple):
    """`shows`: the picture as it must be seen, where it is one; `pages` of a PDF."""

    name: str
    content_type: str
    make: Callable[[], bytes]
    shows: Callable[[], Image.Image] | None = None
    pages: int = 1


@functools.lru_cache(maxsize=16)
def photograph(width: int, height: int) -> Image.Image:
    """A card with letters on a table with shadows: soft, and of many colours. Not to be drawn on."""
    chance = random.Random(1)
    grain = bytes(chance.randrange(90, 170) for _ in range(32 * 24))
    table = Image.frombytes("L", (32, 24), grain).resize((width, height), Image.Resampling.BICUBIC)
    light = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (table, light, Image.blend(table, light, 0.5)))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((width // 8, height // 8, width * 7 // 8, height * 7 // 8), fill=(205, 220, 235))
    if min(width, height) >= 60:
        pen.text((width // 6, height // 6), "CONTOH SINTETIS", fill=(20, 30, 40), font_size=max(10, height // 12))
    return picture


def drawing(mode: str, width: int = 300, height: int = 200) -> Image.Image:
    """Few colours and sharp edges."""
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    for step in range(0, width, 20):
        pen.line((step, 0, width - step, height), fill=("red", "black", "navy")[step // 20 % 3], width=2)
    return picture.convert(mode)


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def jpeg(picture: Image.Image, **options: Any) -> bytes:
    return encoded(picture, "JPEG", **({"quality": 85} | options))


def png(picture: Image.Image, **options: Any) -> bytes:
    return encoded(picture, "PNG", **options)


def webp(picture: Image.Image, **options: Any) -> bytes:
    return encoded(picture, "WEBP", **options)


def heic(picture: Image.Image, **options: Any) -> bytes:
    written = io.BytesIO()
    hurried = {"quality": 70, "enc_params": {"preset": "ultrafast"}}
    pillow_heif.from_pillow(picture).save(written, **(hurried | options))
    return written.getvalue()


def notes(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION], exif[PLACE] = NOTE.decode(), orientation, {1: "S", 2: (3.0, 1.0, 2.0)}
    return exif


def turned(picture: Image.Image, orientation: int) -> Image.Image:
    how = TURNED[orientation]
    return picture if how is None else picture.transpose(how)


def all_papers() -> Iterator[Paper]:
    yield from _jpegs()
    yield from _pngs()
    yield from _webps()
    yield from _heics()
    yield from _pdfs()


def _jpegs() -> Iterator[Paper]:
    sizes = ((1, 1), (3, 7), (64, 40), (480, 640), (1200, 900), (1800, 1350), (3000, 2250), (4000, 3000), (100, 3300))
    for width, height in sizes:
        yield _picture(f"jpeg {width}x{height}", JPEG, jpeg, width, height)
    for quality, subsampling, progressive in product((30, 75, 95), (0, 2), (False, True)):
        name = f"jpeg at {quality}, subsampling {subsampling}{', progressive' * progressive}"
        yield _picture(name, JPEG, jpeg, quality=quality, subsampling=subsampling, progressive=progressive)
    for orientation in TURNED:
        yield Paper(
            f"jpeg lying on side {orientation}",
            JPEG,
            partial(_lying, orientation),
            lambda: photograph(400, 300),
        )
    for mode in ("L", "CMYK"):
        yield Paper(f"jpeg {mode}", JPEG, partial(_photographed, jpeg, mode))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield _picture("jpeg with a profile", JPEG, jpeg, icc_profile=profile)
    yield _picture("jpeg with a comment", JPEG, jpeg, comment=NOTE)
    yield _picture("jpeg with restarts", JPEG, jpeg, restart_marker_rows=1)
    yield _picture("jpeg of a camera that optimises", JPEG, jpeg, optimize=True)
    yield Paper("jpeg of a phone that adds a film", JPEG, lambda: jpeg(photograph(400, 300)) + b"\0\0ftypmp42" * 90)
    yield Paper(
        "jpeg with stray bytes", JPEG, lambda: jpeg(photograph(400, 300)).replace(b"\xff\xdb", b"\0\0\xff\xdb", 1)
    )
    yield Paper("jpeg of a phone that pads", JPEG, lambda: jpeg(photograph(400, 300)) + bytes(512))
    yield Paper("jpeg with its preview", JPEG, _with_preview, lambda: photograph(400, 300))


def _lying(orientation: int) -> bytes:
    return jpeg(turned(photograph(400, 300), orientation), exif=notes(orientation))


def _photographed(encode: Callable[[Image.Image], bytes], mode: str) -> bytes:
    return encode(_in_mode(photograph(400, 300), mode))


def _drawn(mode: str) -> bytes:
    return png(_in_mode(drawing("RGB"), mode))


def _picture(
    name: str,
    content_type: str,
    encode: Callable[..., bytes],
    width: int = 400,
    height: int = 300,
    **options: Any,
) -> Paper:
    return Paper(
        name,
        content_type,
        lambda: encode(photograph(width, height), **options),
        lambda: photograph(width, height),
    )


def _with_preview() -> bytes:
    """A second picture behind the first, as in the multi-picture format of many cameras."""
    return jpeg(photograph(400, 300), exif=notes()) + jpeg(photograph(80, 60))


def _pngs() -> Iterator[Paper]:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        yield Paper(f"png {mode}, drawn", PNG, partial(_drawn, mode))
        yield Paper(
            f"png {mode}, photographed",
            PNG,
            partial(_photographed, png, mode),
        )
    for width, height in ((1, 1), (64, 40), (1200, 900), (3508, 2480), (50, 3400)):
        yield _picture(f"png {width}x{height}", PNG, png, width, height)
    yield Paper("png of 16 bits", PNG, lambda: png(Image.new("I;16", (90, 60), 0x9000)))
    yield Paper("png with transparent colour", PNG, lambda: png(drawing("RGB"), transparency=(255, 255, 255)))
    yield Paper("png with transparent index", PNG, lambda: png(drawing("P"), transparency=0))
    yield _picture("png with a resolution", PNG, png, dpi=(300, 300))
    yield _picture("png with notes", PNG, png, exif=notes())
    yield Paper("png page of a scanner", PNG, lambda: png(drawing("1", 4960, 7016)))


def _in_mode(picture: Image.Image, mode: str) -> Image.Image:
    if mode in ("LA", "RGBA"):
        seen = picture.convert(mode)
        seen.putalpha(Image.linear_gradient("L").resize(picture.size))
        return seen
    return picture.convert(mode)


def _webps() -> Iterator[Paper]:
    for quality, lossless in product((50, 80, 100), (False, True)):
        yield _picture(f"webp at {quality}{', lossless' * lossless}", WEBP, webp, quality=quality, lossless=lossless)
    for width, height in ((1, 1), (640, 480), (1800, 1350), (3100, 2000)):
        yield _picture(f"webp {width}x{height}", WEBP, webp, width, height)
    yield Paper("webp with alpha", WEBP, lambda: webp(_in_mode(photograph(400, 300), "RGBA")))
    yield Paper("webp lossless with alpha", WEBP, lambda: webp(_in_mode(drawing("RGB"), "RGBA"), lossless=True))
    yield _picture("webp with notes", WEBP, webp, exif=notes())
    yield Paper("webp padded", WEBP, lambda: webp(photograph(400, 300)) + bytes(64))


def _heics() -> Iterator[Paper]:
    for width, height in ((64, 64), (640, 480), (1200, 900), (3100, 700)):
        yield _picture(f"heic {width}x{height}", HEIC, heic, width, height)
    yield _picture("heic with notes", HEIC, heic, exif=notes().tobytes())
    yield Paper(
        "heic of a phone that adds a trailer", HEIC, lambda: heic(photograph(400, 300)) + b"\0\0SEFH" + bytes(40)
    )
    yield Paper("heic grey", HEIC, lambda: heic(photograph(400, 300).convert("L")))
    yield Paper("heic with alpha", HEIC, lambda: heic(_in_mode(photograph(400, 300), "RGBA")))
    yield Paper(
        "heic of a phone held upright",
        HEIC,
        lambda: heic(ImageOps.mirror(photograph(400, 300)), exif=notes(2).tobytes()),
    )


def _pdfs() -> Iterator[Paper]:
    for count in range(1, 21):
        yield Paper(f"pdf of {count} photographs", PDF, partial(files_pdf.album, count), pages=count)
    for version in ("1.3", "1.4", "1.5", "1.6", "1.7", "2.0"):
        yield Paper(f"pdf {version}", PDF, partial(files_pdf.text, force_version=version))
    for name, (pages, make) in files_pdf.HONEST.items():
        yield Paper(f"pdf {name}", PDF, make, pages=pages)
