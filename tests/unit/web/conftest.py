"""The site built once, and a Node beside it that runs its scripts."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from web.build import build
from web.bundle import SCRIPTS

Script = Callable[[str, str], Any]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Path → content of everything that is published."""
    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def pages(site: dict[str, bytes]) -> dict[str, str]:
    return {path: content.decode() for path, content in site.items() if path.endswith(".html")}


@pytest.fixture(scope="session")
def script() -> Script:
    """Runs an expression on what a script of the site exports: ("apply/rules.js", "isDate('2024-02-29')")."""

    def run(module: str, expression: str) -> Any:
        address = (SCRIPTS / module).as_uri()
        source = (
            f"import * as m from {json.dumps(address)};"
            f"const run = new Function(...Object.keys(m), 'return ' + {json.dumps(expression)});"
            "process.stdout.write(JSON.stringify(run(...Object.values(m)) ?? null));"
        )
        done = subprocess.run(
            [Path(sys.executable).with_name("node"), "--input-type=module", "--no-warnings", "--eval", source],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
