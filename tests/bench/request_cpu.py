"""CPU per request, against the least that an answer can cost: one GetItem, one validation."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse

from imigrasi.adapters import aws
from imigrasi.entrypoint import shapes
from imigrasi.entrypoint.http import json_object
from tests.bench.journey import Journey, journey
from tests.bench.line import Line
from tests.bench.recordings import JSON, ROUTES
from tests.support import handlers
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud

BLOCKS, IN_A_BLOCK = 30, 20


def lines() -> Iterator[Line]:
    made = journey()
    with tempfile.TemporaryDirectory() as folder, MotoCloud(Path(folder)) as cloud:
        yield from _status_lines(made, cloud)
    yield from _validation_lines(made)


def _status_lines(made: Journey, cloud: MotoCloud) -> Iterator[Line]:
    whole, poll = _views(made)
    read = handlers.handler("status")
    client = aws.client("dynamodb")
    read(whole.event, None)  # the origin secret, and everything that is loaded once
    answers = {name: _response(call.body) for call in (whole.calls[-1], poll.calls[-1]) for name in [call.operation]}

    def answered(event_name: str, **_more: Any) -> AWSResponse:
        return answers[event_name.rpartition(".")[2]]()

    client.meta.events.register_first("before-send.dynamodb", answered)
    key = {"pk": {"S": "APP#LBG-0000-0000-0"}, "sk": {"S": "META"}}
    floor, unchanged, full = _cpu(
        lambda: client.get_item(TableName=TABLE, Key=key),
        lambda: _expect(read(poll.event, None), 304),
        lambda: _expect(read(whole.event, None), 200),
    )
    yield Line("status, unchanged (304)", f"{_us(unchanged)} of {_us(floor)}", unchanged / floor, 1.3, "× get_item")
    yield Line("status, whole file (200)", f"{_us(full)} of {_us(floor)}", full / floor, 2, "× get_item")


def _views(made: Journey) -> tuple[Any, Any]:
    """The look at a finished file, which is the longest, and a poll that finds nothing new."""
    *_, whole, poll = [each for each in made.invocations if each.route == ROUTES["status"]]
    return whole, poll


def _validation_lines(made: Journey) -> Iterator[Line]:
    save = made.last("PUT /v1/applications/{application_id}")
    body = str(save.event["body"]).encode()
    floor, ours = _cpu(
        lambda: shapes.Save.model_validate_json(body),
        lambda: shapes.read(shapes.Save, json_object(body)),
        times=40,
    )
    measured = f"{_us(ours)} of {_us(floor)}, {len(body)} bytes"
    yield Line("validate a body", measured, ours / floor, 6, "× validate_json")


def _cpu(*acts: Callable[[], object], times: int = 1) -> list[float]:
    """Median CPU seconds of each act, in interleaved blocks."""
    took: list[list[float]] = [[] for _ in acts]
    for _ in range(BLOCKS):
        for act, seconds in zip(acts, took, strict=True):
            began = time.process_time()
            for _ in range(IN_A_BLOCK * times):
                act()
            seconds.append((time.process_time() - began) / (IN_A_BLOCK * times))
    return [statistics.median(seconds) for seconds in took]


def _response(body: bytes) -> Callable[[], AWSResponse]:
    def respond() -> AWSResponse:
        response: Any = AWSResponse("https://dynamodb", 200, {"content-type": JSON}, None)  # type: ignore[arg-type]
        response._content = body
        answered: AWSResponse = response
        return answered

    return respond


def _expect(answer: dict[str, Any], status: int) -> None:
    assert answer["statusCode"] == status, answer


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} µs"
