"""Executions as officers see them: the states entered, in order, and none of what went through them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from imigrasi.adapters.executions import StepFunctionsExecutions

NUMBER = "LBG-0000-0000-0"
MACHINE = "arn:aws:states:ap-southeast-3:000000000000:stateMachine:imigrasi-local-application"
AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


class StepFunctions:
    def __init__(self, missing: str = "") -> None:
        self.missing = missing
        self.asked: list[dict[str, Any]] = []

    def describe_execution(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request)
        if self.missing:
            raise ClientError({"Error": {"Code": self.missing, "Message": ""}}, "DescribeExecution")
        return {"status": "RUNNING", "startDate": AT, "input": "{}"}

    def get_execution_history(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request)
        entered = [{"stateEnteredEventDetails": {"name": name}, "timestamp": AT} for name in ("Resume", "Review")]
        return {"events": [{"timestamp": AT, "executionStartedEventDetails": {}}, *entered]}


def executions(client: StepFunctions) -> StepFunctionsExecutions:
    return StepFunctionsExecutions(client, MACHINE)  # type: ignore[arg-type]


def test_a_round_is_found_by_its_name_and_told_without_its_data() -> None:
    client = StepFunctions()
    found = executions(client).round(NUMBER, 2)
    assert found is not None
    assert (found.name, found.status, found.stopped_at) == (f"{NUMBER}-2", "RUNNING", None)
    assert [visit.state for visit in found.visits] == ["Resume", "Review"]
    assert client.asked[0]["executionArn"].endswith(f":execution:imigrasi-local-application:{NUMBER}-2")
    assert client.asked[1]["includeExecutionData"] is False


def test_a_round_that_was_never_started_is_none() -> None:
    assert executions(StepFunctions("ExecutionDoesNotExist")).round(NUMBER, 1) is None


def test_any_other_refusal_is_not_hidden() -> None:
    with pytest.raises(ClientError):
        executions(StepFunctions("AccessDeniedException")).round(NUMBER, 1)
