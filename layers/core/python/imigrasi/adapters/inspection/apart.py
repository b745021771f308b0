"""Runs one inspection in a process of its own, with bounds on its memory and time.

A decoder that a file brings down takes nothing else with it: the file is refused like any other that can't be read,
and its message is not delivered again and again.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from imigrasi.domain.refusal import Refusal
from imigrasi.usecases.document_ports import Cleaned, Unfit

#: Bytes that an inspection may take beside what the function itself holds.
MEMORY = 240 * 1024 * 1024
#: Seconds of the processor, and by the clock. The largest files take one or two of them.
PROCESSOR_TIME, PATIENCE = 12, 25
_BLOCK = 1 << 20
_NOT_READY = 70


class NotReady(Exception):
    """The process could not be bounded: that is no fault of the file, so its message comes again."""


def apart(work: Callable[[], Cleaned]) -> Cleaned:
    """What `work` gives. Raises Unfit: its own, and UNREADABLE for whatever else ends it, or keeps it from ending.
    Raises NotReady.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _serve(work, writing)
    os.close(writing)
    try:
        told = _told(reading, time.monotonic() + PATIENCE)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == _NOT_READY:
        raise NotReady
    head, separator, content = told.partition(b"\n")
    if not separator:
        raise Unfit(Refusal.UNREADABLE)
    found = json.loads(head)
    if "code" in found:
        raise Unfit(Refusal(found["code"]))
    if len(content) != found["size"]:
        raise Unfit(Refusal.UNREADABLE)
    return Cleaned(content, found["content_type"], found["pages"])


def _told(reading: int, until: float) -> bytes:
    """All that the child writes before it ends; nothing, if that takes too long."""
    blocks: list[bytes] = []
    waiting = select.poll()
    waiting.register(reading, select.POLLIN)
    while (left := until - time.monotonic()) > 0:
        if waiting.poll(left * 1000):
            block = os.read(reading, _BLOCK)
            if not block:
                return b"".join(blocks)
            blocks.append(block)
    return b""


def _serve(work: Callable[[], Cleaned], writing: int) -> None:
    """The child's whole life. Nothing of a file is printed: decoders quote what they complain about."""
    ending = _NOT_READY
    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        _bound()
        ending = 0
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(_answer(work))
    finally:
        os._exit(ending)


def _answer(work: Callable[[], Cleaned]) -> bytes:
    try:
        done = work()
    except Unfit as unfit:
        return json.dumps({"code": unfit.code.value}).encode() + b"\n"
    except Exception:  # noqa: BLE001 - whatever a decoder raises, also for want of memory: this file can't be read
        return json.dumps({"code": Refusal.UNREADABLE.value}).encode() + b"\n"
    head = {"content_type": done.content_type, "pages": done.pages, "size": len(done.content)}
    return json.dumps(head).encode() + b"\n" + done.content


def _bound() -> None:
    """No core files, no files at all, and so much memory and time."""
    bounds = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CPU: PROCESSOR_TIME}
    if sys.platform == "linux":  # elsewhere nobody counts it
        bounds[resource.RLIMIT_DATA] = _held() + MEMORY
    for limit, most in bounds.items():
        _, allowed = resource.getrlimit(limit)
        lowest = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(limit, (lowest, lowest))


def _held() -> int:
    """Bytes of data that this process has mapped already."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024
