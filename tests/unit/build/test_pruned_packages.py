"""The pruned packages still do all that functions ask of them, and say so when they no longer can."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore import xform_name

from local import pruning
from local.build import BUILD, LAYERS, PACKAGES, build
from tests.support import files_good, files_pdf, handlers

CORE = handlers.ROOT / "layers" / "core" / "python" / "imigrasi"
#: What botocore itself asks for: the address of an upload policy, the region of a bucket.
ASKED_BY_BOTOCORE = {"create_bucket", "head_bucket"}

ALL_CLIENTS = """
import sys
sys.path[:0] = sys.argv[1:]
import botocore.session
assert botocore.__file__.startswith(sys.argv[1]), botocore.__file__
session = botocore.session.Session()
for service in {services!r}:
    client = session.create_client(service, "ap-southeast-3", aws_access_key_id="a", aws_secret_access_key="b")
    assert client.__class__.__doc__ is None or isinstance(str(client.__class__.__doc__), str)
import urllib3.http2
import pydantic
class Body(pydantic.BaseModel):
    size: int
assert Body.model_validate_json('{{"size": 3}}').size == 3
"""

#: Adapters that need the layer `documents`.
HEAVY = "imigrasi.adapters.inspection imigrasi.adapters.press"

ALL_HANDLERS = """
import importlib.util, os, sys
os.environ["POWERTOOLS_SERVICE_NAME"] = "test"
core, vendor, heavy, *files = sys.argv[1:]
sys.path[:0] = [core, vendor]
for number, file in enumerate(files):
    spec = importlib.util.spec_from_file_location(f"function_{number}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert callable(module.handler)
import botocore, imigrasi, pydantic
assert botocore.__file__.startswith(vendor) and pydantic.__file__.startswith(vendor), botocore.__file__
assert imigrasi.__file__.startswith(core), imigrasi.__file__
import pkgutil
for package in ("imigrasi.adapters", "imigrasi.usecases", "imigrasi.domain", "imigrasi.entrypoint"):
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if not found.name.startswith(tuple(heavy.split())):
            importlib.import_module(found.name)
from imigrasi.entrypoint.applicant_data import e164
assert e164("0812-3456-7890") == "+6281234567890"
assert e164("(+60) 12 345 6789") == "+60123456789"
"""


ALL_TYPES = """
import pathlib, sys
folder, *layers = sys.argv[1:]
sys.path[:0] = layers
from imigrasi.adapters.inspection.inspector import FileInspector
from imigrasi.adapters.press.press import DocumentPress
from imigrasi.usecases.viewing_ports import Picture
import PIL, pikepdf, pillow_heif
assert all(module.__file__.startswith(layers[-1]) for module in (PIL, pikepdf, pillow_heif)), PIL.__file__
for paper in pathlib.Path(folder).iterdir():
    content_type = paper.stem.replace("-", "/")
    cleaned = FileInspector().cleaned(paper.read_bytes(), content_type)
    assert cleaned.content and cleaned.pages == 1, paper
    assert DocumentPress().marked(Picture(cleaned.content, cleaned.content_type), "budi").content, paper
"""


def run(program: str, *arguments: str) -> None:
    """In an interpreter of its own that sees no other packages than those it is given."""
    command = [sys.executable, "-I", "-S", "-B", "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_client_can_be_made(pruned: Path) -> None:
    packages = Path(pytest.__file__).parent.parent
    run(ALL_CLIENTS.format(services=list(pruning.OPERATIONS)), str(pruned), str(packages))


def test_every_handler_starts_from_the_built_layers_alone() -> None:
    build("host")
    layers = [str(BUILD / "host" / layer / "python") for layer in ("core", "vendor")]
    files = [str(handlers.FUNCTIONS / name / "handler.py") for name in handlers.names()]
    run(ALL_HANDLERS, *layers, HEAVY, *files)


def test_every_type_of_file_is_taken_apart_with_the_built_layers_alone(tmp_path: Path) -> None:
    build("host")
    papers: dict[str, bytes] = {}
    for paper in files_good.all_papers():
        papers.setdefault(paper.content_type, paper.make())
    papers[files_good.PDF] = files_pdf.HONEST["of JPEG 2000"][1]()
    assert len(papers) == 5
    for content_type, content in papers.items():
        (tmp_path / f"{content_type.replace('/', '-')}.file").write_bytes(content)
    run(ALL_TYPES, str(tmp_path), *(str(BUILD / "host" / layer / "python") for layer in LAYERS))


def test_no_layer_alone_nor_all_together_come_near_what_lambda_takes() -> None:
    """250 MB unpacked, for a function with all its layers."""
    build("host")
    files = [path for layer in LAYERS for path in (BUILD / "host" / layer).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 100_000_000


def test_what_is_built_is_no_part_of_this_environment() -> None:
    """An installer may link its cache's files into many places; what is pruned has to be a copy."""
    build("host")
    built = [path for layer in PACKAGES for path in (BUILD / "host" / layer).rglob("*") if path.is_file()]
    shared = [path for path in built if path.stat().st_nlink > 1]
    assert shared == []


def test_the_kept_operations_are_those_that_adapters_call() -> None:
    kept = {xform_name(name) for names in pruning.OPERATIONS.values() for name in names}
    called = {name for path in (CORE / "adapters").rglob("*.py") for name in calls(ast.parse(path.read_text()))}
    # Only verifiers run by hand read everything, with the packages of this environment.
    called -= {"get_paginator", "generate_presigned_post", "generate_presigned_url", "scan"}
    assert called - kept == set()
    assert kept - called == ASKED_BY_BOTOCORE


def calls(tree: ast.AST) -> Iterator[str]:
    """Methods called on a client, and the operations that paginators are made for."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        target = node.func.value
        if isinstance(target, ast.Attribute) and target.attr == "_client":
            yield node.func.attr
            if node.func.attr == "get_paginator" and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


def test_the_kept_services_are_those_that_clients_are_made_for() -> None:
    files = (CORE / "entrypoint").rglob("*.py")
    assert {name for path in files for name in clients(ast.parse(path.read_text()))} == set(pruning.OPERATIONS)


def clients(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "client":
            (service,) = node.args
            if isinstance(service, ast.Constant):
                yield str(service.value)


def test_a_package_that_has_changed_is_not_reworded(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text("import this\nimport this\n")
    with pytest.raises(pruning.PackageChanged, match="exactly once"):
        pruning.reword(file, "import this\n", "")
    assert file.read_text() == "import this\nimport this\n"
