"""A line across a picture, slanting, again and again, so that none of it can be cut out without one."""

from __future__ import annotations

import io
import math

from PIL import Image

from imigrasi.adapters.press.letters import written

SLANT = 30
QUALITY = 82
#: Of the longer side: as high as the letters of a heading on a page.
_HEIGHT = 1 / 44
#: Line heights from one row to the next, and from one line to the next in a row.
_ROWS, _GAP = 5, 3
#: How much of the picture the ink hides, and the paper around it, of 255.
_INK, _HALO = 110, 95


def marked_picture(content: bytes, line: str) -> bytes:
    """The picture as JPEG. Raises what decoders raise about a broken one."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    picture.info = {}  # else its notes would be written again
    mask = _pattern(picture.size, line)
    # Light beside dark: one of both is seen on any ground.
    beside = max(1, max(picture.size) // 900)
    halo = mask.point([value * _HALO // 255 for value in range(256)])
    picture.paste((255, 255, 255), (beside, beside, beside + halo.width, beside + halo.height), halo)
    picture.paste((23, 33, 28), (0, 0), mask.point([value * _INK // 255 for value in range(256)]))
    printed = io.BytesIO()
    picture.save(printed, "JPEG", quality=QUALITY)
    return printed.getvalue()


def _pattern(size: tuple[int, int], line: str) -> Image.Image:
    """A mask of that size, full of the line; every other row begins in the middle of one."""
    text = written(line, max(8, round(max(size) * _HEIGHT)))
    wide, high = text.width + _GAP * text.height, _ROWS * text.height
    side = math.ceil(math.hypot(*size))
    sheet = Image.new("L", (side, side))
    for number, top in enumerate(range(0, side, high)):
        for left in range(-(wide // 2) * (number % 2), side, wide):
            sheet.paste(text, (left, top))
    turned = sheet.rotate(SLANT, Image.Resampling.BILINEAR)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return turned.crop((left, top, left + size[0], top + size[1]))
