"""The workflow on Step Functions: one execution per round, named so that it can start only once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from botocore.exceptions import ClientError

from imigrasi.usecases.ports import TokenDead

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_DEAD = {"TaskTimedOut", "InvalidToken", "TaskDoesNotExist"}
_ENDED_BADLY: tuple[Literal["FAILED", "TIMED_OUT", "ABORTED"], ...] = ("FAILED", "TIMED_OUT", "ABORTED")


class StepFunctionsWorkflow:
    def __init__(self, client: SFNClient, machine_arn: str = "") -> None:
        self._client = client
        self._machine = machine_arn

    def start(self, application_id: str, round_: int, state: str) -> None:
        try:
            self._client.start_execution(
                stateMachineArn=self._machine,
                name=f"{application_id}-{round_}",
                input=json.dumps({"application_id": application_id, "round": round_, "stage": state}),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise

    def succeed(self, token: str) -> None:
        try:
            self._client.send_task_success(taskToken=token, output="{}")
        except ClientError as error:
            raise _told(error) from error

    def divert(self, token: str, name: str) -> None:
        try:
            self._client.send_task_failure(taskToken=token, error=name, cause="stored outcome")
        except ClientError as error:
            raise _told(error) from error

    def is_dead(self, application_id: str, round_: int) -> bool:
        arn = self._machine.replace(":stateMachine:", ":execution:") + f":{application_id}-{round_}"
        try:
            return self._client.describe_execution(executionArn=arn)["status"] != "RUNNING"
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return True
            raise

    def dead_rounds(self) -> Iterator[tuple[str, int]]:
        for status in _ENDED_BADLY:
            pages = self._client.get_paginator("list_executions").paginate(
                stateMachineArn=self._machine, statusFilter=status
            )
            for page in pages:
                yield from (round_named(execution["name"]) for execution in page["executions"])


def round_named(execution: str) -> tuple[str, int]:
    """(application_id, round) from an execution's name."""
    application_id, _, round_ = execution.rpartition("-")
    return application_id, int(round_)


def _told(error: ClientError) -> Exception:
    return TokenDead(error.response["Error"]["Code"]) if error.response["Error"]["Code"] in _DEAD else error
