"""Executions of the workflow as Step Functions remembers them: definition, states entered, how they ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.usecases.officer_ports import Round, Visit

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

#: Events of one round: at most 8 states, each a handful of events, and a wait more for every day.
EVENTS = 1000


class StepFunctionsExecutions:
    """Executions on Step Functions."""

    def __init__(self, client: SFNClient, machine_arn: str) -> None:
        self._client = client
        self._machine = machine_arn

    def definition(self) -> dict[str, Any]:
        answer = self._client.describe_state_machine(stateMachineArn=self._machine)
        definition: dict[str, Any] = json.loads(answer["definition"])
        return definition

    def recent(self, limit: int) -> list[Round]:
        answer = self._client.list_executions(stateMachineArn=self._machine, maxResults=limit)
        return [
            Round(found["name"], found["status"], found["startDate"], found.get("stopDate"))
            for found in answer["executions"]
        ]

    def round(self, application_id: str, number: int) -> Round | None:
        name = f"{application_id}-{number}"
        arn = f"{self._machine.replace(':stateMachine:', ':execution:')}:{name}"
        try:
            found = self._client.describe_execution(executionArn=arn)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return None
            raise
        return Round(name, found["status"], found["startDate"], found.get("stopDate"), self._visits(arn))

    def _visits(self, arn: str) -> tuple[Visit, ...]:
        events = self._client.get_execution_history(executionArn=arn, maxResults=EVENTS, includeExecutionData=False)
        return tuple(
            Visit(event["stateEnteredEventDetails"]["name"], event["timestamp"])
            for event in events["events"]
            if "stateEnteredEventDetails" in event
        )
