"""Systems Manager's part: forms out of the documents, executions step by step."""

from collections.abc import Mapping
from typing import Any

from local import officers
from local.automation import Automation, Refused
from local.console.words import words
from local.home import Home
from local.officers import OFFICERS

#: Parameters whose allowed values have words in the officers' language.
GLOSSES = {"Outcome": "command", "Reason": "reason", "Recipient": "reason"}


def forms(home: Home, language: str) -> list[dict[str, Any]]:
    """Every runbook as a form: fields in the document's order, with its own help, pattern and allowed values."""
    documents: dict[str, Any] = home.read("deployed.json").get("documents", {})
    return [
        {
            "document": name,
            "description": content.get("description", ""),
            "steps": [{"name": step["name"], "action": step["action"]} for step in content.get("mainSteps", [])],
            "fields": [field(key, rules, language) for key, rules in content.get("parameters", {}).items()],
        }
        for name, content in documents.items()
    ]


def field(name: str, rules: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        "name": name,
        "help": rules.get("description", ""),
        "type": rules.get("type", "String"),
        "pattern": rules.get("allowedPattern"),
        "default": rules.get("default"),
        "required": "default" not in rules,
        "options": [
            {"value": value, "gloss": words(language).of(GLOSSES.get(name, ""), value.replace("-", "_"))}
            for value in rules.get("allowedValues", [])
        ],
    }


def start(automation: Automation, officer: str, document: str, given: Mapping[str, Any]) -> str:
    """Starts a runbook as the officer. Raises Refused."""
    parameters = {str(name): [str(value)] for name, value in given.items() if str(value).strip()}
    return automation.start(officer, document, parameters)


def progress(automation: Automation, execution_id: str) -> dict[str, Any]:
    """An execution as its page shows it: every step of the document, those not begun yet too. Raises Refused."""
    execution = automation.execution(execution_id)
    document = execution["DocumentName"]
    content = automation.home.read("deployed.json").get("documents", {}).get(document, {})
    done = {step["StepName"]: step for step in execution["StepExecutions"]}
    status = execution["AutomationExecutionStatus"]
    shown = {
        "execution_id": execution_id,
        "document": document,
        "status": status,
        "officer": officer_of(execution),
        "parameters": {name: values[0] for name, values in execution["Parameters"].items()},
        "started_at": execution["ExecutionStartTime"],
        "ended_at": execution.get("ExecutionEndTime"),
        "steps": [step(each, done.get(each["name"])) for each in content.get("mainSteps", [])],
    }
    return shown | ({"failure": failure(automation.home, execution)} if status == "Failed" else {})


def step(defined: Mapping[str, Any], done: Mapping[str, Any] | None) -> dict[str, Any]:
    done = done or {}
    return {
        "name": defined["name"],
        "action": defined["action"],
        "status": done.get("StepStatus", "Pending"),
        "message": defined.get("inputs", {}).get("Message") if defined["action"] == "aws:approve" else None,
        "outputs": done.get("Outputs", {}),
    }


def officer_of(execution: Mapping[str, Any]) -> str:
    return str(execution["ExecutedBy"]).rpartition("/")[2]


def failure(home: Home, execution: Mapping[str, Any]) -> dict[str, str]:
    """The decision's code and title, and what can be done about it."""
    parameters = execution["Parameters"]
    verb = str(execution["DocumentName"]).removeprefix("imigrasi-local-")
    move = parameters.get("Outcome", [{"produce": "ready", "task": "close"}.get(verb, verb)])[0]
    move = "answer" if verb == "dispute" else move
    refused = officers.refusal(home, execution, officer_of(execution), move)
    return {"code": refused.code, "title": str(refused)}


def recent(automation: Automation, limit: int = 20) -> list[dict[str, Any]]:
    """Executions last started, without their steps."""
    paths = sorted(automation.home.executions.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    found = [automation.home.read(f"executions/{path.name}") for path in paths[:limit]]
    return [
        {
            "execution_id": each["AutomationExecutionId"],
            "document": each["DocumentName"],
            "status": each["AutomationExecutionStatus"],
            "officer": officer_of(each),
            "about": about(each["Parameters"]),
            "started_at": each["ExecutionStartTime"],
        }
        for each in found
        if each
    ]


def about(parameters: Mapping[str, list[str]]) -> str:
    """The application, payment or task that an execution was about."""
    return next((parameters[name][0] for name in ("ApplicationId", "PaymentId", "TaskId") if name in parameters), "")


def known_officer(name: object) -> str:
    """Raises Refused."""
    if not isinstance(name, str) or name not in OFFICERS:
        raise Refused("AccessDeniedException", f"There is no officer {name}. Officers are {', '.join(OFFICERS)}.")
    return name
