"""What the local runner notes about its starts is what the benchmark shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.home import Home
from local.run import note_time
from tests.bench import run_times


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(run_times, "ROOT", tmp_path)
    return Home(tmp_path / ".local")


def shown() -> dict[str, float | None]:
    return {line.metric: line.value for line in run_times.lines()}


def test_a_first_start_and_an_unchanged_one_are_shown_with_their_budgets(home: Home) -> None:
    note_time(home, 31.26, restored=False, changed=True)
    note_time(home, 8.04, restored=True, changed=False)
    assert shown() == {"make run, empty": 31.3, "make run, unchanged": 8.0}
    assert [line.verdict for line in run_times.lines()] == ["ok", "ok"]


def test_the_last_of_its_kind_counts(home: Home) -> None:
    note_time(home, 31.0, restored=False, changed=True)
    note_time(home, 29.0, restored=False, changed=False)
    assert shown()["make run, empty"] == 29.0


def test_a_start_that_brought_something_up_to_date_is_neither(home: Home) -> None:
    note_time(home, 20.0, restored=True, changed=True)
    assert shown() == {"make run, empty": None, "make run, unchanged": None}
