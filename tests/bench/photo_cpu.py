"""`python -I -S -B photo_cpu.py <photo> <the function's folders> …`: prints JSON, CPU seconds of one inspection and of
Pillow alone, which decodes the same photograph and encodes it again. Medians of interleaved rounds.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

photo = Path(sys.argv[1]).read_bytes()
sys.path[:0] = sys.argv[2:]

from PIL.JpegImagePlugin import JpegImageFile  # noqa: E402

from imigrasi.adapters.inspection.inspector import FileInspector  # noqa: E402

ROUNDS = 15
inspector = FileInspector()


def bare() -> int:
    written = io.BytesIO()
    JpegImageFile(io.BytesIO(photo)).save(written, "JPEG", quality=75)
    return written.tell()


def inspected() -> int:
    return len(inspector.cleaned(photo, "image/jpeg").content)


def spent(act: Callable[[], int]) -> float:
    """Of this process and of those it started."""
    before = sum(os.times()[:4])
    act()
    return sum(os.times()[:4]) - before


took: dict[str, list[float]] = {"bare": [], "inspected": []}
for _ in range(ROUNDS):
    took["bare"].append(sum(spent(bare) for _ in range(5)) / 5)
    took["inspected"].append(sum(spent(inspected) for _ in range(5)) / 5)
print(json.dumps({**{name: statistics.median(each) for name, each in took.items()}, "kept": inspected()}))
