"""Waiting out a moment's conflict, where the queue would come back only minutes later."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from imigrasi.domain.errors import Fault

Result = TypeVar("Result")
#: Seconds. Their sum times a batch stays below the functions' timeouts.
PAUSES = (0.1, 0.2, 0.4, 0.8)


def patiently(work: Callable[[], Result], busy: type[Fault], pauses: Sequence[float] = PAUSES) -> Result:
    """What `work` gives, tried again after each pause while it is `busy`. Raises `busy` after the last."""
    for pause in pauses:
        try:
            return work()
        except busy:
            time.sleep(pause)
    return work()
