"""An installation as the console reads it: the documents and dashboards of the template, nothing running."""

from pathlib import Path
from typing import Any

import pytest

from infra.components.runbooks import RUNBOOKS, content
from local.automation import Automation
from local.console.routes import Console
from local.home import Home

ENDPOINT = "arn:aws:lambda:ap-southeast-3:000000000000:function:imigrasi-local-console"


BOARDS = "arn:aws:cloudwatch::000000000000:dashboard"
DEFINITIONS = "arn:aws:ssm:ap-southeast-3:000000000000:automation-definition"


def allow(action: str, resource: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": [action], "Resource": [resource, {"Fn::GetAtt": ["Unknown", "Arn"]}]}


def widget(name: str, kind: str = "custom") -> dict[str, Any]:
    properties = {"endpoint": ENDPOINT, "params": {"widget": name}, "title": name.title()}
    return {"type": kind, "width": 12, "height": 6, "x": 0, "y": 0, "properties": properties}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    documents = {f"imigrasi-local-{it.verb}": content(it, role_arn="role", function_name="f") for it in RUNBOOKS}
    dashboards = {"imigrasi-local-queue": {"widgets": [widget("queue"), widget("API", "metric")]}}
    officer = [
        allow("cloudwatch:GetDashboard", f"{BOARDS}/imigrasi-local-queue"),
        allow("lambda:InvokeFunction", ENDPOINT),
        allow("ssm:StartAutomationExecution", f"{DEFINITIONS}/imigrasi-local-*"),
        {"Effect": "Deny", "Action": "lambda:InvokeFunction", "NotResource": ENDPOINT},
    ]
    policies = {"imigrasi-local-officer": officer, "imigrasi-local-auditor": officer[:2]}
    noted = {"documents": documents, "dashboards": dashboards, "policies": policies, "outputs": {}}
    home.write("deployed.json", noted)
    return home


@pytest.fixture
def automation(home: Home) -> Automation:
    return Automation(home)


@pytest.fixture
def console(automation: Automation) -> Console:
    return Console(automation)
