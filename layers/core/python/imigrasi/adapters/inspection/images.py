"""A photograph or scan, decoded within bounds and drawn anew: upright, on white, without notes or profiles."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from imigrasi.adapters.inspection import heif, jpeg, png, webp
from imigrasi.adapters.inspection.parts import Parts
from imigrasi.adapters.inspection.signatures import HEIC, JPEG, PNG, WEBP
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Cleaned, Unfit

#: An A4 page at 250 dots per inch, a passport's page at 600: what is larger is made this long, and stays legible.
LONG_SIDE = 3000
#: Of what is drawn smaller, or was no JPEG before: letters stay as they were. A JPEG that stays as large keeps its own
#: tables: it loses next to nothing then, and grows no larger.
QUALITY = 85
#: What a decoder and the picture may take together: with program and result it is 256 MB.
_MOST_BYTES = 192_000_000
#: Bytes a pixel while a picture becomes grey or RGB: as Pillow stores its mode, with the copy that conversion makes.
_WHILE_CONVERTED = {"1": 1, "L": 1, "I;16": 6, "P": 5, "RGB": 4, "CMYK": 8}
_WITH_ALPHA = 9
#: A drawing or a screen has few colours: it stays PNG, where edges stay sharp.
_FEW_COLOURS = 256
_BAND = 128
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_READERS = {JPEG: jpeg.read, PNG: png.read, WEBP: webp.read}


def cleaned(content: bytes, content_type: str) -> Cleaned:
    """The picture anew, as JPEG or PNG. Raises Unfit, and what decoders raise about a broken picture."""
    picture, orientation, options = _read(content, content_type)
    is_whole = max(picture.size) <= LONG_SIDE
    if not is_whole:
        picture, options = _shrunk(picture), {"quality": QUALITY}
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
    picture.info = {}
    written = io.BytesIO()
    if content_type == PNG and is_whole and picture.getcolors(_FEW_COLOURS) is not None:
        picture.save(written, "PNG")
        return Cleaned(written.getvalue(), PNG, 1)
    picture.convert("L" if picture.mode == "1" else picture.mode).save(written, "JPEG", **options)
    return Cleaned(written.getvalue(), JPEG, 1)


def _read(content: bytes, content_type: str) -> tuple[Image.Image, int, dict[str, Any]]:
    """The picture in plain colours, its orientation, and how a JPEG of it is encoded. Nothing else outlives this call:
    what was decoded may be as large again.
    """
    usual = {"quality": QUALITY}
    if content_type == HEIC:
        return _plain(heif.read(content)), 1, usual
    parts = _READERS[content_type](content)
    decoded = _decoded(parts, content_type)
    picture = _plain(decoded)
    if isinstance(decoded, JpegImagePlugin.JpegImageFile) and picture is decoded:
        return picture, parts.orientation, _as_it_was(decoded)
    return picture, parts.orientation, usual


def _decoded(parts: Parts, content_type: str) -> Image.Image:
    """Raises Unfit for a picture that would take more than `_MOST_BYTES`."""
    opened = _opened(parts.kept, content_type)
    if opened.size != (parts.width, parts.height):
        raise Unfit(Refusal.UNREADABLE)
    each = _WITH_ALPHA if opened.has_transparency_data else _WHILE_CONVERTED.get(opened.mode, _WITH_ALPHA)
    scale = _scale(parts, each) if content_type == JPEG else 1
    if each * parts.width * parts.height // scale**2 + parts.waiting > _MOST_BYTES:
        raise Unfit(Refusal.IMAGE_TOO_LARGE)
    if scale > 1:
        opened.draft(None, (parts.width // scale, parts.height // scale))
    opened.load()
    return opened


def _opened(content: bytes, content_type: str) -> ImageFile.ImageFile:
    """By the one decoder of the type: Pillow guesses nothing, and loads no other."""
    if content_type == JPEG:
        return JpegImagePlugin.JpegImageFile(io.BytesIO(content))
    if content_type == PNG:
        return PngImagePlugin.PngImageFile(io.BytesIO(content))
    return WebPImagePlugin.WebPImageFile(io.BytesIO(content))


def _scale(parts: Parts, each: int) -> int:
    """A JPEG is decoded at a half or a quarter where that is large enough, or more would take too much."""
    for scale in (1, 2):
        larger = max(parts.width, parts.height) // (2 * scale) >= LONG_SIDE
        if not larger and each * parts.width * parts.height // scale**2 + parts.waiting <= _MOST_BYTES:
            return scale
    return 4


def _as_it_was(decoded: JpegImagePlugin.JpegImageFile) -> dict[str, Any]:
    """How a JPEG was compressed, where that can be said to the encoder."""
    # One for grey or brightness, one for colours, as the encoder takes them: by what they are used for.
    used = dict.fromkeys(component[3] for component in decoded.layer[:2])
    tables = [decoded.quantization[number] for number in used]
    sampling = JpegImagePlugin.get_sampling(decoded)
    if any(not 1 <= step <= 255 for table in tables for step in table):
        return {"quality": QUALITY}
    return {"qtables": tables, "subsampling": max(sampling, 0)}


def _plain(picture: Image.Image) -> Image.Image:
    """In black and white, grey or RGB; what shines through is white."""
    if picture.mode == "I;16":
        return Image.frombytes("L", picture.size, picture.tobytes()[1::2])  # the upper byte of each
    if picture.has_transparency_data:
        if picture.mode != "RGBA":
            picture = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return paper
    return picture if picture.mode in ("1", "L", "RGB") else picture.convert("RGB")


def _shrunk(picture: Image.Image) -> Image.Image:
    """As large as may be, drawn `_BAND` rows at a time: all at once would take another half of the picture."""
    if picture.mode == "1":
        picture = picture.convert("L")
    share = LONG_SIDE / max(picture.size)
    width, height = (max(1, round(side * share)) for side in picture.size)
    shrunk, step = Image.new(picture.mode, (width, height)), picture.height / height
    for top in range(0, height, _BAND):
        bottom = min(top + _BAND, height)
        box = (0, top * step, picture.width, min(bottom * step, picture.height))
        shrunk.paste(picture.resize((width, bottom - top), Image.Resampling.LANCZOS, box), (0, top))
    return shrunk
