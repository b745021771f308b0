"""Letters for those who have no fonts: the printable characters of ASCII, and the middle dot.

`letters.png` holds them side by side as white on black, each as wide as WIDTHS says. They are Aileron (CC0 1.0), as
Pillow carries it; a test draws them again.
"""

from __future__ import annotations

import functools
from pathlib import Path

from PIL import Image

SHEET = Path(__file__).with_name("letters.png")
SIZE = 48
CHARACTERS = "".join(map(chr, range(32, 127))) + "·"
# fmt: off
WIDTHS = (
    10, 12, 16, 27, 28, 36, 32, 8, 15, 15, 27, 28, 11, 14, 11, 15, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 11, 11, 28,
    28, 28, 24, 41, 31, 30, 33, 34, 28, 27, 34, 35, 13, 27, 30, 28, 42, 35, 35, 29, 35, 30, 28, 30, 33, 30, 46, 30, 29,
    28, 15, 15, 15, 28, 23, 14, 26, 30, 25, 29, 26, 14, 29, 29, 11, 11, 26, 12, 42, 29, 27, 30, 29, 16, 22, 15, 28, 25,
    38, 23, 25, 22, 15, 12, 15, 29, 11,
)
# fmt: on


def written(text: str, height: int) -> Image.Image:
    """One line as a mask (255 where there is ink), `height` pixels high. What is no character here becomes `?`."""
    sheet, places = _sheet()
    cells = [places.get(character, places["?"]) for character in text]
    line = Image.new("L", (max(1, sum(right - left for left, right in cells)), sheet.height))
    at = 0
    for left, right in cells:
        line.paste(sheet.crop((left, 0, right, sheet.height)), (at, 0))
        at += right - left
    return line.resize((max(1, line.width * height // line.height), height), Image.Resampling.BICUBIC)


@functools.cache
def _sheet() -> tuple[Image.Image, dict[str, tuple[int, int]]]:
    """The letters, and where each begins and ends."""
    places, at = {}, 0
    for character, width in zip(CHARACTERS, WIDTHS, strict=True):
        places[character] = (at, at + width)
        at += width
    return Image.open(SHEET).convert("L"), places
