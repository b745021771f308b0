"""Whatever happens to an inspection, the function goes on and says so."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from imigrasi.adapters.inspection import apart as module
from imigrasi.adapters.inspection.apart import apart
from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Cleaned, Unfit

DONE = Cleaned(b"content\nof two lines", "image/jpeg", 3)


def fault(work: Callable[[], Cleaned]) -> Refusal:
    with pytest.raises(Unfit) as caught:
        apart(work)
    return caught.value.code


def test_what_was_made_comes_back_whole() -> None:
    assert apart(lambda: DONE) == DONE


def test_more_than_a_pipe_holds_comes_back_whole() -> None:
    large = Cleaned(os.urandom(3_000_000), "application/pdf", 1)
    assert apart(lambda: large) == large


def test_it_happens_in_another_process() -> None:
    assert apart(lambda: Cleaned(str(os.getpid()).encode(), "", 1)).content != str(os.getpid()).encode()


def refuse(code: Refusal) -> Cleaned:
    raise Unfit(code)


def breaking() -> Cleaned:
    raise ValueError("what a decoder says of the file")


def dying() -> Cleaned:
    os.kill(os.getpid(), signal.SIGKILL)
    return DONE


def leaving() -> Cleaned:
    os._exit(0)


def hungry() -> Cleaned:
    return Cleaned(bytes(module.MEMORY * 2), "", 1)


def test_a_refusal_keeps_its_reason() -> None:
    assert fault(lambda: refuse(Refusal.PDF_TOO_LONG)) is Refusal.PDF_TOO_LONG


@pytest.mark.parametrize("work", [breaking, dying, leaving, hungry])
def test_a_decoder_that_breaks_has_not_read_the_file(work: Callable[[], Cleaned]) -> None:
    assert fault(work) is Refusal.UNREADABLE


def test_one_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    assert fault(lambda: signal.pause() or DONE) is Refusal.UNREADABLE  # type: ignore[func-returns-value]


def test_one_that_only_computes_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PROCESSOR_TIME", 1)

    def forever() -> Cleaned:
        while True:
            pass

    assert fault(forever) is Refusal.UNREADABLE


def test_no_child_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    fork, made = os.fork, []

    def noted() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(os, "fork", noted)
    for work in (lambda: DONE, breaking, dying):
        with contextlib.suppress(Unfit):
            apart(work)
    assert len(made) == 3
    for child in made:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_nothing_is_written_to_the_disk(tmp_path: Path) -> None:
    def writing() -> Cleaned:
        (tmp_path / "left").write_bytes(b"x")
        return DONE

    assert fault(writing) is Refusal.UNREADABLE


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    def talking() -> Cleaned:
        os.write(1, b"what stands in the file")
        os.write(2, b"what stands in the file")
        return DONE

    assert apart(talking) == DONE
    assert capfd.readouterr() == ("", "")


def test_what_is_no_fault_of_the_file_refuses_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def unbounded() -> None:
        raise OSError("not permitted")

    monkeypatch.setattr(module, "_bound", unbounded)
    with pytest.raises(module.NotReady):
        apart(lambda: DONE)
