"""Systems Manager Automation: who started a runbook, with which parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imigrasi.domain.decision import Officer, Role

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

#: Roles of Identity Center's permission sets; nobody else can start our documents.
_STARTED_BY = re.compile(
    r":assumed-role/AWSReservedSSO_Imigrasi(?P<role>Officer|Supervisor|Auditor)_[0-9a-f]+/(?P<name>[\w.+=,@-]+)\Z"
)


@dataclass(frozen=True, slots=True)
class Execution:
    """A runbook under way, as Systems Manager itself records it."""

    document: str
    officer: Officer | None
    parameters: dict[str, str]
    running: bool


class SsmAutomation:
    def __init__(self, client: SSMClient) -> None:
        self._client = client

    def execution(self, execution_id: str) -> Execution:
        found = self._client.get_automation_execution(AutomationExecutionId=execution_id)["AutomationExecution"]
        return Execution(
            document=found["DocumentName"],
            officer=officer_of(found["ExecutedBy"]),
            parameters={name: values[0] for name, values in found["Parameters"].items() if values},
            running=found["AutomationExecutionStatus"] == "InProgress",
        )


def officer_of(arn: str) -> Officer | None:
    """The officer behind a principal's ARN, None for anybody who did not come through Identity Center."""
    match = _STARTED_BY.search(arn)
    return Officer(match["name"], Role(match["role"].lower())) if match else None
