"""The functions' packages, copied from this environment and pruned as the build prunes them."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from local import pruning


def installed(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@pytest.fixture(scope="session")
def pruned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages. botocore comes with the data of the services in use only, which is most of the work."""
    folder = tmp_path_factory.mktemp("packages")

    def other_services(parent: str, names: list[str]) -> set[str]:
        here = Path(parent)
        if here.name != "data":
            return {"__pycache__"}
        return {name for name in names if (here / name).is_dir() and name not in pruning.OPERATIONS}

    shutil.copytree(installed("botocore"), folder / "botocore", ignore=other_services)
    for package in ("pydantic", "urllib3"):
        shutil.copytree(installed(package), folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    pruning.prune(folder)
    return folder
