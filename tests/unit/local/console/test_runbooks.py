"""Forms come from the documents, executions from the record, and a refusal keeps the decision's own words."""

import json
from typing import Any

import pytest

from infra.components.runbooks import APPLICATION_NUMBER, RUNBOOKS
from local import officers
from local.automation import Automation, Refused
from local.console import runbooks
from local.home import Home

NUMBER = "LBG-0000-0000-0"


def form(home: Home, verb: str, language: str = "id") -> dict[str, Any]:
    [found] = [it for it in runbooks.forms(home, language) if it["document"] == f"imigrasi-local-{verb}"]
    return found


def test_every_document_has_a_form(home: Home) -> None:
    assert [it["document"] for it in runbooks.forms(home, "id")] == [f"imigrasi-local-{it.verb}" for it in RUNBOOKS]


def test_a_field_has_the_documents_help_pattern_and_allowed_values(home: Home) -> None:
    number, outcome, reason = form(home, "decide")["fields"]
    assert (number["name"], number["pattern"], number["options"]) == ("ApplicationId", APPLICATION_NUMBER, [])
    assert "LBG-XXXX-XXXX-C" in number["help"]
    assert [it["value"] for it in outcome["options"]] == ["clear", "return", "reject", "approve", "uphold", "grant"]
    assert "dibaca oleh pemohon" in reason["help"]
    assert all(it["required"] for it in (number, outcome, reason))


def test_a_field_with_a_default_may_be_left_out() -> None:
    found = runbooks.field("Copies", {"type": "String", "default": "1"}, "id")
    assert (found["required"], found["default"]) == (False, "1")


@pytest.mark.parametrize(("language", "said"), [("id", "Tolak"), ("en", "Reject")])
def test_a_code_is_explained_in_the_officers_language(home: Home, language: str, said: str) -> None:
    outcome = form(home, "decide", language)["fields"][1]
    assert {it["value"]: it["gloss"] for it in outcome["options"]}["reject"] == said


def test_every_choice_of_every_form_is_explained(home: Home) -> None:
    choices = [option for it in runbooks.forms(home, "id") for field in it["fields"] for option in field["options"]]
    assert choices
    assert [it["value"] for it in choices if it["gloss"] == it["value"]] == []


def execution(home: Home, status: str, **more: Any) -> dict[str, Any]:
    record = {
        "AutomationExecutionId": "0" * 36,
        "DocumentName": "imigrasi-local-decide",
        "ExecutionStartTime": 1.0,
        "AutomationExecutionStatus": status,
        "Parameters": {"ApplicationId": [NUMBER], "Outcome": ["approve"], "Reason": ["verified"]},
        "ExecutedBy": officers.OFFICERS["budi"].session_arn("000000000000"),
        "StepExecutions": [],
        **more,
    }
    home.write(f"executions/{'0' * 36}.json", record)
    return record


def test_steps_not_begun_are_shown_too(automation: Automation, home: Home) -> None:
    execution(home, "InProgress")
    shown = runbooks.progress(automation, "0" * 36)
    assert [(it["name"], it["status"]) for it in shown["steps"]] == [("Decide", "Pending")]
    assert shown["officer"] == "budi"


def test_a_failure_shows_the_decisions_code_and_title(
    automation: Automation, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(officers, "status_of", lambda _home, _number: "adjudicating")
    refused = json.dumps({"code": "four_eyes", "title": "Another officer has to decide this one."})
    execution(home, "Failed", FailureMessage=f"imigrasi-local-decision failed: {refused}")
    shown = runbooks.progress(automation, "0" * 36)
    assert shown["failure"]["code"] == "four_eyes"
    assert shown["failure"]["title"].startswith("Another officer has to decide this one.")


def test_an_unknown_execution_is_refused(automation: Automation) -> None:
    with pytest.raises(Refused):
        runbooks.progress(automation, "../../etc/passwd")


def test_an_empty_field_is_left_to_its_default(automation: Automation, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def start(_self: Automation, *arguments: Any) -> str:
        given.append(arguments)
        return "id"

    monkeypatch.setattr(Automation, "start", start)
    runbooks.start(automation, "budi", "decide", {"ApplicationId": NUMBER, "Copies": " "})
    assert given == [("budi", "decide", {"ApplicationId": [NUMBER]})]
