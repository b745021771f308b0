"""Officers' runbooks: the automation's record to a decision, faults to what the runbook shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from imigrasi.adapters.automation import Execution
from imigrasi.domain.decision import COMMANDS
from imigrasi.domain.errors import Fault
from imigrasi.domain.lifecycle import Command
from imigrasi.entrypoint.logs import log
from imigrasi.entrypoint.settings import setting
from imigrasi.usecases.decide_application import Decision, OutsideRunbook


class RunbookFailed(Exception):
    """What an officer reads in the failed execution: `{"code", "title"}` as JSON."""


def decision_of(execution: Execution, execution_id: str) -> Decision:
    """Raises OutsideRunbook for anything but one of our documents, running, started by an officer."""
    prefix = f"imigrasi-{setting('STAGE')}-"
    verb = execution.document.removeprefix(prefix)
    if not execution.document.startswith(prefix) or execution.officer is None or not execution.running:
        raise OutsideRunbook
    parameters = execution.parameters
    match verb:
        case "decide" if parameters["Outcome"] in _DECISIONS:
            command, given = COMMANDS[parameters["Outcome"]], parameters["Reason"]
        case "attend" if parameters["Outcome"] in ("attend", "no-show"):
            command, given = COMMANDS[parameters["Outcome"]], ""
        case "produce":
            command, given = Command.READY, ""
        case "handover":
            command, given = Command.HAND_OVER, parameters["Recipient"]
        case _:
            raise OutsideRunbook
    return Decision(parameters["ApplicationId"], command, execution.officer, given, execution_id)


_DECISIONS = ("clear", "return", "reject", "approve", "uphold", "grant")


def decision_function(
    decide: Callable[[str], dict[str, Any]],
) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """A handler that takes nothing from its caller but the execution's id."""

    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        execution_id = str(event["execution_id"])
        try:
            done = decide(execution_id)
        except Fault as fault:
            log.warning("decision.refused", execution_id=execution_id, code=fault.slug)
            raise RunbookFailed(json.dumps({"code": fault.slug, "title": fault.summary})) from None
        log.info("decision.taken", execution_id=execution_id, **done)
        return done

    return handler
