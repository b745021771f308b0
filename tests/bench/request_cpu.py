"""CPU per request, against the least that an answer can cost: one GetItem, one validation."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from imigrasi.entrypoint import shapes
from imigrasi.entrypoint.http import json_object
from tests.bench import bundles
from tests.bench.cold_start import python
from tests.bench.journey import Journey, journey
from tests.bench.line import Line
from tests.bench.meter import Invocation
from tests.bench.recordings import ROUTES, kept
from tests.support.installation import ORIGIN_SECRET

CHILD = Path(__file__).with_name("warm_answers.py")
BLOCKS, IN_A_BLOCK = 30, 800


def lines() -> Iterator[Line]:
    made = journey()
    yield from _status_lines(made)
    yield from _validation_lines(made)


def _status_lines(made: Journey) -> Iterator[Line]:
    due, finished, poll = _looks(made)
    took = _warm({"due": (due, 200), "finished": (finished, 200), "unchanged": (poll, 304)}, poll, made)
    floor = took["floor"]["seconds"]

    def line(name: str, act: str, budget: float | None, more: str = "") -> Line:
        measured = f"{_us(took[act]['seconds'])} of {_us(floor)}{more}"
        return Line(name, measured, took[act]["ratio"], budget, "× get_item")

    yield line("status, unchanged (304)", "unchanged", 1.3)
    yield line("status, whole file when the fee is due", "due", 2, f", {_items(due)} items")
    yield line("status, whole file at its longest", "finished", None, f", {_items(finished)} items")


def _warm(looks: dict[str, tuple[Invocation, int]], poll: Invocation, made: Journey) -> dict[str, dict[str, float]]:
    """`seconds` of CPU and `ratio` to the floor, in a process with nothing but the shipped layers."""
    secret = {"SecretString": json.dumps({"current": ORIGIN_SECRET, "previous": ""})}
    recording = {
        "environment": {name: value for name, value in made.environment.items() if name != "CLOCK_FILE"}
        | {"POWERTOOLS_SERVICE_NAME": "status"},
        "answers": {"GetItem": poll.calls[-1].body.decode(), "GetSecretValue": json.dumps(secret)},
        "looks": {
            name: {"event": each.event, "status": status, "body": each.calls[-1].body.decode()}
            for name, (each, status) in looks.items()
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        played = kept(recording, Path(folder) / "looks.json")
        command = python(str(CHILD), str(played), *map(str, bundles.search_path("status")))
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    took: dict[str, dict[str, float]] = json.loads(done.stderr)
    return took


def _looks(made: Journey) -> tuple[Invocation, Invocation, Invocation]:
    """The look at the fee that is due, the look at the finished file, and a poll that finds nothing new."""
    _, due, *_, finished, poll = [each for each in made.invocations if each.route == ROUTES["status"]]
    return due, finished, poll


def _items(look: Invocation) -> int:
    items: list[Any] = json.loads(look.calls[-1].body)["Items"]
    return len(items)


def _validation_lines(made: Journey) -> Iterator[Line]:
    save = made.last("PUT /v1/applications/{application_id}")
    body = str(save.event["body"]).encode()
    floor, ours = _cpu(
        lambda: shapes.Save.model_validate_json(body),
        lambda: shapes.read(shapes.Save, json_object(body)),
    )
    measured = f"{_us(ours)} of {_us(floor)}, {len(body)} bytes"
    yield Line("validate a body", measured, ours / floor, 6, "× validate_json")


def _cpu(*acts: Callable[[], object]) -> list[float]:
    """Median CPU seconds of each act, in interleaved blocks."""
    took: list[list[float]] = [[] for _ in acts]
    for _ in range(BLOCKS):
        for act, seconds in zip(acts, took, strict=True):
            began = time.process_time()
            for _ in range(IN_A_BLOCK):
                act()
            seconds.append((time.process_time() - began) / IN_A_BLOCK)
    return [statistics.median(seconds) for seconds in took]


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} µs"
