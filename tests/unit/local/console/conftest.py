"""An installation as the console reads it: the documents and dashboards of the template, nothing running."""

from pathlib import Path
from typing import Any

import pytest

from infra.components.runbooks import RUNBOOKS, content
from local.automation import Automation
from local.console.routes import Console
from local.home import Home

ENDPOINT = "arn:aws:lambda:ap-southeast-3:000000000000:function:imigrasi-local-console"


def widget(name: str, kind: str = "custom") -> dict[str, Any]:
    properties = {"endpoint": ENDPOINT, "params": {"widget": name}, "title": name.title()}
    return {"type": kind, "width": 12, "height": 6, "x": 0, "y": 0, "properties": properties}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    documents = {f"imigrasi-local-{it.verb}": content(it, role_arn="role", function_name="f") for it in RUNBOOKS}
    dashboards = {"imigrasi-local-queue": {"widgets": [widget("queue"), widget("API", "metric")]}}
    home.write("deployed.json", {"documents": documents, "dashboards": dashboards, "outputs": {}})
    return home


@pytest.fixture
def automation(home: Home) -> Automation:
    return Automation(home)


@pytest.fixture
def console(automation: Automation) -> Console:
    return Console(automation)
