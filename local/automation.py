"""What Systems Manager Automation does with a runbook: check, call the function, keep the record."""

import json
import re
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local import cloud
from local.home import ACCOUNT, Home, LocalError
from local.officers import OFFICERS, Officer

EXECUTION_ID = "{{automation:EXECUTION_ID}}"


@dataclass
class Refused(Exception):  # named after what happened; `code` is AWS's name for the error
    code: str
    message: str


class Automation:
    """Executions of the runbooks of one installation, one file each."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.home.executions.mkdir(parents=True, exist_ok=True)
        self._close_what_was_cut_off()
        self._said: dict[str, dict[str, str]] = {}  # execution → officer → Approve or Reject
        self._signals = threading.Condition()

    def start(self, caller: str, document: str, parameters: dict[str, list[str]]) -> str:
        """Starts a runbook as the officer named `caller`. Raises Refused, as the real service would."""
        officer = OFFICERS.get(caller)
        if officer is None or not officer.may_act:
            raise Refused("AccessDeniedException", f"{caller} may not start {document}.")
        content = self.home.read("deployed.json")["documents"].get(document)
        if content is None:
            raise Refused("AutomationDefinitionNotFoundException", f"There is no runbook {document}.")
        check(content.get("parameters", {}), parameters)
        execution_id = str(uuid.uuid4())
        self._save(begun(execution_id, document, parameters, officer))
        threading.Thread(target=self._run, args=(execution_id, content), daemon=True).start()
        return execution_id

    def execution(self, execution_id: str) -> dict[str, Any]:
        found = self.home.read(f"executions/{execution_id}.json") if is_id(execution_id) else {}
        if not found:
            raise Refused("AutomationExecutionNotFoundException", f"There is no execution {execution_id}.")
        return found

    def signal(self, caller: str, execution_id: str, kind: str) -> None:
        """SendAutomationSignal: an officer approves or rejects a waiting execution. Raises Refused."""
        execution = self.execution(execution_id)
        waiting = execution["AutomationExecutionStatus"] == "Waiting"
        if kind not in ("Approve", "Reject") or not waiting:
            raise Refused("InvalidAutomationSignalException", f"{execution_id} waits for no {kind}.")
        officer = OFFICERS.get(caller)
        if officer is None or not officer.may_act or execution["ExecutedBy"] == officer.session_arn(ACCOUNT):
            raise Refused("AccessDeniedException", f"{caller} may not decide this: another officer has to.")
        named = approvers(execution["StepExecutions"][-1])
        if named and caller not in named:
            raise Refused("AccessDeniedException", f"{caller} is not among its approvers: {', '.join(named)}.")
        with self._signals:
            self._said.setdefault(execution_id, {})[caller] = kind
            self._signals.notify_all()

    def _run(self, execution_id: str, content: dict[str, Any]) -> None:
        execution = self.execution(execution_id)
        status, message = "Success", None
        for step in content["mainSteps"]:
            record = self._step(execution, step)
            if record["StepStatus"] != "Success":
                status, message = record["StepStatus"], record["FailureMessage"]
                break
        execution |= {"AutomationExecutionStatus": status, "ExecutionEndTime": time.time()}
        execution["Outputs"] = outputs(content, execution["StepExecutions"])
        if message:
            execution["FailureMessage"] = message
        self._save(execution)

    def _step(self, execution: dict[str, Any], step: dict[str, Any]) -> dict[str, Any]:
        """Runs one step; its record is saved before, so that it is seen at work."""
        record: dict[str, Any] = {
            "StepName": step["name"],
            "Action": step["action"],
            "ExecutionStartTime": time.time(),
            "StepExecutionId": str(uuid.uuid4()),
            "StepStatus": "InProgress",
        }
        execution["StepExecutions"].append(record)
        self._save(execution)
        try:
            if step["action"] == "aws:approve":
                record |= self._approval(execution, record, step.get("inputs", {}))
            elif step["action"] == "aws:invokeLambdaFunction":
                record |= self._invocation(execution["AutomationExecutionId"], step["inputs"])
            else:
                raise LocalError(f"This stand-in does not run {step['action']}.")
        except (LocalError, ClientError, BotoCoreError) as failure:
            record |= {"StepStatus": "Failed", "FailureMessage": str(failure)}
        record["ExecutionEndTime"] = time.time()
        self._save(execution)
        return record

    def _invocation(self, execution_id: str, inputs: dict[str, Any]) -> dict[str, Any]:
        payload = json.dumps(inputs.get("InputPayload", {})).replace(EXECUTION_ID, execution_id)
        answer = cloud.invoke(self.home.ports(), inputs["FunctionName"], json.loads(payload))
        return {"StepStatus": "Success", "Outputs": {"Payload": [json.dumps(answer)]}}

    def _approval(self, execution: dict[str, Any], record: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        """Waits until enough officers have approved, or one has rejected."""
        execution_id = execution["AutomationExecutionId"]
        record |= {"StepStatus": "Waiting", "Inputs": {"Approvers": json.dumps(inputs.get("Approvers", []))}}
        execution["AutomationExecutionStatus"] = "Waiting"
        self._save(execution)
        needed = int(inputs.get("MinRequiredApprovals", 1))
        with self._signals:
            said = self._said.setdefault(execution_id, {})
            self._signals.wait_for(lambda: "Reject" in said.values() or len(said) >= needed)
            decisions = dict(self._said.pop(execution_id))
        execution["AutomationExecutionStatus"] = "InProgress"
        outputs = {"ApproverDecisions": [f"{name}: {kind}" for name, kind in decisions.items()]}
        if "Reject" in decisions.values():
            return {"StepStatus": "Failed", "FailureMessage": "An approver rejected it.", "Outputs": outputs}
        return {"StepStatus": "Success", "Outputs": outputs}

    def _save(self, execution: dict[str, Any]) -> None:
        self.home.write(f"executions/{execution['AutomationExecutionId']}.json", execution)

    def _close_what_was_cut_off(self) -> None:
        for path in self.home.executions.glob("*.json"):
            execution = self.home.read(f"executions/{path.name}")
            if execution.get("AutomationExecutionStatus") in ("InProgress", "Waiting"):
                execution["FailureMessage"] = "The local cloud was stopped while this ran."
                self._save(execution | {"AutomationExecutionStatus": "Failed"})


def begun(execution_id: str, document: str, parameters: dict[str, list[str]], officer: Officer) -> dict[str, Any]:
    return {
        "AutomationExecutionId": execution_id,
        "DocumentName": document,
        "DocumentVersion": "1",
        "ExecutionStartTime": time.time(),
        "AutomationExecutionStatus": "InProgress",
        "Parameters": parameters,
        "ExecutedBy": officer.session_arn(ACCOUNT),
        "StepExecutions": [],
        "Outputs": {},
    }


def outputs(content: dict[str, Any], steps: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What the document gives out of its steps, `Step.Name` → values."""
    given = {f"{step['StepName']}.{name}": told for step in steps for name, told in step.get("Outputs", {}).items()}
    return {name: given[name] for name in content.get("outputs", []) if name in given}


