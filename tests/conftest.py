"""What all tests share: no credentials, no sockets where none are needed, one cloud on moto."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# Before anything of the product is imported: its logger and clients read these once.
for _name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SSM", "CLOCK_FILE"):
    os.environ.pop(_name, None)
os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_SERVICE_NAME="tests",
    POWERTOOLS_LOG_LEVEL="INFO",
)

from tests.support.citizen import Citizen  # noqa: E402
from tests.support.moto_cloud import MotoCloud  # noqa: E402
from tests.support.people import Person  # noqa: E402

# The same examples everywhere; what a machine is slow at is no fault of the product.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("suite")

pytest_plugins = ["tests.support.running_cloud"]

TESTS = Path(__file__).parent
#: Folders whose tests open no socket at all.
SILENT = ("unit/domain", "unit/usecases", "unit/adapters", "unit/entrypoint", "unit/gateways")
LOOPBACK = ("integration",)
#: Folders whose tests share one synthesised template, so that they run in one process where there are several.
TOGETHER = ("infra",)
#: Folders whose files stay whole: their tests build on each other's cloud, which every process has for itself.
BY_FILE = ("e2e", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(TESTS).as_posix() if item.path.is_relative_to(TESTS) else ""
        if folder.startswith(SILENT):
            item.add_marker(pytest.mark.disable_socket)
        elif folder.startswith(LOOPBACK):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
        if (top := folder.split("/")[0]) in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(top))
        elif top in BY_FILE:
            item.add_marker(pytest.mark.xdist_group(folder))


@pytest.fixture(scope="session")
def _installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MotoCloud]:
    with MotoCloud(tmp_path_factory.mktemp("cloud")) as cloud:
        cloud.pause()
        yield cloud
        cloud.resume()


@pytest.fixture
def cloud(_installation: MotoCloud) -> Iterator[MotoCloud]:
    """An empty installation, at the real time."""
    _installation.resume()
    _installation.clear()
    yield _installation
    _installation.pause()


@pytest.fixture
def citizen(cloud: MotoCloud) -> Citizen:
    """Somebody who has not started yet."""
    return Citizen(cloud, Person())
