"""Officers at the command line: the same runbooks and the same decision function as in the console."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from imigrasi.domain.decision import COMMANDS, REASONS
from imigrasi.domain.dispute import DISPUTE_REASONS
from imigrasi.domain.lifecycle import NEXT, TERMINAL, Status
from imigrasi.domain.refund_policy import REFUND_REASONS, RELEASE_REASONS
from imigrasi.domain.viewing import VIEWING_REASONS
from local import cloud
from local.home import Home, LocalError

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Officer:
    name: str
    permission_set: str

    @property
    def may_act(self) -> bool:
        return self.permission_set != "ImigrasiAuditor"

    @property
    def supervises(self) -> bool:
        return self.permission_set == "ImigrasiSupervisor"

    def session_arn(self, account: str) -> str:
        """Who AWS says it is when the officer has come in through Identity Center."""
        suffix = hashlib.sha256(self.permission_set.encode()).hexdigest()[:16]
        role = f"AWSReservedSSO_{self.permission_set}_{suffix}"
        return f"arn:aws:sts::{account}:assumed-role/{role}/{self.name}"


OFFICERS = {
    officer.name: officer
    for officer in (
        Officer("budi", "ImigrasiOfficer"),
        Officer("ratna", "ImigrasiOfficer"),
        Officer("sari", "ImigrasiSupervisor"),
        Officer("agus", "ImigrasiAuditor"),
    )
}

#: What is typed for a supervisor's decisions.
SUPERVISED = ("uphold", "grant", "hold")
# What is typed → the runbook that has it among its moves.
RUNBOOKS = {
    **dict.fromkeys(("clear", "return", "reject", "approve", "uphold", "grant"), "decide"),
    **dict.fromkeys(("attend", "no-show"), "attend"),
    "ready": "produce",
    "handover": "handover",
}


def act(
    home: Home, officer: str, move: str, application_id: str, more: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Has an officer make one move, through its runbook; gives status and execution once it is done.

    Waits until the application stands where the move is legal, at most PATIENCE_SECONDS; then the decision
    function has the last word either way. Raises LocalError with the decision's own code when it refuses.
    """
    check_known(officer)
    wait_until_legal(home, application_id, move)
    parameters = {"ApplicationId": [application_id], **{k: [v] for k, v in (more or {}).items()}}
    runbook = RUNBOOKS[move]
    if runbook in ("decide", "attend"):
        parameters["Outcome"] = [move]
    execution = run_to_success(home, officer, runbook, move, parameters)
    return {
        "application_id": application_id,
        "status": status_of(home, application_id),
        "officer": officer,
        "move": move,
        "execution_id": execution["AutomationExecutionId"],
    }


def run_to_success(
    home: Home, officer: str, runbook: str, move: str, parameters: dict[str, list[str]]
) -> dict[str, Any]:
    """The execution. Raises LocalError with the decision's own code when it refuses."""
    execution = run(home, officer, f"imigrasi-local-{runbook}", parameters)
    if execution["AutomationExecutionStatus"] != "Success":
        raise refusal(home, execution, officer, move)
    return execution


def check_known(officer: str) -> None:
    if officer not in OFFICERS:
        raise LocalError(f"There is no officer {officer}. Officers are {', '.join(OFFICERS)}.", code="unknown_officer")


def run(home: Home, officer: str, document: str, parameters: dict[str, list[str]]) -> dict[str, Any]:
    """Starts a runbook as the officer and waits for its end."""
    systems = cloud.runbooks(home.ports(), officer)
    try:
        started = systems.start_automation_execution(DocumentName=document, Parameters=parameters)
    except ClientError as refused:
        error = refused.response["Error"]
        text = f"The runbook was not started: {error['Message']} Officers and supervisors may start it."
        raise LocalError(text, code=error["Code"]) from refused
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        execution: dict[str, Any] = systems.get_automation_execution(
            AutomationExecutionId=started["AutomationExecutionId"]
        )["AutomationExecution"]
        if execution["AutomationExecutionStatus"] != "InProgress":
            return execution
        time.sleep(0.05)
    raise LocalError(f"The runbook {document} did not end in 60 s. Read {home.logs / 'officers.log'}.")


def wait_until_legal(home: Home, application_id: str, move: str) -> None:
    command = COMMANDS[move]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        status = Status(status_of(home, application_id))
        if (status, command) in NEXT or status in TERMINAL or time.monotonic() > deadline:
            return
        time.sleep(0.2)


def status_of(home: Home, application_id: str) -> str:
    found = cloud.client("dynamodb", home.ports()).get_item(
        TableName=cloud.table_name(home),
        Key={"pk": {"S": f"APP#{application_id}"}, "sk": {"S": "META"}},
        ProjectionExpression="#status",
        ExpressionAttributeNames={"#status": "status"},
    )
    if "Item" not in found:
        raise unknown_application(application_id)
    return str(found["Item"]["status"]["S"])


def unknown_application(application_id: str) -> LocalError:
    return LocalError(
        f"There is no application {application_id}. Its number looks like LBG-XXXX-XXXX-C.",
        code="application_unknown",
    )


def refusal(home: Home, execution: Mapping[str, Any], officer: str, move: str) -> LocalError:
    """The decision's own error, from the failed step's message, and what to do about it."""
    message = str(execution.get("FailureMessage", "no reason given"))
    _, _, payload = message.partition(" failed: ")
    try:
        error = json.loads(payload)
        code, title = error["code"], error["title"]
    except (json.JSONDecodeError, KeyError, TypeError):
        return LocalError(f"The runbook failed: {message} Read {home.logs}.", code="runbook_failed")
    about = execution["Parameters"].get("ApplicationId")
    advice = advice_on(code, officer, move, status_of(home, about[0]) if about else None)
    return LocalError(f"{title} {advice}".strip(), code=code)


def advice_on(code: str, officer: str, move: str, status: str | None) -> str:
    """`status`: the application's, None where the decision was about money or a task."""
    others = [name for name, other in OFFICERS.items() if other.may_act and name != officer]
    able = [name for name in others if move not in SUPERVISED or OFFICERS[name].supervises]
    possible = [typed for typed, command in COMMANDS.items() if status and (Status(status), command) in NEXT]
    return {
        "illegal_move": f"Officers can now: {', '.join(possible) or 'nothing, it is for others to act'}.",
        "four_eyes": f"Let one of these do it: {', '.join(others)}.",
        "officer_may_not": f"Let one of these do it: {', '.join(able)}.",
        "reason_not_allowed": f"Reasons for {move}: {reasons_in_words(move)}.",
        "no_reason_to_open": f"It stands at {status}; reasons are {', '.join(VIEWING_REASONS)}.",
        "hold_unchanged": "It stands as you ask for already.",
        "document_unknown": "Name it by its kind or id, as the application's file shows it.",
    }.get(code, "")


def reasons_in_words(move: str) -> str:
    """Of a refund, each case has its own."""
    if move != "refund":
        return ", ".join(reasons_for(move))
    held, *others = REFUND_REASONS.items()
    after = dict.fromkeys(reason for _, reasons in others for reason in reasons)
    return f"of money that is held {', '.join(held[1])}; of a fee, what became of its application: {', '.join(after)}"


def reasons_for(move: str) -> list[str]:
    if move == "answer":
        return list(DISPUTE_REASONS)
    if move == "release":
        return list(RELEASE_REASONS)
    if move == "refund":
        return list(dict.fromkeys(reason for reasons in REFUND_REASONS.values() for reason in reasons))
    return list(REASONS[COMMANDS[move]]) if COMMANDS.get(move) in REASONS else []
