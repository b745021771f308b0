"""The command line's contract: one JSON document, an exit code, an error that names the next step."""

import json
from pathlib import Path
from typing import Any

import pytest

from local import commands, officers
from local.__main__ import main
from local.home import LocalError, Ports


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that was never started, whose ports nothing listens on."""
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path))
    (tmp_path / "ports.json").write_text(json.dumps(Ports(1, 2, 3, 4).__dict__))
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("duration", "seconds"), [("14d", 1_209_600), ("2h", 7_200), ("30m", 1_800), ("45s", 45), ("1d12h", 129_600)]
)
def test_durations_are_read_in_days_hours_minutes_and_seconds(duration: str, seconds: int) -> None:
    assert commands.seconds_of(duration) == seconds


@pytest.mark.parametrize("duration", ["", "2", "2x", "h", "-1d", "1.5h", "2h "])
def test_anything_else_is_no_duration(duration: str) -> None:
    with pytest.raises(LocalError, match="is not a duration"):
        commands.seconds_of(duration)


@pytest.mark.parametrize(
    "arguments",
    [
        ["officer", "decide", "LBG-0000-0000-0", "clear", "--officer", "budi", "--reason", "complete"],
        ["officer", "ready", "LBG-0000-0000-0", "--officer", "ratna"],
        ["officer", "money", "LBG-0000-0000-0-1", "refund", "--officer", "budi", "--reason", "withdrawn"],
        ["officer", "refund", "LBG-0000-0000-0-1", "paid", "--officer", "budi", "--reference", "SP2D-1/2026"],
        ["officer", "dispute", "LBG-0000-0000-0", "--officer", "sari", "--reason", "payment_found"],
        ["officer", "task", "difference-1", "--officer", "sari"],
        ["gateway", "pay", "LBG-0000-0000-0-1"],
        ["gateway", "statement", "2026-03-02"],
        ["gateway", "treasury", "--from", "2026-03-02"],
        ["gateway", "outage", "60"],
        ["audit", "verify"],
        ["ledger", "verify"],
    ],
    ids=[
        "decide",
        "ready",
        "money",
        "refund",
        "dispute",
        "task",
        "pay",
        "statement",
        "treasury",
        "outage",
        "audit",
        "ledger",
    ],
)
def test_without_a_local_cloud_every_command_says_to_start_it(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--json"]) == 1
    error = printed(capsys)["error"]
    assert error["code"] == "not_running"
    assert "make run" in error["message"]


def test_an_unknown_officer_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["officer", "ready", "LBG-0000-0000-0", "--officer", "nobody", "--json"]) == 1
    error = printed(capsys)["error"]
    assert error["code"] == "unknown_officer"
    assert "budi, ratna, sari, agus" in error["message"]


def test_every_officer_command_of_the_contract_is_understood(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[Any, ...]] = []

    def act(_home: object, *given: Any) -> dict[str, Any]:
        asked.append(given)
        return {"status": "ready"}

    monkeypatch.setattr(officers, "act", act)
    for line in (
        "decide ID uphold --officer sari --reason not_eligible",
        "no-show ID --officer budi",
        "handover ID --officer budi --to proxy",
    ):
        assert main(["officer", *line.split(), "--json"]) == 0
    assert asked == [
        ("sari", "uphold", "ID", {"Reason": "not_eligible"}),
        ("budi", "no-show", "ID", {}),
        ("budi", "handover", "ID", {"Recipient": "proxy"}),
    ]
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [{"status": "ready"}] * 3


def test_a_broken_history_ends_with_an_error_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "ledger", lambda _home, _options: {"ok": False, "faults": ["one"]})
    assert main(["ledger", "verify", "--json"]) == 1
    assert printed(capsys) == {"ok": False, "faults": ["one"]}


@pytest.mark.parametrize("arguments", [[], ["officer"], ["officer", "ready", "ID"], ["clock", "advance"], ["nothing"]])
def test_a_mistake_in_the_arguments_is_an_error_like_any_other(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--json"]) == 1
    error = printed(capsys)["error"]
    assert error["code"] == "usage"
    assert "--help" in error["message"]


def test_stopping_what_does_not_run_says_so_and_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stop", "--json"]) == 0
    assert printed(capsys)["stopped"] is False
