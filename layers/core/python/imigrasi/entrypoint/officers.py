"""Officers' runbooks: the automation's record to what was asked for, faults to what the runbook shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from imigrasi.adapters.automation import Execution
from imigrasi.domain.decision import COMMANDS, Officer
from imigrasi.domain.errors import Fault
from imigrasi.domain.lifecycle import Command
from imigrasi.entrypoint.logs import log
from imigrasi.entrypoint.settings import setting
from imigrasi.usecases.decide_application import Decision, OutsideRunbook
from imigrasi.usecases.hold_documents import HoldAsked
from imigrasi.usecases.money_file import MoneyDecision
from imigrasi.usecases.open_file import FileAsked

#: What of an answer only the officer may see: whoever has it opens a file.
LINK = "link"


class RunbookFailed(Exception):
    """What an officer reads in the failed execution: `{"code", "title"}` as JSON."""


@dataclass(frozen=True, slots=True)
class MoneyAsked:
    """`move`: release or refund (runbook `money`), approve, refuse or paid (runbook `refund`)."""

    move: str
    decision: MoneyDecision


@dataclass(frozen=True, slots=True)
class TaskAsked:
    task_id: str
    officer: Officer
    execution_id: str


@dataclass(frozen=True, slots=True)
class DisputeAsked:
    application_id: str
    officer: Officer
    reason: str
    execution_id: str


Asked = Decision | MoneyAsked | TaskAsked | DisputeAsked | FileAsked | HoldAsked


def asked_in(execution: Execution, execution_id: str) -> Asked:
    """Raises OutsideRunbook for anything but one of our documents, running, started by an officer."""
    prefix = f"imigrasi-{setting('STAGE')}-"
    verb = execution.document.removeprefix(prefix)
    if not execution.document.startswith(prefix) or execution.officer is None or not execution.running:
        raise OutsideRunbook
    parameters, officer = execution.parameters, execution.officer
    match verb:
        case "money" if parameters["Outcome"] in ("release", "refund"):
            detail = parameters["Reason"]
        case "refund" if parameters["Outcome"] in ("approve", "refuse", "paid"):
            detail = parameters.get("Reference", "")
        case "task":
            return TaskAsked(parameters["TaskId"], officer, execution_id)
        case "dispute" if parameters["Outcome"] == "close":
            return DisputeAsked(parameters["ApplicationId"], officer, parameters["Reason"], execution_id)
        case "open-file":
            number, document = parameters["ApplicationId"], parameters["Document"]
            return FileAsked(number, document, officer, parameters["Reason"], execution_id)
        case "hold" if parameters["Outcome"] in ("on", "off"):
            number, held = parameters["ApplicationId"], parameters["Outcome"] == "on"
            return HoldAsked(number, held, officer, parameters["Reason"], execution_id)
        case _:
            command, given = _move(verb, parameters)
            return Decision(parameters["ApplicationId"], command, officer, given, execution_id)
    return MoneyAsked(parameters["Outcome"], MoneyDecision(parameters["PaymentId"], officer, detail, execution_id))


def _move(verb: str, parameters: Mapping[str, str]) -> tuple[Command, str]:
    """A move of the application, and its reason or recipient."""
    match verb:
        case "decide" if parameters["Outcome"] in _DECISIONS:
            return COMMANDS[parameters["Outcome"]], parameters["Reason"]
        case "attend" if parameters["Outcome"] in ("attend", "no-show"):
            return COMMANDS[parameters["Outcome"]], ""
        case "produce":
            return Command.READY, ""
        case "handover":
            return Command.HAND_OVER, parameters["Recipient"]
    raise OutsideRunbook


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
        log.info("decision.taken", execution_id=execution_id, **{k: v for k, v in done.items() if k != LINK})
        return done

    return handler
