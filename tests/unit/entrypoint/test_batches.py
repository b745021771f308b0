"""Queues, streams, sweeps and runbooks: each thing fails on its own, and what failed is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imigrasi.adapters.automation import Execution, officer_of
from imigrasi.adapters.stepfunctions import round_named
from imigrasi.domain.decision import Officer, Role
from imigrasi.domain.errors import Conflict
from imigrasi.domain.lifecycle import Command
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.entrypoint.executions import reported_round
from imigrasi.entrypoint.logs import fault_places
from imigrasi.entrypoint.officers import MoneyAsked, RunbookFailed, TaskAsked, asked_in, decision_function
from imigrasi.entrypoint.settings import SettingMissing, setting
from imigrasi.entrypoint.stream import stream_function
from imigrasi.entrypoint.sweeps import SweepIncomplete, sweep
from imigrasi.usecases.decide_application import Decision, OutsideRunbook
from imigrasi.usecases.money_file import MoneyDecision
from imigrasi.usecases.ports import Message
from tests.support.builders import NUMBER
from tests.support.roads import stream_record

SECRET = "NIK 1707016005909001"


def batch(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m{n}", "body": body} for n, body in enumerate(bodies)]}


def fail_on(wanted: str) -> Any:
    def work(message: dict[str, Any]) -> str:
        if message["id"] == wanted:
            raise ValueError(SECRET)
        return "done"

    return work


# ---------------------------------------------------------------- queues


def test_exactly_the_failed_messages_are_reported() -> None:
    handler = queue_function("work", fail_on("b"))
    answer = handler(batch('{"id": "a"}', '{"id": "b"}', "broken", '{"id": "c"}'), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m2"}]}


def test_a_whole_batch_that_succeeds_reports_nothing() -> None:
    assert queue_function("work", fail_on("x"))(batch('{"id": "a"}'), None) == {"batchItemFailures": []}


def test_a_fault_is_logged_by_place_and_never_by_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        places = fault_places(error)
    assert places[-1].endswith("test_a_fault_is_logged_by_place_and_never_by_its_words")
    assert SECRET not in str(places)


@pytest.mark.parametrize(
    ("message", "found"),
    [({"detail": {"a": 1}, "source": "x"}, {"a": 1}), ({"order_id": "1"}, {"order_id": "1"})],
)
def test_a_payload_is_found_whether_it_came_by_the_bus_or_directly(message: Any, found: Any) -> None:
    assert detail(message) == found


# ---------------------------------------------------------------- the stream


def image(seq: int, **more: Any) -> dict[str, Any]:
    keys = {"pk": {"S": f"APP#{NUMBER}"}, "sk": {"S": f"EVENT#{seq:06d}"}, "due_sk": {"S": str(seq)}}
    return keys | {"relay": {"S": "Happened"}, "round": {"N": "1"}, "stage": {"S": "review"}} | more


def relayed(refuse: set[int], *images: dict[str, Any]) -> tuple[list[int], list[str]]:
    """(sequence numbers of events that were handed over, record numbers reported as failed)."""
    seen: list[int] = []

    def work(messages: Any) -> list[Message]:
        seen.extend(message.detail["seq"] for message in messages)
        return [message for message in messages if message.detail["seq"] in refuse]

    records = [stream_record(each, number) for number, each in enumerate(images, start=1)]
    answer = stream_function("relay", work)({"Records": records}, None)
    return seen, [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_all_marked_records_are_handed_over_in_order() -> None:
    plain = {name: value for name, value in image(9).items() if name != "relay"}
    assert relayed(set(), image(1), plain, image(2)) == ([1, 2], [])


def test_the_first_refused_record_is_reported() -> None:
    _, failed = relayed({2, 3}, image(1), image(2), image(3), image(4))
    assert failed == [f"{2:021}"]


# ---------------------------------------------------------------- sweeps


def test_a_sweep_counts_what_was_done() -> None:
    assert sweep("sweep", ["a", "b", "a"], lambda thing: thing.upper()) == {"A": 2, "B": 1}


def test_a_fault_does_not_stop_a_sweep_and_is_told_at_its_end() -> None:
    done: list[str] = []

    def work(thing: str) -> str:
        if thing == "bad":
            raise ValueError(SECRET)
        done.append(thing)
        return "done"

    with pytest.raises(SweepIncomplete, match=r"^2 failed$"):
        sweep("sweep", ["bad", "a", "bad", "b"], work)
    assert done == ["a", "b"]


# ---------------------------------------------------------------- runbooks

BUDI = Officer("budi", Role.OFFICER)


def execution(document: str, **parameters: str) -> Execution:
    return Execution(f"imigrasi-local-{document}", BUDI, {"ApplicationId": NUMBER, **parameters}, running=True)


@pytest.fixture(autouse=True)
def stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAGE", "local")


@pytest.mark.parametrize(
    ("recorded", "command", "given"),
    [
        (execution("decide", Outcome="clear", Reason="complete"), Command.CLEAR, "complete"),
        (execution("decide", Outcome="return", Reason="illegible"), Command.RETURN, "illegible"),
        (execution("decide", Outcome="reject", Reason="not_eligible"), Command.REJECT, "not_eligible"),
        (execution("decide", Outcome="approve", Reason="verified"), Command.APPROVE, "verified"),
        (execution("decide", Outcome="uphold", Reason="verified"), Command.UPHOLD, "verified"),
        (execution("decide", Outcome="grant", Reason="verified"), Command.GRANT, "verified"),
        (execution("attend", Outcome="attend"), Command.ATTEND, ""),
        (execution("attend", Outcome="no-show"), Command.NO_SHOW, ""),
        (execution("produce"), Command.READY, ""),
        (execution("handover", Recipient="proxy"), Command.HAND_OVER, "proxy"),
    ],
)
def test_a_runbook_says_what_is_decided(recorded: Execution, command: Command, given: str) -> None:
    decision = asked_in(recorded, "e-1")
    assert isinstance(decision, Decision)
    assert (decision.command, decision.detail, decision.officer) == (command, given, BUDI)
    assert (decision.application_id, decision.execution_id) == (NUMBER, "e-1")


@pytest.mark.parametrize(
    ("verb", "outcome", "given", "detail"),
    [
        ("money", "release", {"Reason": "verified"}, "verified"),
        ("money", "refund", {"Reason": "withdrawn"}, "withdrawn"),
        ("refund", "approve", {"Reference": ""}, ""),
        ("refund", "refuse", {}, ""),
        ("refund", "paid", {"Reference": "SP2D-001/2026"}, "SP2D-001/2026"),
    ],
)
def test_a_runbook_says_what_becomes_of_money(verb: str, outcome: str, given: dict[str, str], detail: str) -> None:
    recorded = Execution(
        f"imigrasi-local-{verb}", BUDI, {"PaymentId": f"{NUMBER}-1", "Outcome": outcome, **given}, True
    )
    asked = MoneyDecision(f"{NUMBER}-1", BUDI, detail, "e-1")
    assert asked_in(recorded, "e-1") == MoneyAsked(outcome, asked)


def test_a_runbook_says_which_task_is_done() -> None:
    recorded = Execution("imigrasi-local-task", BUDI, {"TaskId": "difference-1"}, running=True)
    assert asked_in(recorded, "e-1") == TaskAsked("difference-1", BUDI, "e-1")


@pytest.mark.parametrize(
    "recorded",
    [
        execution("decide", Outcome="attend", Reason="complete"),
        execution("money", Outcome="approve", PaymentId=f"{NUMBER}-1", Reason="verified"),
        execution("refund", Outcome="release", PaymentId=f"{NUMBER}-1"),
        execution("attend", Outcome="clear"),
        execution("destroy"),
        Execution("imigrasi-production-produce", BUDI, {"ApplicationId": NUMBER}, running=True),
        Execution("imigrasi-local-produce", None, {"ApplicationId": NUMBER}, running=True),
        Execution("imigrasi-local-produce", BUDI, {"ApplicationId": NUMBER}, running=False),
    ],
)
def test_anything_else_decides_nothing(recorded: Execution) -> None:
    with pytest.raises(OutsideRunbook):
        asked_in(recorded, "e-1")


def test_a_refused_decision_fails_the_runbook_with_code_and_title() -> None:
    def refuse(_execution_id: str) -> dict[str, Any]:
        raise Conflict("illegal_move", title="Not now.")

    with pytest.raises(RunbookFailed) as failed:
        decision_function(refuse)({"execution_id": "e-1"}, None)
    assert json.loads(str(failed.value)) == {"code": "illegal_move", "title": "Not now."}


ARN = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Imigrasi{}_0123456789abcdef/{}"


@pytest.mark.parametrize("role", list(Role))
def test_an_officer_is_read_from_the_session(role: Role) -> None:
    assert officer_of(ARN.format(role.value.title(), "siti.r@x.id")) == Officer("siti.r@x.id", role)


@pytest.mark.parametrize(
    "arn", [ARN.format("Janitor", "budi"), ARN.format("Officer", ""), ARN.format("Officer", "a/b")]
)
def test_nobody_else_is_an_officer(arn: str) -> None:
    assert officer_of(arn) is None


# ---------------------------------------------------------------- executions and settings


def test_a_round_is_read_from_an_executions_name() -> None:
    assert round_named(f"{NUMBER}-12") == (NUMBER, 12)


@pytest.mark.parametrize(
    "message", [{"detail": {"name": f"{NUMBER}-3", "status": "FAILED"}}, {"application_id": NUMBER, "round": 3}]
)
def test_a_report_tells_whose_round_died(message: dict[str, Any]) -> None:
    assert reported_round(message) == (NUMBER, 3)


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_setting_names_itself(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is None:
        monkeypatch.delenv("TABLE_NAME", raising=False)
    else:
        monkeypatch.setenv("TABLE_NAME", value)
    with pytest.raises(SettingMissing, match="TABLE_NAME"):
        setting("TABLE_NAME")
