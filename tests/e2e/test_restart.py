"""A laptop is closed, a start is killed, a port is taken, a disk was full: the local cloud comes back."""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections.abc import Iterator

import pytest

from local import processes
from tests.support import papers
from tests.support.local_cloud import LocalCloud
from tests.support.outside import problem
from tests.support.patience import awaited
from tests.support.visitor import CHUNK, Visitor, expect, post_chunk


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """An installation beside the session's, which these tests start and stop as they like."""
    cloud = LocalCloud(tmp_path_factory.mktemp("second") / ".local")
    try:
        yield cloud
    finally:
        cloud.remove()


@pytest.fixture
def running(second: LocalCloud) -> LocalCloud:
    if len(processes.alive(second.home)) < len(processes.ORDER):
        second.start()
    return second


@contextlib.contextmanager
def taken(*ports: int) -> Iterator[None]:
    """Somebody else listens there meanwhile."""
    with contextlib.ExitStack() as stack:
        for port in ports:
            other = stack.enter_context(socket.socket())
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))
            other.listen()
        yield


def killed_while_deploying(starting: subprocess.Popen[str]) -> None:
    assert starting.stdout is not None
    for line in starting.stdout:
        if "deploying" in line:
            break
    starting.kill()
    starting.communicate()


def test_a_start_that_was_killed_is_made_good(second: LocalCloud) -> None:
    killed_while_deploying(second.begin("run", "--detach"))
    left = processes.alive(second.home)
    assert "cloud" in left.values()

    second.start()
    now = processes.alive(second.home)
    assert second.home.read("times.json")["empty"] > 0
    assert sorted(now.values()) == sorted(processes.ORDER), "one of each, none of the first start"
    assert not left.keys() & now.keys()
    Visitor(second).start().upload_all()


def test_a_second_run_says_that_it_runs(running: LocalCloud) -> None:
    outputs, parts = running.outputs, processes.alive(running.home)
    again = running.start()
    assert "already running" in again.text
    assert outputs["site_url"] in again.text
    assert (running.outputs, processes.alive(running.home)) == (outputs, parts)


def test_everything_is_back_after_a_stop_on_other_ports(running: LocalCloud) -> None:
    draft, waiting, paid, hurried = (Visitor(running) for _ in range(4))
    content, opened = half_uploaded(draft.start())
    waiting.submitted()
    awaited(lambda: running.executions(waiting.application_id), lambda found: "RUNNING" in found.values())
    paid.paid()
    slot = paid.book()
    before = {visitor: visitor.view() for visitor in (draft, waiting, paid)}
    hurried.submitted()  # its event may not have left when all goes down

    ports = running.home.ports()
    assert running.stop().code == 0
    assert not running.home.workers.exists(), "what was unpacked for the workers is gone with them"
    assert running.refused("gateway", "pay", "LBG-0000-0000-U-1") == "not_running"
    with taken(ports.cloud, ports.site):
        assert "is taken" in running.start().text
        assert not {ports.cloud, ports.site} & {running.home.ports().cloud, running.home.ports().site}
        assert all(visitor.view()["applicant"] == view["applicant"] for visitor, view in before.items())
        assert paid.view()["appointment"]["slot"] == slot
        finish_upload(draft, content, opened)
        waiting.decided("budi", "clear", "complete").pay()
        assert hurried.decided("ratna", "clear", "complete").status == "awaiting_payment"
        for visitor in (waiting, paid):
            go_on_to_the_end(visitor)
        assert_nothing_was_lost(running, waiting)
        running.advance("2m")  # what the streams have lost is sent again
        awaited(lambda: running.executions(hurried.application_id), lambda found: "RUNNING" in found.values())


def half_uploaded(visitor: Visitor) -> tuple[bytes, dict[str, object]]:
    content = papers.jpeg(visitor.application_id, CHUNK + 10)
    opened = expect(visitor.open_upload("ktp", content, content_type="image/jpeg"), 201).json
    expect(post_chunk(opened["upload"], 1, content[CHUNK:]), 204)
    return content, opened


def finish_upload(visitor: Visitor, content: bytes, opened: dict[str, object]) -> None:
    document_id = str(opened["document_id"])
    shown = visitor.document(document_id, renew=True)
    assert shown["received"] == [1]
    expect(post_chunk(shown["upload"], 0, content[:CHUNK]), 204)
    expect(visitor.complete(document_id), 202)
    assert visitor.verdict(document_id)["status"] == "accepted"


def go_on_to_the_end(visitor: Visitor) -> None:
    visitor.officer("budi", "attend").decided("ratna", "approve", "verified")
    visitor.officer("budi", "ready").officer("ratna", "handover", "--to", "family")
    visitor.reaches("collected")


def assert_nothing_was_lost(cloud: LocalCloud, visitor: Visitor) -> None:
    """The restart failed the execution; the rescue's own went on from where the application stood."""
    ended = {f"{visitor.application_id}-1": "FAILED", f"{visitor.application_id}-2": "SUCCEEDED"}
    awaited(lambda: cloud.executions(visitor.application_id), lambda found: found == ended)
    states = cloud.states_entered(f"{visitor.application_id}-2")
    assert states == ["Resume", "Review", "Payment", "Attendance", "Adjudication", "Production", "Handover"]
    assert cloud.command("audit", "verify")["ok"]
    assert cloud.command("ledger", "verify")["ok"]
    assert cloud.dead_letters() == {}


def test_a_half_written_state_is_set_aside_and_said(running: LocalCloud) -> None:
    lost = Visitor(running).start()
    running.stop()
    torn = running.folder / "state" / "dynamodb.json"
    torn.write_bytes(torn.read_bytes()[: torn.stat().st_size // 2])

    said = running.start().text
    aside = next(running.folder.parent.glob(".local-broken-*"))
    assert str(aside) in said
    assert (aside / "state" / "dynamodb.json").exists()
    problem(lost.call("GET"), 404, "not_found")
    Visitor(running).start()
