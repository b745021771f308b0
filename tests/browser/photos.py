"""Papers as a phone photographs them: about 4 MB, noisy, lying on their side, with place and time in their notes;
and a letter on a table, photographed well and badly.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont

LINES = {
    "ktp": ("PROVINSI BENGKULU", "KABUPATEN LEBONG", "NIK 1707016005900001", "CONTOH SINTETIS", "TUBEI, 20-05-1990"),
    "old-passport": ("REPUBLIK INDONESIA", "PASPOR X1234567", "CONTOH SINTETIS"),
}
MAKER, ORIENTATION, PLACE = 0x010F, 0x0112, 0x8825


def photograph(kind: str, folder: Path) -> Path:
    """A photo of that paper, 4000 × 3000 dots."""
    picture = Image.effect_noise((4000, 3000), 60).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((400, 400, 3600, 2600), fill=(200, 220, 235))
    for place, line in enumerate(LINES[kind]):
        pen.text((500, 500 + place * 220), line, fill=(20, 30, 40), font=ImageFont.load_default(110))
    notes = Image.Exif()
    notes[MAKER], notes[ORIENTATION], notes[PLACE] = "Contoh", 6, {1: "S", 2: (3.0, 1.0, 2.0)}
    path = folder / f"{kind}.jpg"
    picture.save(path, "JPEG", quality=88, exif=notes)
    return path


def small_photograph(kind: str, folder: Path) -> Path:
    """The same paper already small: for tests that are not about bytes."""
    picture = Image.new("RGB", (900, 600), (200, 220, 235))
    pen = ImageDraw.Draw(picture)
    for place, line in enumerate(LINES[kind]):
        pen.text((60, 60 + place * 70), line, fill=(20, 30, 40), font=ImageFont.load_default(40))
    path = folder / f"{kind}-small.jpg"
    picture.save(path, "JPEG", quality=80)
    return path


# ------------------------------------------------------------ photographed well and badly

LETTER = "SURAT KETERANGAN. Yang bertanda tangan di bawah ini menerangkan bahwa CONTOH SINTETIS adalah contoh. "
TABLE = (96, 72, 52)


def letter(shift: int = 0) -> Image.Image:
    """A page of text on a dark table, 2400 × 1800 dots; moved to the right by `shift`."""
    picture = Image.new("RGB", (2400, 1800), TABLE)
    page = Image.new("RGB", (1900, 1400), (236, 234, 228))
    pen = ImageDraw.Draw(page)
    for line in range(22):
        pen.text(
            (90, 70 + line * 58), (LETTER * 2)[line : line + 96], fill=(30, 30, 34), font=ImageFont.load_default(36)
        )
    picture.paste(page.rotate(1.5, expand=True, fillcolor=TABLE, resample=Image.Resampling.BICUBIC), (230 + shift, 180))
    grain = Image.effect_noise(picture.size, 6)
    return ImageChops.add(picture, Image.merge("RGB", (grain,) * 3), 1, -128)


def reflected(picture: Image.Image) -> Image.Image:
    """With a lamp's reflection on the page."""
    spot = Image.new("L", picture.size)
    ImageDraw.Draw(spot).ellipse((900, 700, 1500, 1100), fill=255)
    spot = spot.filter(ImageFilter.GaussianBlur(40))
    return ImageChops.add(picture, Image.merge("RGB", (spot,) * 3))


#: What is wrong with a photograph → the photograph. Nothing is with the first.
PHOTOGRAPHS: dict[str, Callable[[], Image.Image]] = {
    "": letter,
    "blurred": lambda: letter().filter(ImageFilter.GaussianBlur(5)),
    "dark": lambda: ImageEnhance.Brightness(letter()).enhance(0.15),
    "flat": lambda: ImageChops.add(
        ImageEnhance.Contrast(letter()).enhance(0.12), Image.new("RGB", (2400, 1800), (40,) * 3)
    ),
    "glare": lambda: reflected(letter()),
    "cut": lambda: letter(shift=700),
    "small": lambda: letter().resize((640, 480)),
}


def letter_photograph(wrong: str, folder: Path) -> Path:
    """The letter, with what is wrong with it."""
    path = folder / f"letter-{wrong or 'good'}.jpg"
    PHOTOGRAPHS[wrong]().save(path, "JPEG", quality=88)
    return path
