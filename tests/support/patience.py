"""Waiting for what comes about by itself: look again and again, up to a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")


def awaited(look: Callable[[], Seen], wanted: Callable[[Seen], bool], *, seconds: float = 30) -> Seen:
    """What `look` gives once it is `wanted`. Raises AssertionError with what was seen last."""
    deadline = time.monotonic() + seconds
    pause = 0.05
    while not wanted(seen := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not in {seconds:.0f} s; last seen: {seen!r}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)  # looking costs the machine that is being waited for
    return seen
