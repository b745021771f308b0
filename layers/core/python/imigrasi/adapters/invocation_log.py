"""Runs of functions, read from their log groups: Lambda's own lines and the one line a handler writes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from imigrasi.usecases.officer_ports import Invocation

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import FilteredLogEventTypeDef

_START = re.compile(r"^START RequestId: (?P<id>[\w-]+)")
_REPORT = re.compile(r"^REPORT RequestId: (?P<id>[\w-]+)\s.*?Duration: (?P<ms>\d+(?:\.\d+)?) ms")
_BROKEN = re.compile(r"Status: (?:error|timeout)|Task timed out|\[ERROR\]|^Traceback ", re.MULTILINE)
#: What of a handler's line may be shown: codes and ids, as the log itself holds nothing else.
_TOLD = ("route", "status", "outcome", "code", "kind", "application_id")
#: FilterLogEvents gives the oldest first; a span is read to its end, at most so many pages.
PAGES, PAGE = 5, 1000


class CloudWatchInvocations:
    """InvocationLog on CloudWatch Logs. `prefix` + function = log group."""

    def __init__(self, client: CloudWatchLogsClient, prefix: str) -> None:
        self._client = client
        self._prefix = prefix

    def invocations(self, function: str, since: datetime, until: datetime, limit: int) -> list[Invocation]:
        found = list(runs(function, self._lines(function, since, until)))
        found.sort(key=lambda run: run.at, reverse=True)
        return found[:limit]

    def _lines(self, function: str, since: datetime, until: datetime) -> Iterator[FilteredLogEventTypeDef]:
        more: dict[str, Any] = {}
        for _ in range(PAGES):
            answer = self._client.filter_log_events(
                logGroupName=f"{self._prefix}{function.replace('_', '-')}",
                startTime=int(since.timestamp() * 1000),
                endTime=int(until.timestamp() * 1000),
                limit=PAGE,
                **more,
            )
            yield from answer["events"]
            if "nextToken" not in answer:
                return
            more = {"nextToken": answer["nextToken"]}


def runs(function: str, lines: Iterable[FilteredLogEventTypeDef]) -> Iterator[Invocation]:
    """One invocation per START line; a stream holds one run at a time, so what follows in it is its own."""
    open_: dict[str, dict[str, Any]] = {}
    for line in lines:
        stream, text = line["logStreamName"], line["message"]
        started = _START.match(text)
        if started:
            if stream in open_:
                yield _invocation(function, open_.pop(stream))
            open_[stream] = {"id": started["id"], "at": line["timestamp"], "outcome": "running", "what": ""}
        elif stream in open_:
            _read(open_[stream], text)
            if text.startswith("REPORT "):
                yield _invocation(function, open_.pop(stream))
    for left in open_.values():
        yield _invocation(function, left)


def _read(run: dict[str, Any], text: str) -> None:
    report = _REPORT.match(text)
    if _BROKEN.search(text):
        run["outcome"] = "failed"
    elif report and run["outcome"] == "running":
        run["outcome"] = "done"
    if report:
        run["ms"] = round(float(report["ms"]))
    elif text.startswith("{"):
        _read_own_line(run, text)


def _read_own_line(run: dict[str, Any], text: str) -> None:
    try:
        said = json.loads(text)
    except json.JSONDecodeError:
        return  # a line of a library, not of ours
    told = " ".join(str(said[name]) for name in _TOLD if said.get(name) is not None)
    run["what"] = f"{said.get('message', '')} {told}".strip()[:200]
    level = said.get("level")
    if level in ("ERROR", "CRITICAL"):
        run["outcome"] = "failed"
    elif level == "WARNING" and run["outcome"] != "failed":
        run["outcome"] = "refused"


def _invocation(function: str, run: dict[str, Any]) -> Invocation:
    at = datetime.fromtimestamp(run["at"] / 1000, UTC)
    return Invocation(function, run["id"], at, run["outcome"], run["what"], run.get("ms"))
