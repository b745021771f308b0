"""Officers and files at the command line: the runbooks `open-file` and `hold`, as in the console."""

import json
import time
from typing import Any

from imigrasi.adapters.dynamo.applications import DynamoApplications
from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.errors import NotFound
from imigrasi.domain.retention import HOLD_REASONS, RELEASED
from local import cloud
from local.home import Home, LocalError
from local.officers import PATIENCE_SECONDS, check_known, run_to_success, unknown_application


def open_(home: Home, officer: str, application_id: str, document: str, reason: str) -> dict[str, Any]:
    """Has an officer ask for one document; the link opens it once. Waits while one is being checked, at most
    PATIENCE_SECONDS; then the decision function has the last word. Raises LocalError with its code when it refuses.
    """
    check_known(officer)
    wait_until_accepted(home, application_id, document)
    parameters = {"ApplicationId": [application_id], "Document": [document], "Reason": [reason]}
    execution = run_to_success(home, officer, "open-file", "open", parameters)
    told = json.loads(execution["StepExecutions"][-1]["Outputs"]["Payload"][0])
    return {
        "application_id": application_id,
        "document": document,
        "officer": officer,
        "reason": reason,
        "link": told["link"],
        "execution_id": execution["AutomationExecutionId"],
    }


def hold(home: Home, officer: str, application_id: str, outcome: str, reason: str | None) -> dict[str, Any]:
    """Has a supervisor keep an application's documents beyond their time, or let them go. `outcome`: on or off. Raises
    LocalError.
    """
    check_known(officer)
    chosen = reason or ("" if outcome == "on" else RELEASED)
    if chosen not in (*HOLD_REASONS, RELEASED):
        raise LocalError(f"Say why with --reason: {', '.join(HOLD_REASONS)}.", code="reason_not_allowed")
    parameters = {"ApplicationId": [application_id], "Outcome": [outcome], "Reason": [chosen]}
    execution = run_to_success(home, officer, "hold", "hold", parameters)
    return {
        "application_id": application_id,
        "held": outcome == "on",
        "officer": officer,
        "reason": chosen,
        "execution_id": execution["AutomationExecutionId"],
    }


def wait_until_accepted(home: Home, application_id: str, document: str) -> None:
    applications = DynamoApplications(cloud.client("dynamodb", home.ports()), cloud.table_name(home))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            documents = applications.file(application_id).documents
        except NotFound as unknown:
            raise unknown_application(application_id) from unknown
        meant = (it for it in documents if document in (it.document_id, it.kind))
        if not any(it.status is DocumentStatus.CHECKING for it in meant):
            return
        time.sleep(0.2)
