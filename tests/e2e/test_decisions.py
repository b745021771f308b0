"""Decisions that may not be made: too early, too late, twice by one officer, by the wrong one, without a reason."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.support.local_cloud import LocalCloud, finished, refusal
from tests.support.visitor import Visitor, expect


def decide(visitor: Visitor, outcome: str, officer: str = "budi", reason: str = "complete") -> tuple[str, ...]:
    return ("officer", "decide", visitor.application_id, outcome, "--officer", officer, "--reason", reason)


@pytest.fixture(scope="module")
def submitted(local_cloud: LocalCloud) -> Visitor:
    return Visitor(local_cloud).submitted()


@pytest.fixture(scope="module")
def impatient(local_cloud: LocalCloud, submitted: Visitor) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """Decisions before their time. The command waits half a minute for it to come: all wait while others are tested."""
    draft = Visitor(local_cloud).start()
    commands = {
        "clear a draft": decide(draft, "clear"),
        "approve in review": decide(submitted, "approve", "ratna", "verified"),
        "attend in review": ("officer", "attend", submitted.application_id, "--officer", "budi"),
    }
    under_way = {name: local_cloud.begin(*command, "--json") for name, command in commands.items()}
    yield under_way
    for command in under_way.values():
        command.kill()


@pytest.mark.usefixtures("impatient")
def test_a_closed_application_is_decided_no_more(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.submitted()
    expect(visitor.call("POST", "/withdrawal"), 202)
    assert local_cloud.refused(*decide(visitor, "clear")) == "illegal_move"
    assert visitor.status == "withdrawn"


@pytest.mark.usefixtures("impatient")
def test_four_eyes(visitor: Visitor, local_cloud: LocalCloud) -> None:
    """Whoever cleared it does not adjudicate it, in whatever way; another officer does."""
    visitor.adjudicating()
    for outcome, reason in (("approve", "verified"), ("reject", "not_eligible"), ("return", "incomplete")):
        assert local_cloud.refused(*decide(visitor, outcome, "budi", reason)) == "four_eyes"
    assert visitor.status == "adjudicating"
    visitor.decided("ratna", "approve", "verified")
    assert visitor.status == "approved"


@pytest.mark.usefixtures("impatient")
def test_an_auditor_decides_nothing(submitted: Visitor, local_cloud: LocalCloud) -> None:
    assert local_cloud.refused(*decide(submitted, "clear", "agus")) == "AccessDeniedException"
    assert submitted.status == "submitted"


@pytest.mark.usefixtures("impatient")
def test_a_stranger_decides_nothing(submitted: Visitor, local_cloud: LocalCloud) -> None:
    assert local_cloud.refused(*decide(submitted, "clear", "mallory")) == "unknown_officer"


@pytest.mark.usefixtures("impatient")
def test_a_reason_is_one_that_goes_with_the_decision(submitted: Visitor, local_cloud: LocalCloud) -> None:
    assert local_cloud.refused(*decide(submitted, "clear", reason="illegible")) == "reason_not_allowed"
    unknown = local_cloud.refused(*decide(submitted, "clear", reason="because"))
    assert unknown == "InvalidAutomationExecutionParametersException"


def test_an_application_that_is_not_there(local_cloud: LocalCloud) -> None:
    for number in ("LBG-7777-7777-7", "nonsense"):
        refused = local_cloud.refused("officer", "attend", number, "--officer", "budi")
        assert refused == "application_unknown"
    assert local_cloud.refused("audit", "verify", "LBG-7777-7777-7") == "application_unknown"


@pytest.mark.parametrize("decision", ["clear a draft", "approve in review", "attend in review"])
def test_a_decision_before_its_time_is_refused(
    impatient: dict[str, subprocess.Popen[str]], submitted: Visitor, decision: str
) -> None:
    assert refusal(finished(impatient[decision])) == "illegal_move"
    assert submitted.status == "submitted"


def test_a_decision_may_come_before_its_time_if_its_time_comes(visitor: Visitor, local_cloud: LocalCloud) -> None:
    """The officer is faster than the citizen: the command waits for the submission."""
    visitor.start().upload_all()
    early = local_cloud.begin(*decide(visitor, "clear"), "--json")
    visitor.submit()
    assert finished(early).json["status"] == "awaiting_payment"
