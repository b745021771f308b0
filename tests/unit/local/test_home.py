"""Where an installation keeps its things."""

import socket
from pathlib import Path

import pytest

from local.home import Home, Ports


def test_a_taken_port_gives_way_to_a_free_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = holder.getsockname()[1]
        chosen = Home(tmp_path).choose_ports(Ports(cloud=taken))
    assert chosen.cloud != taken
    assert f"port {taken} is taken" in capsys.readouterr().out
    assert Home(tmp_path).ports() == chosen


def test_a_half_written_note_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "deployed.json").write_text('{"outputs": {"TableN')
    assert Home(tmp_path).read("deployed.json") == {}


def test_each_installation_has_a_server_key_of_its_own_that_only_its_owner_reads(tmp_path: Path) -> None:
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    assert one.server_key() == one.server_key()
    assert one.server_key() != other.server_key()
    assert one.server_key_file.stat().st_mode & 0o077 == 0
