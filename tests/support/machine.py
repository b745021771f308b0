"""The deployed state machine, interpreted: Choice, waits for a task token, Catch, ends. No timers.

The definition is the one that is deployed (`infra.components.workflow`). Work is queued and done in `run`, so
that a test decides what happens first: the wait is registered, or its outcome stored.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.stepfunctions.responses import StepFunctionResponse

from infra.components.workflow import definition
from infra.stage import LOCAL
from tests.support import wire

if TYPE_CHECKING:
    from tests.support.moto_cloud import MotoCloud


@dataclass(slots=True)
class Execution:
    """One round. `state` is where it stands or ended, `path` every state it went through."""

    name: str
    input: dict[str, Any]
    status: str = "RUNNING"
    state: str = ""
    token: str = ""
    path: list[str] = field(default_factory=list)


class Machine:
    def __init__(self, cloud: MotoCloud, arn: str) -> None:
        self._cloud, self._arn = cloud, arn
        self._states: dict[str, Any] = definition(LOCAL)["States"]
        self._start_at: str = definition(LOCAL)["StartAt"]
        self._lock = threading.RLock()
        self._work: deque[tuple[Execution, str]] = deque()
        self._tokens: dict[str, Execution] = {}
        self.executions: dict[str, Execution] = {}
        operations = {
            "start_execution": self._start,
            "send_task_success": self._succeed,
            "send_task_failure": self._fail,
            "describe_execution": self._describe,
            "list_executions": self._list,
        }
        wire.answer(StepFunctionResponse, operations)

    def clear(self) -> None:
        with self._lock:
            self._work.clear()
            self._tokens.clear()
            self.executions.clear()

    def run(self) -> int:
        """Do all queued work: enter states, call the stage function. How much there was."""
        done = 0
        while True:
            with self._lock:
                if not self._work:
                    return done
                execution, state = self._work.popleft()
            self._enter(execution, state)
            done += 1

    def kill(self, name: str, status: str = "ABORTED") -> None:
        """The execution ends badly, as Step Functions would report it."""
        with self._lock:
            execution = self.executions[name]
            self._tokens.pop(execution.token, None)
            execution.status = status
        detail = {"name": name, "status": status, "stateMachineArn": self._arn}
        message = {"source": "aws.states", "detail-type": "Step Functions Execution Status Change", "detail": detail}
        self._cloud.roads.send("rescue", message)

    def time_out(self, name: str) -> None:
        """The wait's time is over: its token is dead, the state is entered again."""
        with self._lock:
            self._leave(self.executions[name], "States.Timeout")

    # ------------------------------------------------------------ inside

    def _enter(self, execution: Execution, name: str) -> None:
        state = self._states[name]
        with self._lock:
            if execution.status != "RUNNING":
                return
            execution.state = name
            execution.path.append(name)
            if state["Type"] == "Succeed":
                execution.status = "SUCCEEDED"
                return
            if state["Type"] == "Choice":
                self._work.append((execution, self._chosen(state, execution.input)))
                return
            execution.token = uuid.uuid4().hex
            self._tokens[execution.token] = execution
        payload = {
            "application_id": execution.input["application_id"],
            "round": execution.input["round"],
            "stage": state["Parameters"]["Payload"]["stage"],
            "token": execution.token,
        }
        try:
            self._cloud.invoke("stage", payload)
        except Exception:  # noqa: BLE001 - an uncaught error of the function ends the execution
            self.kill(execution.name, "FAILED")

    def _chosen(self, state: dict[str, Any], given: dict[str, Any]) -> str:
        chosen = [choice["Next"] for choice in state["Choices"] if choice["StringEquals"] == given["stage"]]
        return str(chosen[0])

    def _leave(self, execution: Execution, error: str | None) -> None:
        """By success (None) or by a named error."""
        self._tokens.pop(execution.token, None)
        state = self._states[execution.state]
        if error is None:
            if state.get("End"):
                execution.status = "SUCCEEDED"
            else:
                self._work.append((execution, state["Next"]))
            return
        caught = [catch["Next"] for catch in state["Catch"] if error in catch["ErrorEquals"]]
        if caught:
            self._work.append((execution, caught[0]))
        else:
            self.kill(execution.name, "FAILED")

    # ------------------------------------------------------------ the service's operations

    def _start(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            if request["name"] in self.executions:
                raise wire.Refusal("ExecutionAlreadyExists")
            execution = Execution(request["name"], json.loads(request["input"]))
            self.executions[execution.name] = execution
            self._work.append((execution, self._start_at))
        return {"executionArn": self._execution_arn(execution.name), "startDate": 0}

    def _succeed(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            self._leave(self._waiting(request["taskToken"]), None)
        return {}

    def _fail(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            self._leave(self._waiting(request["taskToken"]), request["error"])
        return {}

    def _waiting(self, token: str) -> Execution:
        execution = self._tokens.get(token)
        if execution is None:
            raise wire.Refusal("TaskTimedOut")
        return execution

    def _describe(self, request: dict[str, Any]) -> dict[str, Any]:
        execution = self.executions.get(request["executionArn"].rpartition(":")[2])
        if execution is None:
            raise wire.Refusal("ExecutionDoesNotExist")
        return self._row(execution)

    def _list(self, request: dict[str, Any]) -> dict[str, Any]:
        wanted = request.get("statusFilter")
        return {"executions": [self._row(each) for each in self.executions.values() if each.status == wanted]}

    def _row(self, execution: Execution) -> dict[str, Any]:
        arn = self._execution_arn(execution.name)
        return {
            "executionArn": arn,
            "stateMachineArn": self._arn,
            "name": execution.name,
            "status": execution.status,
            "startDate": 0,
        }

    def _execution_arn(self, name: str) -> str:
        return self._arn.replace(":stateMachine:", ":execution:") + f":{name}"
