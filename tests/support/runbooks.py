"""Systems Manager's record of runbook executions, and officers who run them."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from moto.ssm.responses import SimpleSystemManagerResponse

from imigrasi.entrypoint.officers import RunbookFailed
from tests.support import handlers, wire
from tests.support.installation import ACCOUNT

ROLES = {
    "budi": "ImigrasiOfficer",
    "ratna": "ImigrasiOfficer",
    "wati": "ImigrasiOfficer",
    "sari": "ImigrasiSupervisor",
    "agus": "ImigrasiAuditor",
}


def principal(officer: str) -> str:
    """The ARN that Systems Manager records for a session of Identity Center."""
    return f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_{ROLES[officer]}_0123456789abcdef/{officer}"


class Refused(Exception):
    """The runbook failed; `code` is the fault's slug, as the officer reads it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Runbooks:
    """`run` does what a runbook's one step does: keep the record, call `decision` with the execution's id."""

    executions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wire.answer(SimpleSystemManagerResponse, {"get_automation_execution": self._get})

    def clear(self) -> None:
        self.executions.clear()

    def record(self, executed_by: str, document: str, parameters: dict[str, str], *, status: str = "InProgress") -> str:
        """An execution of `document` as stored; its id."""
        execution_id = str(uuid.uuid4())
        self.executions[execution_id] = {
            "AutomationExecutionId": execution_id,
            "DocumentName": document,
            "DocumentVersion": "1",
            "AutomationExecutionStatus": status,
            "Parameters": {name: [value] for name, value in parameters.items()},
            "ExecutedBy": executed_by,
            "Mode": "Auto",
        }
        return execution_id

    def decide(self, execution_id: str) -> dict[str, Any]:
        """Call the decision function. Raises Refused."""
        try:
            done: dict[str, Any] = handlers.handler("decision")({"execution_id": execution_id}, None)
        except RunbookFailed as failed:
            raise Refused(json.loads(str(failed))["code"]) from failed
        return done

    def run(self, officer: str, verb: str, application_id: str, **parameters: str) -> str:
        """`run("budi", "decide", number, Outcome="clear", Reason="complete")`: the status reached. Raises Refused."""
        status: str = self.start(officer, verb, ApplicationId=application_id, **parameters)["status"]
        return status

    def start(self, officer: str, verb: str, **parameters: str) -> dict[str, Any]:
        """A runbook about anything, run to its end: what `decision` answered. Raises Refused."""
        return self.decide(self.record(principal(officer), f"imigrasi-local-{verb}", parameters))

    def _get(self, request: dict[str, Any]) -> dict[str, Any]:
        found = self.executions.get(request["AutomationExecutionId"])
        if found is None:
            raise wire.Refusal("AutomationExecutionNotFoundException")
        return {"AutomationExecution": found}
