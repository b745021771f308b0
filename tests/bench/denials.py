"""Whether a refusal's time tells that a number exists: a wrong key on a whole file, against a number nobody has."""

from __future__ import annotations

import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.line import Line
from tests.support.local_cloud import LocalCloud
from tests.support.visitor import Visitor, expect

PAIRS = 300
ALLOWED = 0.1
WRONG = "A" * 26
NOBODY = "LBG-0000-0000-U"


def lines() -> list[Line]:
    with TemporaryDirectory() as folder:
        cloud = LocalCloud(Path(folder) / ".local")
        try:
            cloud.start()
            known, unknown = _refusals(Visitor(cloud).submitted())
        finally:
            cloud.remove()
    delta = cliffs_delta(known, unknown)
    shown = f"{PAIRS} pairs over HTTP, medians {_median(known):.1f} and {_median(unknown):.1f} ms"
    return [Line("wrong key against unknown number, Cliff's δ", shown, abs(delta), ALLOWED)]


def _refusals(visitor: Visitor) -> tuple[list[float], list[float]]:
    """Milliseconds of both kinds of refusal, taken in turns in random order."""
    chance = random.Random(1)
    times: dict[str, list[float]] = {visitor.application_id: [], NOBODY: []}
    for _ in range(PAIRS):
        for asked in chance.sample(list(times), 2):
            began = time.perf_counter()
            expect(visitor.api.call("GET", f"/v1/applications/{asked}", access_key=WRONG), 404)
            times[asked].append(1000 * (time.perf_counter() - began))
    return times[visitor.application_id], times[NOBODY]


def cliffs_delta(first: list[float], second: list[float]) -> float:
    """How much more often one of `first` is larger than one of `second` than the other way round: -1 to 1."""
    larger = sum((a > b) - (a < b) for a in first for b in second)
    return larger / (len(first) * len(second))


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
