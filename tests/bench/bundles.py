"""What is shipped: our layers as built, and the naive handler's as the usual tools ship it."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ROOT / ".build" / "host"
FUNCTIONS = ROOT / "functions"
API_FUNCTIONS = ("intake", "upload", "payment", "payment_callback", "appointment", "file_viewing")
NAIVE = ROOT / ".build" / "naive"
NAIVE_HANDLER = Path(__file__).with_name("naive_handler.py")
#: What the naive handler imports, with what that needs: as `pip install --target` would lay it out.
NAIVE_PACKAGES = (
    "annotated-types",
    "aws-lambda-powertools",
    "aws-xray-sdk",
    "boto3",
    "botocore",
    "jmespath",
    "pydantic",
    "pydantic-core",
    "python-dateutil",
    "s3transfer",
    "six",
    "typing-extensions",
    "typing-inspection",
    "urllib3",
    "wrapt",
)


def search_path(function: str) -> list[Path]:
    """The order of Lambda: the function's own folder, then its layers."""
    own = ("documents",) if function in ("document_check", "file_viewing") else ()
    return [FUNCTIONS / function, *(LAYERS / layer / "python" for layer in ("core", "vendor", *own))]


def naive_path(*, bytecode: bool) -> list[Path]:
    """The naive handler and its packages, laid out once.

    Without bytecode: that is how it runs, since a CDK asset sets every file's time to 1980 and Python then takes
    no `.pyc` that pip made for another time. With bytecode: the best that could be made of it.
    """
    folder = NAIVE / ("compiled" if bytecode else "sources")
    stamp = folder / "made-of"
    made_of = "\n".join([*(f"{name} {version(name)}" for name in NAIVE_PACKAGES), NAIVE_HANDLER.read_text()])
    if not stamp.exists() or stamp.read_text() != made_of:
        shutil.rmtree(folder, ignore_errors=True)
        for package in NAIVE_PACKAGES:
            _copy(package, folder)
        shutil.copy(NAIVE_HANDLER, folder / "handler.py")
        if bytecode:
            subprocess.run(
                [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", str(folder)],
                check=True,
            )
        stamp.write_text(made_of)
    return [folder]


def _copy(package: str, folder: Path) -> None:
    for file in distribution(package).files or ():
        source = Path(str(file.locate()))
        if ".." in file.parts or source.suffix == ".pyc" or not source.is_file():
            continue
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def zipped(folders: list[Path]) -> int:
    """Bytes of one zip of the folders' files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in folders:
            for path in files(folder):
                archive.write(path, path.relative_to(folder))
    return content.tell()


def files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent) / name for name in names)
