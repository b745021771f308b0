"""One log line per event: a stable name and ids. Personal data has no place here.

Powertools' logger writes JSON with the request id; unknown faults keep their traceback's places, never
its values (an exception's text may hold what a citizen typed).
"""

from __future__ import annotations

import traceback

from aws_lambda_powertools.logging import Logger

log = Logger(use_rfc3339=True)


def fault_places(error: BaseException) -> list[str]:
    """Where an exception came from, without its message: `file:line function`, innermost last."""
    return [
        f"{frame.filename.rpartition('/python/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
