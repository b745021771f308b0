"""The machine waits and sequences: its paths, its ends, and what it must never swallow."""

import json
from typing import Any

import pytest

from imigrasi.domain import workflow as domain
from infra.components.workflow import ENDS, STATES, definition
from infra.stage import PRODUCTION
from tests.infra.assembly import ROOT, Assembly

MACHINE = definition(PRODUCTION)
WAITS = {state: MACHINE["States"][state] for state in STATES}


def _walk(start: str, outcomes: dict[str, str]) -> list[str]:
    """States entered from Resume on; `outcomes` are named failures of a state's wait, the others succeed."""
    entered, state = ["Resume"], start
    while True:
        entered.append(state)
        body = MACHINE["States"][state]
        if body["Type"] == "Succeed":
            return entered
        if state in outcomes:
            [caught] = [it for it in body["Catch"] if it["ErrorEquals"] == [outcomes[state]]]
            outcomes = {name: error for name, error in outcomes.items() if name != state}
            state = caught["Next"]
        elif body.get("End"):
            return entered
        else:
            state = body["Next"]


def test_the_standard_path_costs_seven_transitions() -> None:
    path = ["Resume", "Review", "Payment", "Attendance", "Adjudication", "Production", "Handover"]
    assert _walk("Review", {}) == path


def test_the_examined_path_pays_and_attends_last() -> None:
    outcomes = {"Review": "Examination", "Adjudication": "Payment", "Attendance": "Production"}
    path = ["Resume", "Review", "Examination", "Adjudication", "Payment", "Attendance", "Production", "Handover"]
    assert _walk("Review", outcomes) == path


@pytest.mark.parametrize("state", STATES)
def test_a_round_resumes_in_any_state(state: str) -> None:
    choices = MACHINE["States"]["Resume"]["Choices"]
    assert {"Variable": "$.stage", "StringEquals": state, "Next": state} in choices
    assert "Default" not in MACHINE["States"]["Resume"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("state", STATES)
def test_every_wait_can_end_in_every_way(state: str, end: str) -> None:
    assert _walk(state, {state: end})[-1] == end


@pytest.mark.parametrize("state", STATES)
def test_a_wait_that_times_out_reads_the_stored_state_again_and_waits_on(state: str) -> None:
    assert WAITS[state]["TimeoutSeconds"] == PRODUCTION.stage_wait_seconds
    [caught] = [it for it in WAITS[state]["Catch"] if it["ErrorEquals"] == ["States.Timeout"]]
    assert caught["Next"] == state


@pytest.mark.parametrize("state", STATES)
def test_an_unforeseen_error_fails_the_execution_so_that_the_rescue_hears_of_it(state: str) -> None:
    caught = {error for it in WAITS[state]["Catch"] for error in it["ErrorEquals"]}
    assert not caught & {"States.ALL", "States.TaskFailed"}
    retried = {error for it in WAITS[state]["Retry"] for error in it["ErrorEquals"]}
    assert all(error.startswith("Lambda.") for error in retried)


@pytest.mark.parametrize("state", STATES)
def test_a_wait_hands_out_its_token_and_keeps_its_input(state: str) -> None:
    assert WAITS[state]["Parameters"]["Payload"] == {
        "application_id.$": "$.application_id",
        "round.$": "$.round",
        "stage": state,
        "token.$": "$$.Task.Token",
    }
    assert WAITS[state]["ResultPath"] is None
    assert all(it["ResultPath"] is None for it in WAITS[state]["Catch"])


def test_the_machine_and_the_domain_name_the_same_states() -> None:
    assert set(domain.STATE_OF.values()) == set(STATES)


def test_every_diversion_of_the_domain_is_caught() -> None:
    source = (ROOT / "layers/core/python/imigrasi/domain/workflow.py").read_text()
    diverted = {part.partition('"')[0] for part in source.split('Diverted("')[1:]} | set(domain._ENDED.values())
    caught = {error for wait in WAITS.values() for it in wait["Catch"] for error in it["ErrorEquals"]}
    assert diverted
    assert diverted <= caught


def test_the_deployed_machine_is_this_one_and_logs_no_data(either: Assembly) -> None:
    properties: Any = either.one("AWS::StepFunctions::StateMachine").properties
    deployed = json.loads(either.text(properties["DefinitionString"]))
    assert deployed == json.loads(json.dumps(definition(either.stage)))
    function = either.functions["stage"].resource
    assert either.text(properties["DefinitionSubstitutions"]["StageFunction"]) == either.ref(function)
    assert properties["LoggingConfiguration"]["Level"] == "ALL"
    assert properties["LoggingConfiguration"]["IncludeExecutionData"] is False
    assert properties["TracingConfiguration"] == {"Enabled": True}
    assert properties.get("StateMachineType", "STANDARD") == "STANDARD"


def test_a_failed_execution_of_ours_reaches_the_rescue(either: Assembly) -> None:
    [rule] = [it for it in either.all("AWS::Events::Rule") if it.properties["EventPattern"]["source"] == ["aws.states"]]
    pattern = rule.properties["EventPattern"]
    assert pattern["source"] == ["aws.states"]
    assert set(pattern["detail"]["status"]) == {"FAILED", "TIMED_OUT", "ABORTED"}
    [target] = rule.properties["Targets"]
    assert "RescueQueue" in either.text(target["Arn"])
