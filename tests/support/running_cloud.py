"""One private local cloud for all outside tests, stopped whatever happens; logs beside a failure. A pytest plugin."""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.local_cloud import LocalCloud
from tests.support.visitor import Visitor

STARTED = pytest.StashKey[float]()


@pytest.fixture(scope="session")
def local_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """Up for the whole session. Whatever the tests did, no queue may have given up a message."""
    if running := os.environ.get("TRY_CLOUD"):  # while writing tests: the folder of one that is up already
        yield LocalCloud(Path(running))
        return
    cloud = LocalCloud(tmp_path_factory.mktemp("installation") / ".local")
    try:
        cloud.start()
        yield cloud
        assert cloud.dead_letters() == {}, cloud.trouble(since=0)
    finally:
        cloud.remove()


@pytest.fixture
def visitor(local_cloud: LocalCloud) -> Visitor:
    """Somebody who has not started yet."""
    return Visitor(local_cloud)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "local_cloud" in getattr(item, "fixturenames", ()):
            item.add_marker("local_cloud")


def pytest_runtest_setup(item: pytest.Item) -> None:
    item.stash[STARTED] = time.time()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    cloud = getattr(item, "funcargs", {}).get("local_cloud")
    if report.failed and isinstance(cloud, LocalCloud):
        report.sections.append(("local cloud", logs_of(cloud, since=item.stash[STARTED])))
    return report


def logs_of(cloud: LocalCloud, since: float) -> str:
    try:
        return cloud.trouble(since)
    except Exception as silent:  # noqa: BLE001 (the test's own failure is what counts)
        return f"its logs could not be read: {silent!r}"
