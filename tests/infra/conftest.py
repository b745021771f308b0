"""One synthesis per stage and session. The rule packs have their own run: `python -m infra.check`."""

import os

os.environ.setdefault("CDK_VALIDATION", "false")  # read when Node starts, so before the app is imported

import pytest

from infra.stage import LOCAL, PRODUCTION
from tests.infra.assembly import Assembly


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return Assembly.of(PRODUCTION, tmp_path_factory.mktemp("production"))


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return Assembly.of(LOCAL, tmp_path_factory.mktemp("local"))


@pytest.fixture(params=["production", "local"])
def either(request: pytest.FixtureRequest) -> Assembly:
    assembly: Assembly = request.getfixturevalue(request.param)
    return assembly
