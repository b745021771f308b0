"""Runs of a function, told from the lines in its log group."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from imigrasi.adapters.invocation_log import PAGES, CloudWatchInvocations, runs
from imigrasi.usecases.view_invocations import view_invocations

ID, OTHER = "0b1e2c3d-0000-0000-0000-000000000001", "0b1e2c3d-0000-0000-0000-000000000002"
AT = 1_795_496_587_191


def lines(*messages: str, stream: str = "a", at: int = AT) -> list[Any]:
    return [{"message": text, "logStreamName": stream, "timestamp": at} for text in messages]


def start(request_id: str = ID) -> str:
    return f"START RequestId: {request_id} Version: $LATEST\n"


def report(request_id: str = ID, milliseconds: str = "36", more: str = "") -> str:
    return f"REPORT RequestId: {request_id}\tDuration: {milliseconds} ms\tBilled Duration: 40 ms\t{more}\n"


def said(level: str = "INFO", **told: Any) -> str:
    return json.dumps({"level": level, "message": "decision.taken", "service": "decision", **told})


@pytest.mark.parametrize(
    ("messages", "outcome"),
    [
        ([start(), said(), report()], "done"),
        ([start(), said("WARNING", code="four_eyes"), report()], "refused"),
        ([start(), said("ERROR"), report()], "failed"),
        ([start(), "[ERROR] RunbookFailed: {}\nTraceback …", report()], "failed"),
        ([start(), said(), report(more="Status: timeout")], "failed"),
        ([start(), f"2026-11-24T05:03:07Z {ID} Task timed out after 3.00 seconds", report()], "failed"),
        ([start(), said("WARNING"), "[ERROR] Exception", said("WARNING"), report()], "failed"),
        ([start(), said()], "running"),
    ],
)
def test_how_a_run_ended(messages: list[str], outcome: str) -> None:
    [run] = runs("decision", lines(*messages))
    assert (run.outcome, run.request_id, run.function) == (outcome, ID, "decision")


def test_what_the_handler_said_is_shown_by_its_codes_and_ids_only() -> None:
    told = said(application_id="LBG-0000-0000-0", status="paid", location="handler:58", places=["x.py:1 f"])
    [run] = runs("decision", lines(start(), told, report(milliseconds="36.4")))
    assert run.what == "decision.taken paid LBG-0000-0000-0"
    assert run.milliseconds == 36


def test_runs_of_several_streams_do_not_mix() -> None:
    mixed = [
        *lines(start(), stream="a"),
        *lines(start(OTHER), stream="b", at=AT + 1),
        *lines(said("ERROR"), stream="b"),
        *lines(report(), stream="a"),
        *lines(report(OTHER), stream="b"),
    ]
    assert {run.request_id: run.outcome for run in runs("x", mixed)} == {ID: "done", OTHER: "failed"}


def test_a_run_cut_off_by_the_next_one_in_its_stream_is_told_too() -> None:
    found = list(runs("x", lines(start(), start(OTHER), report(OTHER))))
    assert [(run.request_id, run.outcome) for run in found] == [(ID, "running"), (OTHER, "done")]


@pytest.mark.parametrize("odd", ["{not json", "END RequestId: x", "plain words", "{}", '{"level": 3, "message": null}'])
def test_lines_of_others_change_nothing(odd: str) -> None:
    assert [run.outcome for run in runs("x", lines(odd, start(), odd, report(), odd))] == ["done"]


class Logs:
    """CloudWatch Logs that never ends."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def filter_log_events(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request)
        page = len(self.asked)
        events = lines(start(f"{page}"), report(f"{page}"), at=AT + page)
        return {"events": events, "nextToken": str(page)}


def test_a_span_is_read_to_its_end_or_to_the_last_page_and_the_newest_come_first() -> None:
    logs, until = Logs(), datetime(2026, 11, 24, tzinfo=UTC)
    log = CloudWatchInvocations(logs, "/aws/lambda/imigrasi-local-")  # type: ignore[arg-type]
    found = log.invocations("payment_callback", until - timedelta(hours=1), until, limit=2)
    assert len(logs.asked) == PAGES
    assert logs.asked[0]["logGroupName"] == "/aws/lambda/imigrasi-local-payment-callback"
    assert logs.asked[0]["endTime"] - logs.asked[0]["startTime"] == 3_600_000
    assert [run.request_id for run in found] == [str(PAGES), str(PAGES - 1)]


def test_a_name_that_is_no_function_of_ours_chooses_none() -> None:
    logs, until = Logs(), datetime(2026, 11, 24, tzinfo=UTC)
    log = CloudWatchInvocations(logs, "/aws/lambda/imigrasi-local-")  # type: ignore[arg-type]
    found = view_invocations(log, ["intake", "status"], "../other", since=until, until=until)
    assert found.chosen is None
    assert {asked["logGroupName"].rpartition("-")[2] for asked in logs.asked} == {"intake", "status"}