def approvers(step: dict[str, Any]) -> list[str]:
    """Officers named by an approval step, by login or as the end of an ARN; none where anybody may."""
    listed = json.loads(step.get("Inputs", {}).get("Approvers", "[]"))
    return [str(name).rpartition("/")[2] for name in listed]


def is_id(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f-]{36}", text))


def check(declared: dict[str, Any], given: dict[str, list[str]]) -> None:
    """Raises Refused when a parameter is unknown, missing or outside its declared values."""
    unknown = given.keys() - declared.keys()
    if unknown:
        raise invalid(f"unknown parameters: {', '.join(sorted(unknown))}")
    for name, rules in declared.items():
        if name not in given:
            if "default" not in rules:
                raise invalid(f"{name} is missing")
            continue
        if rules.get("type") == "String" and len(given[name]) != 1:
            raise invalid(f"{name} takes one value")
        for value in given[name]:
            if "allowedValues" in rules and value not in rules["allowedValues"]:
                raise invalid(f"{name} may be {', '.join(rules['allowedValues'])}, not {value}")
            if "allowedPattern" in rules and not re.search(rules["allowedPattern"], value):
                raise invalid(f"{name} does not match {rules['allowedPattern']}")


def invalid(message: str) -> Refused:
    return Refused("InvalidAutomationExecutionParametersException", message)
