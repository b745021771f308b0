"""The programs of the local cloud: started detached, found in the process table, stopped in order."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from local.home import ROOT, Home, LocalError

ORDER = ("cloud", "officers", "gateway", "site", "scanner")


def start(home: Home, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Starts `python <arguments>` in a session of its own, output to `logs/<name>.log`."""
    home.logs.mkdir(parents=True, exist_ok=True)
    with (home.logs / f"{name}.log").open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, "-X", mark(home, name), *arguments],
            cwd=ROOT,
            env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    home.write("processes.json", {**home.read("processes.json"), name: child.pid})
    return child.pid


def mark(home: Home, name: str = "") -> str:
    """On the command line of every program of this installation; `-X` lets Python take any word."""
    return f"imigrasi={home.folder}#{name}"


def alive(home: Home) -> dict[int, str]:
    """Process ids and names of the programs of this installation that run, whoever started them.

    The process table is asked, not a file: a run that was killed half-way may have noted nothing.
    """
    found: dict[int, str] = {}
    for pid, command in process_table():
        _, ours, rest = command.partition(f" -X {mark(home)}")
        if ours:
            found[pid] = rest.split(" ")[0]
    return found


def process_table() -> Iterator[tuple[int, str]]:
    """Process id and command line of every living process."""
    if Path("/proc/self/cmdline").exists():  # a bare Debian has no `ps`
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                # A dead child that nobody has waited for has an empty command line.
                if told := (folder / "cmdline").read_bytes():
                    yield int(folder.name), told.replace(b"\0", b" ").decode(errors="replace")
        return
    listed = subprocess.run(["ps", "-axww", "-o", "pid=,stat=,args="], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        pid, state, *command = line.split(None, 2)
        if not state.startswith("Z"):
            yield int(pid), " ".join(command)


def lives(pid: int) -> bool:
    return any(known == pid for known, _ in process_table())


def stop(home: Home) -> bool:
    """Stops what runs, the cloud last and with time to save. True when anything ran."""
    # From here on nothing is meant to run, so whoever watches knows that the end is wanted.
    (home.folder / "processes.json").unlink(missing_ok=True)
    running = alive(home)
    for pid, name in sorted(running.items(), key=lambda entry: ORDER.index(entry[1]), reverse=True):
        if name == "cloud":
            end_cloud(home, pid)
        else:
            end(pid, seconds=5)
    return bool(running)


def end_cloud(home: Home, pid: int) -> None:
    """A save cut short leaves a state that fits nothing: the mark stays unless it is whole."""
    home.write("saving.json", {"pid": pid})
    if end(pid, seconds=60):
        (home.folder / "saving.json").unlink(missing_ok=True)
        (home.folder / "unsaved.json").unlink(missing_ok=True)
    discard_workers(home)


def discard_workers(home: Home) -> None:
    """What was unpacked for them is ten thousands of files: nobody waits until they are gone."""
    if home.workers.exists():
        discarded = home.workers.rename(f"{home.workers}-{time.time_ns()}")
        subprocess.Popen(
            ["rm", "-rf", discarded],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def end(pid: int, seconds: float) -> bool:
    """Asks the process to end, and kills it after `seconds`. True when it ended by itself."""
    try:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not lives(pid):
                return True
            reap(pid)
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        # The signal is certain, the moment is not: ports and files are free only when it has gone.
        deadline = time.monotonic() + 5
        reap(pid)
        while lives(pid) and time.monotonic() < deadline:
            time.sleep(0.01)
            reap(pid)
    except ProcessLookupError:
        return True
    return False


def reap(pid: int) -> None:
    """Clears a dead child of this very process from the process table."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def wait_until_healthy(home: Home, name: str, url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    missed = 0
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return  # it listens; what it has to say may have to be deployed first
        except OSError:
            # A program that is only just being loaded has no command line yet: once missed is not dead.
            missed = 0 if name in alive(home).values() else missed + 1
            if missed > 2:
                break
            time.sleep(0.1)
    log = home.logs / f"{name}.log"
    raise LocalError(f"`{name}` did not start. Read {log}, then `make stop` and `make run` again.")
