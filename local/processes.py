"""The programs of the local cloud: started detached, known by their process id, stopped in order."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence

from local.home import ROOT, Home, LocalError

ORDER = ("cloud", "officers", "gateway", "site")


def start(home: Home, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Starts `python <arguments>` in a session of its own, output to `logs/<name>.log`."""
    home.logs.mkdir(parents=True, exist_ok=True)
    with (home.logs / f"{name}.log").open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = home.read("processes.json")
    running[name] = {"pid": child.pid, "command": " ".join(arguments)}
    home.write("processes.json", running)
    return child.pid


def alive(home: Home, noted: str = "processes.json") -> dict[str, int]:
    """Names and process ids of the programs of this installation that run."""
    found: dict[str, int] = {}
    for name, entry in home.read(noted).items():
        if entry["command"] in command_of(entry["pid"]):
            found[name] = entry["pid"]
    return found


def command_of(pid: int) -> str:
    """The command line of a living process, empty when there is none: a process id alone may be reused."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, command = listed.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else command


def stop(home: Home) -> bool:
    """Stops what runs, the cloud last and with time to save. True when anything ran."""
    if home.read("processes.json"):
        # From here on nothing counts as running, so whoever watches knows that the end is meant.
        (home.folder / "processes.json").replace(home.folder / "stopping.json")
    running = alive(home, "stopping.json")
    for name in reversed(ORDER):
        if name in running:
            end_cloud(home, running[name]) if name == "cloud" else end(running[name], seconds=5)
    (home.folder / "stopping.json").unlink(missing_ok=True)
    return bool(running)


def end_cloud(home: Home, pid: int) -> None:
    """A save cut short leaves a state that fits nothing: the mark stays until it is whole."""
    home.write("saving.json", {"pid": pid})
    end(pid, seconds=60)
    (home.folder / "saving.json").unlink(missing_ok=True)


def end(pid: int, seconds: float) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not command_of(pid):
                return
            reap(pid)
            time.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        reap(pid)
    except ProcessLookupError:
        return


def reap(pid: int) -> None:
    """Clears a dead child of this very process from the process table."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def wait_until_healthy(home: Home, name: str, url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            time.sleep(0.1)
        except OSError:
            if name not in alive(home):
                break
            time.sleep(0.1)
    log = home.logs / f"{name}.log"
    raise LocalError(f"`{name}` did not start. Read {log}, then `make stop` and `make run` again.")
