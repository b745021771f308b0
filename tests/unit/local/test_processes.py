"""Programs of an installation: started, found again, ended."""

import sys
import time
from pathlib import Path

import pytest

from local import processes
from local.home import Home, LocalError
from tests.support.patience import awaited

SLEEP = ["-c", "import time; time.sleep(60)"]
STUBBORN = ["-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"]


def test_a_program_is_found_by_its_installation_only_and_gone_after_stop(tmp_path: Path) -> None:
    home, other = Home(tmp_path / "a"), Home(tmp_path / "ab")
    pid = processes.start(home, "gateway", SLEEP, {})
    try:
        # The system shows a new program's command line a moment after its start.
        assert awaited(lambda: processes.alive(home), bool) == {pid: "gateway"}
        assert processes.alive(other) == {}
    finally:
        assert processes.stop(home)
    assert processes.alive(home) == {}
    assert not processes.stop(home)


def test_a_program_that_does_not_listen_is_killed_in_the_end(tmp_path: Path) -> None:
    home = Home(tmp_path)
    pid = processes.start(home, "gateway", STUBBORN, {})
    deadline = time.monotonic() + 5
    while "up" not in (home.logs / "gateway.log").read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not processes.end(pid, seconds=0.3)
    assert not processes.lives(pid)


def test_a_program_that_ends_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    home = Home(tmp_path)
    processes.start(home, "site", ["-c", "raise SystemExit('no')"], {})
    with pytest.raises(LocalError, match=r"site\.log"):
        processes.wait_until_healthy(home, "site", "http://127.0.0.1:1/", seconds=5)


def test_programs_get_this_interpreter_and_their_own_environment(tmp_path: Path) -> None:
    home = Home(tmp_path)
    processes.start(home, "site", ["-c", "import os, sys; print(sys.executable, os.environ['WHO'])"], {"WHO": "me"})
    deadline = time.monotonic() + 5
    while not (text := (home.logs / "site.log").read_text()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert text.split() == [sys.executable, "me"]
