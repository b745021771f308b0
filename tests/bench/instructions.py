"""The same starts counted in instructions: the same figure on every run, whatever else the machine does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.bench import bundles
from tests.bench.cold_start import Command, commands
from tests.bench.line import Line

MILLION = 1_000_000
MISSING = "not measured: valgrind is not here (Debian: apt-get install valgrind)"


def instructions(command: Command) -> int:
    """Instructions of one run under callgrind."""
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    # Isolated mode leaves environment variables of Python unread, and with them the fixed hash seed.
    seeded = [argument for argument in valgrind if argument != "-I"]
    done = subprocess.run(
        seeded,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1"},
    )
    counted = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if done.returncode or counted is None:
        raise RuntimeError(done.stderr)
    return int(counted[1])


def lines() -> Iterator[Line]:
    functions = (*bundles.API_FUNCTIONS, "status")
    if shutil.which("valgrind") is None:
        for function in functions:
            yield Line(f"instructions: {function}", MISSING, None, _budget(function), " M")
        return
    # The naive handler with its bytecode: compiling everything under valgrind takes a minute and tells nothing new.
    wanted = ("naive, compiled", *functions, "floor")
    with commands() as chosen, ThreadPoolExecutor(max_workers=2) as two:
        counted = dict(zip(wanted, two.map(instructions, (chosen[name] for name in wanted)), strict=True))
    naive, floor = counted["naive, compiled"], counted["floor"]
    for function in functions:
        count = counted[function]
        beside = f"{count / floor:.0f}× floor, {count / naive:.2f}× naive with bytecode"
        yield Line(f"instructions: {function}", beside, count / MILLION, _budget(function), " M")
    shown = f"{naive / floor:.0f}× floor of {floor / MILLION:,.0f} M"
    yield Line("instructions: naive with bytecode", shown, naive / MILLION, None, " M")


def _budget(function: str) -> float:
    return 1020.0 if function == "status" else 1400.0
