"""What the check of documents takes: memory for the largest files, processor's time for a usual photograph, bytes."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.bench import bundles
from tests.bench.cold_start import python
from tests.bench.line import Line
from tests.support import files_good, files_large

MB = 1_000_000
TAKEN_APART = bundles.ROOT / "tests" / "support" / "inspected.py"
PHOTO = Path(__file__).with_name("photo_cpu.py")


def lines() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _memory(folder)
        yield from _photograph(folder)
    layer = bundles.LAYERS / "documents" / "python"
    unpacked = sum(path.stat().st_size for path in bundles.files(layer))
    shipped = bundles.zipped([layer])
    yield Line("zip of the layer for documents", f"{unpacked / MB:.0f} MB unpacked", shipped / MB, 25, " MB")


def _memory(folder: Path) -> Iterator[Line]:
    order, written = folder / "order.json", {}
    for number, paper in enumerate(files_large.large_papers()):
        path = folder / str(number)
        path.write_bytes(paper.make())
        written[paper.name] = (paper.content_type, str(path))
    order.write_text(json.dumps(written))
    _run(str(TAKEN_APART), str(order))
    told = json.loads(Path(f"{order}.out").read_text())
    refused = [name for name, found in told["found"].items() if "code" in found]
    if refused:
        raise RuntimeError(f"refused: {', '.join(refused)}")
    slowest = max(told["seconds"], key=lambda name: told["seconds"][name])
    shown = f"{len(written)} largest files; longest {told['seconds'][slowest]:.1f} s of CPU, {slowest}"
    yield Line("memory of document_check", shown, told["peak"] / MB, 256, " MB")


def _photograph(folder: Path) -> Iterator[Line]:
    photo = folder / "photo.jpg"
    photo.write_bytes(_photo())
    took = json.loads(_run(str(PHOTO), str(photo)))
    sent = photo.stat().st_size
    shown = f"{took['inspected'] * 1000:.0f} ms of {took['bare'] * 1000:.0f} ms, {sent // 1000} kB"
    yield Line("check a photograph, CPU", shown, took["inspected"] / took["bare"], 1.5, "× Pillow alone")
    yield Line(
        "bytes kept of a photograph", f"{took['kept'] // 1000} kB of {sent // 1000} kB", took["kept"] / sent, 1.1
    )


def _photo() -> bytes:
    """As the site sends it: 1800 dots long, at quality 75, and about 350 kB of them."""
    grain = Image.effect_noise((1800, 1350), 18)
    picture = Image.blend(files_good.photograph(1800, 1350), Image.merge("RGB", (grain, grain, grain)), 0.4)
    return files_good.jpeg(picture, quality=75)


def _run(script: str, *arguments: str) -> str:
    command = python(script, *arguments, *map(str, bundles.search_path("document_check")))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
