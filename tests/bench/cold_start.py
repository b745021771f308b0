"""From a fresh process to the first answer: every API function, a naive one, and a Python that does nothing.

CPU time of the whole process (it waits for nothing), medians of interleaved runs: the ratio stays the same when
others are busy on the machine, which wall time's does not.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench import bundles
from tests.bench.journey import journey
from tests.bench.line import Line
from tests.bench.recordings import canned_gateway, kept, naive_recording, recording

CHILD = Path(__file__).with_name("first_invoke.py")
ROUNDS = 9
Command = list[str]


@contextmanager
def commands() -> Iterator[dict[str, Command]]:
    """Name → command of everything that is started afresh."""
    made = journey()
    with tempfile.TemporaryDirectory() as name, canned_gateway(made.charge) as gateway:
        folder = Path(name)
        found: dict[str, Command] = {"floor": python("-c", "pass")}
        for function in (*bundles.API_FUNCTIONS, "status"):
            played = kept(recording(made, function, gateway), folder / f"{function}.json")
            found[function] = python(str(CHILD), str(played), *map(str, bundles.search_path(function)))
        played = kept(naive_recording(made), folder / "naive.json")
        for name, bytecode in (("naive", False), ("naive, compiled", True)):
            found[name] = python(str(CHILD), str(played), *map(str, bundles.naive_path(bytecode=bytecode)))
        yield found


def python(*arguments: str) -> Command:
    """-B: as on Lambda, where the bundle's folders cannot be written to."""
    return [sys.executable, "-I", "-S", "-B", *arguments]


def seconds(command: Command) -> float:
    """User and system time of one run. Raises RuntimeError with what it said when it fails."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    with process.stderr as stream:
        said = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(said)
    return usage.ru_utime + usage.ru_stime


def medians(chosen: Mapping[str, Command]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in chosen}
    for _ in range(ROUNDS):
        for name, command in chosen.items():
            times[name].append(seconds(command))
    return {name: statistics.median(values) for name, values in times.items()}


def lines() -> Iterator[Line]:
    with commands() as chosen:
        took = medians(chosen)
    floor, naive, compiled = took["floor"], took["naive"], took["naive, compiled"]
    for function in (*bundles.API_FUNCTIONS, "status"):
        budget = 29.0 if function == "status" else 38.0
        yield Line(f"cold start: {function}", _ms(took[function]), took[function] / floor, budget, "× floor")
    slowest = max(took[function] for function in (*bundles.API_FUNCTIONS, "status"))
    yield Line("cold start: slowest of ours / naive", f"{_ms(slowest)} of {_ms(naive)}", slowest / naive, 0.4)
    yield Line("cold start: slowest / naive with bytecode", f"{_ms(slowest)} of {_ms(compiled)}", slowest / compiled)
    yield Line("cold start: naive", f"{_ms(naive)}, with bytecode {_ms(compiled)}", naive / floor, None, "× floor")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
