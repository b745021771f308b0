"""The console asks the template's own policies, and a denial wins."""

from typing import Any

import pytest

from local.automation import Refused
from local.console.hosting import show
from local.console.permissions import check, dashboard_arn, definition_arn, may
from local.home import Home
from tests.unit.local.console.conftest import ENDPOINT

ASKED: dict[str, Any] = {"dashboard": "imigrasi-local-queue", "index": 0}


@pytest.mark.parametrize(
    ("officer", "action", "resource", "allowed"),
    [
        ("budi", "cloudwatch:GetDashboard", dashboard_arn("imigrasi-local-queue"), True),
        ("budi", "cloudwatch:GetDashboard", dashboard_arn("imigrasi-local-operations"), False),
        ("budi", "ssm:StartAutomationExecution", definition_arn("imigrasi-local-decide"), True),
        ("budi", "ssm:StartAutomationExecution", definition_arn("AWS-RunShellScript"), False),
        ("budi", "lambda:InvokeFunction", ENDPOINT, True),
        ("budi", "lambda:InvokeFunction", ENDPOINT.replace("console", "decision"), False),
        ("agus", "ssm:StartAutomationExecution", definition_arn("imigrasi-local-decide"), False),
        ("sari", "cloudwatch:GetDashboard", dashboard_arn("imigrasi-local-queue"), False),  # no policy deployed
        ("joko", "cloudwatch:GetDashboard", dashboard_arn("imigrasi-local-queue"), False),
    ],
)
def test_what_the_policy_says_holds(home: Home, officer: str, action: str, resource: str, allowed: bool) -> None:
    assert may(home, officer, action, resource) is allowed


def test_a_refusal_is_worded_as_aws_words_it(home: Home) -> None:
    with pytest.raises(Refused) as refused:
        check(home, "agus", "ssm:StartAutomationExecution", definition_arn("imigrasi-local-decide"))
    assert refused.value.code == "AccessDeniedException"
    assert "is not authorized to perform ssm:StartAutomationExecution" in refused.value.message


def test_a_dashboard_that_is_not_the_officers_is_not_asked_for(home: Home) -> None:
    with pytest.raises(Refused):
        show(home, "budi", ASKED | {"dashboard": "imigrasi-local-operations"})
