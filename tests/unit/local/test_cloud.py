"""MiniStack's saved state, brought to a new run."""

import json
from pathlib import Path

import pytest

from local import cloud
from local.home import Home, Ports


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "installation")
    home.state.mkdir(parents=True)
    return home


def test_readers_of_streams_begin_anew(home: Home) -> None:
    path = home.state / "lambda.json"
    path.write_text(json.dumps({"payload": {"dynamodb_stream_positions": {"data": {"mapping": 41}}, "esms": 1}}))
    cloud.rewind_streams(home)
    assert json.loads(path.read_text()) == {
        "payload": {"dynamodb_stream_positions": {"data": {"mapping": 0}}, "esms": 1}
    }


def test_queues_follow_the_cloud_to_another_port(home: Home) -> None:
    (home.state / "sqs.json").write_text('"http://localhost:4566/000000000000/documents"')
    (home.state / "lambda.json").write_text('"http://127.0.0.1:4566/x"')
    cloud.move_addresses(home.state, Ports(cloud=5001))
    assert "localhost:5001" in (home.state / "sqs.json").read_text()
    assert "127.0.0.1:5001" in (home.state / "lambda.json").read_text()


@pytest.mark.parametrize("fault", ["saving", "torn"])
def test_a_state_that_was_cut_short_is_set_aside_and_said_so(
    home: Home, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (home.state / "dynamodb.json").write_text('{"payl' if fault == "torn" else "{}")
    if fault == "saving":
        home.write("saving.json", {"pid": 1})
    cloud.recover_state(home)
    assert not home.state.exists()
    [aside] = home.folder.parent.glob("installation-broken-*")
    assert (aside / "state" / "dynamodb.json").exists()
    assert str(aside) in capsys.readouterr().out


def test_a_run_that_was_not_stopped_is_told_of_and_its_last_saved_state_used(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    (home.state / "dynamodb.json").write_text("{}")
    home.write("unsaved.json", {})
    cloud.recover_state(home)
    assert home.state.exists()
    assert "make stop" in capsys.readouterr().out


def test_functions_are_told_where_everything_is_on_this_machine(home: Home) -> None:
    told = cloud.environment(home, Ports(1, 2, 3, 4))
    assert told["AWS_ENDPOINT_URL_SSM"] == "http://127.0.0.1:3"
    assert told["MIDTRANS_URL"] == "http://127.0.0.1:4"
    assert told["SITE_URL"] == "http://127.0.0.1:2"
    assert told["AUTH"] == "true"
    assert told["TMPDIR"] == str(home.workers), "what MiniStack unpacks is cleared up with the installation"
