"""The processes in which the local cloud runs functions, and chance, which kills them while they are at work."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

WORKER = re.compile(r"ministack-lambda-imigrasi-local-([a-z-]+)-[a-z0-9_]{8}/_worker\.py")
LOOK_SECONDS = 0.02
#: A worker that is seen at work is killed up to so many seconds later: at any moment of it, or of what follows.
LATER_SECONDS = 0.05
#: Between two deaths, on average: each costs the start of another, which takes the machine's own time.
BREATH_SECONDS = 0.5
#: How often a worker at work is killed, at least.
SELDOM = 0.05
#: Whoever has spent less and waits has not begun to load its function.
BARE_SECONDS = 0.08


@dataclass(frozen=True, slots=True)
class Worker:
    """`spent`: its seconds on a processor; they grow while it is at work. `waits`: for work, or for an answer."""

    pid: int
    function: str
    spent: float
    waits: bool


class Workers:
    """Those of one MiniStack: other installations on this machine have workers of the same names."""

    def __init__(self, cloud: int) -> None:
        self._cloud = cloud
        self._strangers: set[int] = set()

    def look(self) -> list[Worker]:
        table = self._proc() if Path("/proc/self/stat").exists() else self._ps()
        return [
            Worker(pid, named[1], spent, state.startswith(("S", "I")))
            for pid, state, spent, told in table
            if (named := WORKER.search(told))
        ]

    def _proc(self) -> Iterator[tuple[int, str, float, str]]:
        for pid in {int(path.name) for path in Path("/proc").glob("[0-9]*")} - self._strangers:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                state, parent, *more = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
                if int(parent) == self._cloud:
                    told = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
                    yield pid, state, sum(map(int, more[9:11])) / os.sysconf("SC_CLK_TCK"), told
                else:
                    self._strangers.add(pid)

    def _ps(self) -> Iterator[tuple[int, str, float, str]]:
        """Where there is no `/proc`: macOS."""
        asked = ["ps", "-axww", "-o", "pid=,ppid=,stat=,time=,args="]
        for line in subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines():
            pid, parent, state, spent, told = line.split(None, 4)
            if int(parent) == self._cloud:
                minutes, _, seconds = spent.rpartition(":")
                yield int(pid), state, int(minutes.rpartition(":")[2]) * 60 + float(seconds), told


class Killer:
    """Kills workers of these functions while it is entered. `killed`: how often it struck, by function."""

    def __init__(self, workers: Workers, functions: Sequence[str], seed: int) -> None:
        self._workers, self._functions, self._chance = workers, functions, Random(seed)
        self._over = threading.Event()
        self.killed: Counter[str] = Counter()

    def __enter__(self) -> Killer:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="killer")
        self._striking = self._pool.submit(self._strike)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._pool.shutdown()
        self._striking.result()

    def _strike(self) -> None:
        seen: dict[int, Worker] = {}
        while not self._over.wait(LOOK_SECONDS):
            chosen = [worker for worker in self._at_work(seen) if self._is_chosen(worker)]
            if chosen:
                self._over.wait(self._chance.random() * LATER_SECONDS)
                self._kill(min(chosen, key=lambda worker: self.killed[worker.function]))
                self._over.wait(self._chance.expovariate(1 / BREATH_SECONDS))

    def _at_work(self, seen: dict[int, Worker]) -> Iterator[Worker]:
        """Those that have worked since they were `seen`."""
        for worker in self._workers.look():
            before = seen.get(worker.pid)
            # One that dies while it is being loaded has not been at work; and MiniStack would then end all the
            # others of its function, whose own loading fails by that, and so on for as long as they are wanted.
            if before or (worker.waits and worker.spent > BARE_SECONDS):
                seen[worker.pid] = worker
            if before and worker.spent > before.spent:
                yield worker

    def _is_chosen(self, worker: Worker) -> bool:
        """The first deaths of a function come soon: those that work seldom have to die as well."""
        odds = max(1 / (1 + self.killed[worker.function]), SELDOM)
        return worker.function in self._functions and self._chance.random() < odds

    def _kill(self, worker: Worker) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
            self.killed[worker.function] += 1
