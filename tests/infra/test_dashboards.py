"""Dashboards: widgets of `console`, each with parameters that it knows."""

import json
from typing import Any

import pytest

from infra.stacks.service.officers import WATCHED
from tests.infra.assembly import Assembly
from tests.support import handlers


def body(assembly: Assembly, name: str) -> dict[str, Any]:
    board = assembly.one("AWS::CloudWatch::Dashboard", f"{name}Dashboard")
    content: dict[str, Any] = json.loads(assembly.text(board.properties["DashboardBody"]))
    return content


def customs(assembly: Assembly, name: str) -> list[dict[str, Any]]:
    return [it["properties"] for it in body(assembly, name)["widgets"] if it["type"] == "custom"]


@pytest.mark.parametrize("name", ["Queue", "Operations"])
def test_every_custom_widget_calls_the_console_function(either: Assembly, name: str) -> None:
    arn = either.ref(either.functions["console"].resource)
    assert {widget["endpoint"] for widget in customs(either, name)} == {arn}


def test_every_widget_there_is_stands_on_a_dashboard_and_no_other(production: Assembly, local: Assembly) -> None:
    source = (handlers.FUNCTIONS / "console" / "handler.py").read_text()
    shown = {it["params"]["widget"] for name in ("Queue", "Operations") for it in customs(local, name)}
    assert shown == {"queue", "application", "executions", "messages", "invocations", "statements", "clock"}
    assert all(f'"{widget}": {widget}' in source for widget in shown)
    on_aws = {it["params"]["widget"] for name in ("Queue", "Operations") for it in customs(production, name)}
    assert shown - on_aws == {"clock"}, "only a local clock can be moved"


def test_what_is_being_typed_into_is_not_refreshed_away(production: Assembly) -> None:
    refreshed = {it["params"]["widget"]: it["updateOn"]["refresh"] for it in customs(production, "Queue")}
    assert refreshed == {"queue": True, "application": False}


def test_widgets_fit_the_dashboards_grid_without_overlap(either: Assembly) -> None:
    for name in ("Queue", "Operations"):
        taken: set[tuple[int, int]] = set()
        for widget in body(either, name)["widgets"]:
            cells = {
                (x, y)
                for x in range(widget["x"], widget["x"] + widget["width"])
                for y in range(widget["y"], widget["y"] + widget["height"])
            }
            assert not cells & taken
            assert all(x < 24 for x, _ in cells)
            taken |= cells


def test_the_console_reads_the_logs_of_every_other_function_and_no_other(either: Assembly) -> None:
    assert set(WATCHED) == set(either.functions) - {"console"}
    function = either.functions["console"]
    groups = {it.rpartition("/")[2].removesuffix(":*") for it in function.resources("logs:FilterLogEvents")}
    assert groups == {either.functions[name].resource.properties["FunctionName"] for name in WATCHED}
    assert function.resource.properties["Environment"]["Variables"]["WATCHED_FUNCTIONS"].split(",") == list(WATCHED)


def test_the_console_changes_nothing_and_opens_nothing_sealed(either: Assembly) -> None:
    actions = {it.action for it in either.functions["console"].permissions}
    assert actions == {
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "kms:Decrypt",
        "kms:DescribeKey",
        "logs:CreateLogStream",
        "logs:FilterLogEvents",
        "logs:PutLogEvents",
        "s3:GetObject",
        "states:DescribeExecution",
        "states:DescribeStateMachine",
        "states:GetExecutionHistory",
        "states:ListExecutions",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
    personal = either.ref(either.one("AWS::KMS::Key", "PersonalKey"))
    assert personal not in either.functions["console"].resources("kms:")
    reports = f"{either.ref(either.one('AWS::S3::Bucket', 'Statements'))}/reports/*"
    assert either.functions["console"].resources("s3:") == {reports}


def test_the_way_to_a_form_leads_to_this_regions_systems_manager(production: Assembly) -> None:
    variables = production.functions["console"].resource.properties["Environment"]["Variables"]
    assert production.text(variables["RUNBOOK_FORM"]) == (
        "https://ap-southeast-3.console.aws.amazon.com/systems-manager/automation/execute/"
        "imigrasi-production-{runbook}?region=ap-southeast-3"
    )
