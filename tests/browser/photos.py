"""Papers as a phone photographs them: about 4 MB, noisy, lying on their side, with place and time in their notes."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

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
