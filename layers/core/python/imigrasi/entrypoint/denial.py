"""A "not found" takes as long whatever was looked up for it: else time would tell which numbers exist.

A number with a long history is read, and refused for its wrong key, a little slower than a number nobody has. So the
answer waits for the next full step, counted from the request; successes never wait.
"""

from __future__ import annotations

import os
import time


def wait_evenly(started: float) -> None:
    """Wait until a whole number of DENIAL_MILLISECONDS after `started` (monotonic seconds); unset: not at all."""
    step = int(os.environ.get("DENIAL_MILLISECONDS", "0")) / 1000
    if step:
        time.sleep(step - (time.monotonic() - started) % step)
