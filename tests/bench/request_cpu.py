"""CPU per request, against the least that an answer can cost: one GetItem, one validation."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.loaders import Loader

from imigrasi.adapters import aws
from imigrasi.entrypoint import shapes
from imigrasi.entrypoint.http import json_object
from tests.bench import bundles
from tests.bench.journey import Journey, journey
from tests.bench.line import Line
from tests.bench.meter import Invocation
from tests.bench.recordings import JSON, ROUTES
from tests.support import handlers
from tests.support.installation import ORIGIN_SECRET, TABLE

BLOCKS, IN_A_BLOCK = 30, 20


def lines() -> Iterator[Line]:
    made = journey()
    yield from _status_lines(made)
    yield from _validation_lines(made)


def _status_lines(made: Journey) -> Iterator[Line]:
    due, finished, poll = _views(made)
    os.environ.update({name: value for name, value in made.environment.items() if name != "CLOCK_FILE"})
    secret = json.dumps({"SecretString": json.dumps({"current": ORIGIN_SECRET, "previous": ""})}).encode()
    answers = {"GetItem": poll.calls[-1].body, "GetSecretValue": secret}

    def answered(event_name: str, **_more: Any) -> AWSResponse:
        return _response(answers[event_name.rpartition(".")[2]])

    session: Any = aws._session()
    shipped = bundles.LAYERS / "vendor" / "python" / "botocore" / "data"
    loader = Loader(extra_search_paths=[str(shipped)], include_default_search_paths=False)
    session.register_component("data_loader", loader)
    session.register("before-send", answered)
    read, client = handlers.handler("status"), aws.client("dynamodb")
    key = {"pk": {"S": "APP#LBG-0000-0000-0"}, "sk": {"S": "META"}}

    def look(at: Invocation) -> None:
        answers["Query"] = at.calls[-1].body
        _expect(read(at.event, None), 200)

    floor, unchanged, whole, longest = _cpu(
        lambda: client.get_item(TableName=TABLE, Key=key),
        lambda: _expect(read(poll.event, None), 304),
        lambda: look(due),
        lambda: look(finished),
    )
    yield Line("status, unchanged (304)", f"{_us(unchanged)} of {_us(floor)}", unchanged / floor, 1.3, "× get_item")
    shown = f"{_us(whole)} of {_us(floor)}, {_items(due)} items"
    yield Line("status, whole file when the fee is due", shown, whole / floor, 2, "× get_item")
    shown = f"{_us(longest)} of {_us(floor)}, {_items(finished)} items"
    yield Line("status, whole file at its longest", shown, longest / floor, None, "× get_item")


def _views(made: Journey) -> tuple[Invocation, Invocation, Invocation]:
    """The look at the fee that is due, the look at the finished file, and a poll that finds nothing new."""
    _, due, *_, finished, poll = [each for each in made.invocations if each.route == ROUTES["status"]]
    return due, finished, poll


def _items(look: Invocation) -> int:
    return len(json.loads(look.calls[-1].body)["Items"])


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


def _response(body: bytes) -> AWSResponse:
    response: Any = AWSResponse("https://dynamodb", 200, {"content-type": JSON}, None)  # type: ignore[arg-type]
    response._content = body
    answered: AWSResponse = response
    return answered


def _expect(answer: dict[str, Any], status: int) -> None:
    assert answer["statusCode"] == status, answer


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} µs"
