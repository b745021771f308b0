"""Hostile files are refused or lose what made them hostile, honest ones are kept, and neither takes much memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from unittest.mock import patch

import pikepdf
from PIL import Image

from imigrasi.adapters.inspection import signatures
from imigrasi.adapters.s3 import S3UploadArea
from imigrasi.usecases.ports import Piece
from tests.bench import bundles
from tests.prove.engine import moto_cloud
from tests.prove.row import Figures, Scale, check
from tests.support import (
    files_bad_pdf,
    files_broken,
    files_drawn_pdf,
    files_flood_pdf,
    files_good,
    files_hostile,
    files_large,
    papers,
)
from tests.support.citizen import Citizen
from tests.support.files_good import PDF, Paper
from tests.support.files_hostile import PAYLOAD, Hostile
from tests.support.installation import VAULT
from tests.support.people import person

PROMISE = "only clean documents pass"
CONTROL = "an inspection that believes what a file was announced as, and keeps it as it came"

MEMORY = 256_000_000
CHILD = bundles.ROOT / "tests" / "support" / "inspected.py"
#: What takes seconds to be made.
LONG_IN_THE_MAKING = ("bomb", "hundred thousand", "000x", "508x", "3100x", "halved", "whole", "progressive", "drawings")
PICTURE_NOTES = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


class Verdict(NamedTuple):
    """`code` of a refusal, else what is kept."""

    code: str
    content_type: str = ""
    pages: int = 0
    content: bytes = b""


File = TypeVar("File", Paper, Hostile)
Inspect = Callable[[Sequence[Paper | Hostile]], dict[str, Verdict]]


class Shipped:
    """The function's own packages in an interpreter of their own. `peak` bytes are the most it ever held."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.peak = 0

    def __call__(self, files: Sequence[Paper | Hostile]) -> dict[str, Verdict]:
        order = self.folder / "order.json"
        written = {}
        for number, file in enumerate(files):
            path = self.folder / f"{number:04}"
            path.write_bytes(file.make())
            written[file.name] = (file.content_type, str(path))
        check(len(written) == len(files), "two files have one name")
        order.write_text(json.dumps(written))
        command = [sys.executable, "-I", "-S", str(CHILD), str(order)]
        done = subprocess.run(
            [*command, *map(str, bundles.search_path("document_check"))], capture_output=True, text=True, check=False
        )
        check(done.returncode == 0, "the inspection ended:", done.stderr)
        told = json.loads(Path(f"{order}.out").read_text())
        self.peak = max(self.peak, told["peak"])
        return {name: _verdict(found) for name, found in told["found"].items()}


def _verdict(found: dict[str, Any]) -> Verdict:
    if "code" in found:
        return Verdict(found["code"])
    return Verdict("", found["content_type"], found["pages"], Path(found["path"]).read_bytes())


def prove(scale: Scale) -> Figures:
    hostile = every(hostile_files(), scale.of(70, 10_000), scale)
    honest = every(list(files_good.all_papers()), scale.of(36, 10_000), scale)
    large = every(list(files_large.large_papers()), scale.of(2, 100), scale)
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        inspect = Shipped(Path(folder))
        refused, harmless = turn_away(inspect, hostile)
        keep(inspect, [*honest, *large])
        check(inspect.peak <= MEMORY, f"an inspection held {inspect.peak:,} bytes")
    with moto_cloud() as cloud:
        citizen = Citizen(cloud, person(1)).start()
        through_the_function(citizen, hostile, honest)
        overwritten(citizen)
    return {
        "hostile": len(hostile),
        "accepted": 0,
        "refused": refused,
        "made harmless": harmless,
        "honest": len(honest) + len(large),
        "honest refused": 0,
        "peak memory, MB": round(inspect.peak / 1e6),
    }


def hostile_files() -> list[Hostile]:
    return [
        *files_hostile.foreign_files(),
        *files_broken.hostile_pictures(),
        *files_bad_pdf.acting_pdfs(),
        *files_flood_pdf.flooding_pdfs(),
        *files_drawn_pdf.drawn_pdfs(),
    ]


def every(files: list[File], most: int, scale: Scale) -> list[File]:
    """All of them, or so many, evenly spread."""
    if scale is Scale.SMALL:
        files = [file for file in files if not any(words in file.name for words in LONG_IN_THE_MAKING)]
    step = max(1.0, len(files) / most)
    return [files[int(number * step)] for number in range(min(most, len(files)))]


# ---------------------------------------------------------------- one by one


def turn_away(inspect: Inspect, files: Sequence[Hostile]) -> tuple[int, int]:
    """How many were refused, and how many made harmless."""
    verdicts = inspect(files)
    for file in files:
        found = verdicts[file.name]
        check(found.code == file.code, f"{file.name}: {found.code or 'kept'}, not {file.code or 'kept'}")
        if not found.code:
            check_clean(file.name, found)
    refused = sum(bool(file.code) for file in files)
    return refused, len(files) - refused


def keep(inspect: Inspect, files: Sequence[Paper]) -> None:
    verdicts = inspect(files)
    for file in files:
        found = verdicts[file.name]
        check(not found.code, f"{file.name}: refused as {found.code}")
        check(found.pages == file.pages, f"{file.name}: {found.pages} pages")
        check_clean(file.name, found)
        if file.shows is not None:
            check_alike(file.name, found.content, file.shows())


