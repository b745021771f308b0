"""Runbooks run here as Systems Manager runs them."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from local import cloud
from local.automation import Automation, Refused
from local.home import Home, LocalError

NUMBER = "LBG-0000-0000-0"
DOCUMENT = {
    "parameters": {
        "ApplicationId": {"type": "String", "allowedPattern": "^LBG-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]$"},
        "Outcome": {"type": "String", "allowedValues": ["clear", "return"]},
    },
    "mainSteps": [
        {
            "name": "Decide",
            "action": "aws:invokeLambdaFunction",
            "inputs": {
                "FunctionName": "imigrasi-local-decision",
                "InputPayload": {"execution_id": "{{automation:EXECUTION_ID}}"},
            },
        }
    ],
}
GIVEN = {"ApplicationId": [NUMBER], "Outcome": ["clear"]}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.write("deployed.json", {"documents": {"decide": DOCUMENT}})
    return home


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    made: list[tuple[str, Any]] = []

    def invoke(_ports: object, function: str, payload: Any) -> Any:
        made.append((function, payload))
        return {"status": "awaiting_payment"}

    monkeypatch.setattr(cloud, "invoke", invoke)
    return made


def finished(automation: Automation, execution_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 5
    while (execution := automation.execution(execution_id))["AutomationExecutionStatus"] == "InProgress":
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return execution


def test_the_function_gets_the_execution_and_nothing_else(home: Home, calls: list[tuple[str, Any]]) -> None:
    automation = Automation(home)
    execution_id = automation.start("budi", "decide", GIVEN)
    assert finished(automation, execution_id)["AutomationExecutionStatus"] == "Success"
    assert calls == [("imigrasi-local-decision", {"execution_id": execution_id})]


def test_what_the_document_gives_out_stands_above_the_steps(home: Home, calls: list[tuple[str, Any]]) -> None:
    home.write("deployed.json", {"documents": {"decide": DOCUMENT | {"outputs": ["Decide.Payload", "Decide.Other"]}}})
    automation = Automation(home)
    execution = finished(automation, automation.start("budi", "decide", GIVEN))
    assert execution["Outputs"] == {"Decide.Payload": ['{"status": "awaiting_payment"}']}


def test_the_record_says_who_in_which_role_asked_for_what(home: Home, calls: list[tuple[str, Any]]) -> None:
    automation = Automation(home)
    execution = finished(automation, automation.start("sari", "decide", GIVEN))
    role, _, name = execution["ExecutedBy"].removeprefix("arn:aws:sts::000000000000:assumed-role/").partition("/")
    assert role.startswith("AWSReservedSSO_ImigrasiSupervisor_")
    assert name == "sari"
    assert (execution["DocumentName"], execution["Parameters"]) == ("decide", GIVEN)


def test_a_refusal_of_the_function_is_the_executions_failure(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_ports: object, function: str, _payload: Any) -> Any:
        raise LocalError(f"{function} failed: {json.dumps({'code': 'four_eyes', 'title': 'Another officer.'})}")

    monkeypatch.setattr(cloud, "invoke", refuse)
    automation = Automation(home)
    execution = finished(automation, automation.start("budi", "decide", GIVEN))
    assert execution["AutomationExecutionStatus"] == "Failed"
    assert "four_eyes" in execution["FailureMessage"]


@pytest.mark.parametrize("caller", ["agus", "stranger", ""])
def test_only_officers_and_supervisors_may_start_a_runbook(home: Home, caller: str) -> None:
    with pytest.raises(Refused) as refused:
        Automation(home).start(caller, "decide", GIVEN)
    assert refused.value.code == "AccessDeniedException"


@pytest.mark.parametrize(
    "given",
    [
        {"ApplicationId": [NUMBER]},
        {**GIVEN, "Outcome": ["approve"]},
        {**GIVEN, "ApplicationId": ["LBG-1"]},
        {**GIVEN, "Outcome": ["clear", "return"]},
        {**GIVEN, "Note": ["free text"]},
    ],
    ids=["missing", "not allowed", "not the pattern", "two values", "unknown"],
)
def test_parameters_are_held_to_what_the_runbook_declares(
    home: Home, calls: list[tuple[str, Any]], given: dict[str, list[str]]
) -> None:
    with pytest.raises(Refused) as refused:
        Automation(home).start("budi", "decide", given)
    assert refused.value.code == "InvalidAutomationExecutionParametersException"
    assert calls == []


def test_there_is_no_runbook_that_was_not_deployed(home: Home) -> None:
    with pytest.raises(Refused) as refused:
        Automation(home).start("budi", "other", GIVEN)
    assert refused.value.code == "AutomationDefinitionNotFoundException"


@pytest.mark.parametrize("execution_id", ["11111111-2222-3333-4444-555555555555", "../deployed"])
def test_an_unknown_execution_is_not_found(home: Home, execution_id: str) -> None:
    with pytest.raises(Refused) as refused:
        Automation(home).execution(execution_id)
    assert refused.value.code == "AutomationExecutionNotFoundException"


def test_an_execution_that_a_stop_cut_off_is_failed_at_the_next_start(home: Home) -> None:
    execution_id = "11111111-2222-3333-4444-555555555555"
    home.write(
        f"executions/{execution_id}.json",
        {"AutomationExecutionId": execution_id, "AutomationExecutionStatus": "InProgress"},
    )
    assert Automation(home).execution(execution_id)["AutomationExecutionStatus"] == "Failed"


# ------------------------------------------------------------ approvals

APPROVED = {
    "mainSteps": [
        {"name": "Ask", "action": "aws:approve", "inputs": {"Message": "Refund?", "MinRequiredApprovals": 1}},
        *DOCUMENT["mainSteps"],
    ]
}


@pytest.fixture
def waiting(home: Home, calls: list[tuple[str, Any]]) -> tuple[Automation, str]:
    """A runbook that budi started and that waits for another officer."""
    home.write("deployed.json", {"documents": {"refund": APPROVED}})
    automation = Automation(home)
    execution_id = automation.start("budi", "refund", {})
    deadline = time.monotonic() + 5
    while automation.execution(execution_id)["AutomationExecutionStatus"] != "Waiting":
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return automation, execution_id


def settled(automation: Automation, execution_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 5
    while (found := automation.execution(execution_id))["AutomationExecutionStatus"] in ("Waiting", "InProgress"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def test_nothing_is_called_before_the_second_officer_approves(
    waiting: tuple[Automation, str], calls: list[tuple[str, Any]]
) -> None:
    automation, execution_id = waiting
    assert calls == []
    automation.signal("ratna", execution_id, "Approve")
    found = settled(automation, execution_id)
    assert found["AutomationExecutionStatus"] == "Success"
    assert [step["StepStatus"] for step in found["StepExecutions"]] == ["Success", "Success"]
    assert found["StepExecutions"][0]["Outputs"] == {"ApproverDecisions": ["ratna: Approve"]}
    assert len(calls) == 1


def test_a_rejection_ends_it(waiting: tuple[Automation, str], calls: list[tuple[str, Any]]) -> None:
    automation, execution_id = waiting
    automation.signal("sari", execution_id, "Reject")
    assert settled(automation, execution_id)["AutomationExecutionStatus"] == "Failed"
    assert calls == []


@pytest.mark.parametrize(
    ("caller", "kind", "code"),
    [
        ("budi", "Approve", "AccessDeniedException"),
        ("agus", "Approve", "AccessDeniedException"),
        ("joko", "Approve", "AccessDeniedException"),
        ("ratna", "Resume", "InvalidAutomationSignalException"),
    ],
)
def test_who_started_it_an_auditor_and_a_stranger_approve_nothing(
    waiting: tuple[Automation, str], caller: str, kind: str, code: str
) -> None:
    automation, execution_id = waiting
    with pytest.raises(Refused) as refused:
        automation.signal(caller, execution_id, kind)
    assert refused.value.code == code
    assert automation.execution(execution_id)["AutomationExecutionStatus"] == "Waiting"
    automation.signal("ratna", execution_id, "Reject")


def test_a_runbook_that_waits_for_nothing_takes_no_signal(home: Home, calls: list[tuple[str, Any]]) -> None:
    automation = Automation(home)
    execution_id = automation.start("budi", "decide", GIVEN)
    finished(automation, execution_id)
    with pytest.raises(Refused):
        automation.signal("ratna", execution_id, "Approve")