def check_clean(name: str, found: Verdict) -> None:
    """By other eyes than the inspection's: nothing hides in what is kept."""
    check(signatures.kind(found.content) == found.content_type, f"{name}: kept as what it is not")
    if found.content_type == PDF:
        parts = list(_parts_of_pdf(name, found.content))
    else:
        with Image.open(io.BytesIO(found.content)) as picture:
            check(getattr(picture, "n_frames", 1) == 1, f"{name}: moves")
            check(set(picture.info) <= PICTURE_NOTES, f"{name}: has notes:", *picture.info)
        parts = [found.content]
    for part in parts:
        check(PAYLOAD[:20] not in part and files_good.NOTE not in part, f"{name}: still holds what it carried")


def _parts_of_pdf(name: str, content: bytes) -> Iterable[bytes]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        check(set(pdf.Root.keys()) == {"/Type", "/Pages"}, f"{name}: more than pages:", *pdf.Root.keys())
        check("/Info" not in pdf.trailer, f"{name}: has a title")
        for page in pdf.pages:
            check(not {"/Annots", "/AA", "/Metadata"} & set(page.obj.keys()), f"{name}: more than a page shows")
        yield content
        for found in pdf.objects:
            if isinstance(found, pikepdf.Stream):
                yield found.read_raw_bytes()
                if "/Subtype" not in found:
                    yield found.read_bytes()


def check_alike(name: str, content: bytes, shows: Image.Image) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        one = picture.convert("L").resize((32, 32))
    other = shows.convert("L").resize((32, 32))
    apart = sum(abs(a - b) for a, b in zip(one.tobytes(), other.tobytes(), strict=True)) / 1024
    check(apart < 4, f"{name}: looks otherwise, by {apart:.1f} grey levels")


# ---------------------------------------------------------------- through the function itself


def through_the_function(citizen: Citizen, hostile: Sequence[Hostile], honest: Sequence[Paper]) -> None:
    for file in [file for file in hostile if file.code and len(file.make())][::20]:
        document_id = citizen.upload("ktp", file.make(), file.content_type)
        citizen.cloud.pump()
        shown = citizen.call("GET", f"/documents/{document_id}").json
        check((shown["status"], shown["reasons"]) == ("refused", [file.code]), f"{file.name}: the function says", shown)
        check(not _kept(citizen), f"{file.name}: stands in the vault")
    for paper in honest[::12]:
        document_id = citizen.upload("old_passport", paper.make(), paper.content_type)
        citizen.cloud.pump()
        shown = citizen.call("GET", f"/documents/{document_id}").json
        check(shown["status"] == "accepted", f"{paper.name}: the function says", shown)
        check(len(_kept(citizen, document_id)) == 1, f"{paper.name}: does not stand in the vault")
    check(not citizen.cloud.roads.waiting(), "a message comes again:", citizen.cloud.roads.waiting())


def _kept(citizen: Citizen, document_id: str | None = None) -> list[bytes]:
    """What stands in the vault of this document, or of those of the kind that is only ever refused here."""
    s3 = citizen.cloud.client("s3")
    refused = [row["document_id"] for row in citizen.view()["documents"] if row["kind"] == "ktp"]
    keys = [f"{citizen.application_id}/{name}" for name in ([document_id] if document_id else refused)]
    listed = s3.list_objects_v2(Bucket=VAULT, Prefix=citizen.application_id).get("Contents", [])
    present = {entry["Key"] for entry in listed}
    return [s3.get_object(Bucket=VAULT, Key=key)["Body"].read() for key in keys if key in present]


def overwritten(citizen: Citizen) -> None:
    """Chunks replaced while the document is checked, and after: what was read first is what counts."""
    content = papers.jpeg("overwritten", 64 * 1024 + 100)
    opened = citizen.open_upload("ktp", content, "image/jpeg", chunk_size=64 * 1024).json
    for number, chunk in enumerate(papers.cut(content, 64 * 1024)):
        citizen.post_chunk(opened, number, chunk)
    citizen.call("POST", f"/documents/{opened['document_id']}/completion")
    pinned = S3UploadArea.pieces

    def attacked(area: S3UploadArea, document: Any) -> list[Piece]:
        pieces = pinned(area, document)
        citizen.post_chunk(opened, 0, b"\0" * (64 * 1024))
        return pieces

    with patch.object(S3UploadArea, "pieces", attacked):
        citizen.cloud.pump()
    kept = _kept(citizen, opened["document_id"])
    check(len(kept) == 1, "overwritten while it was checked: not accepted")
    citizen.post_chunk(opened, 1, b"\0" * 100)
    citizen.cloud.roads.send(
        "documents", {"detail": {"application_id": citizen.application_id, "document_id": opened["document_id"]}}
    )
    citizen.cloud.pump()
    check(_kept(citizen, opened["document_id"]) == kept, "overwritten after its check: the vault follows")


# ---------------------------------------------------------------- control


def control(scale: Scale) -> None:
    def believe(files: Sequence[Paper | Hostile]) -> dict[str, Verdict]:
        return {file.name: Verdict("", file.content_type, 1, file.make()) for file in files}

    turn_away(believe, every(hostile_files(), 20, Scale.SMALL))
