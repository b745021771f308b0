"""The time handlers pass on. Use cases never look at a clock themselves."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


def wall_clock() -> datetime:
    """Aware UTC, as logs and services stamp it: never ahead."""
    return datetime.now(UTC)


def now() -> datetime:
    """Aware UTC. On the local cloud, `CLOCK_FILE` holds the seconds that a demonstration is ahead."""
    file = os.environ.get("CLOCK_FILE")
    at = wall_clock()
    if file is None:
        return at
    return at + timedelta(seconds=int(Path(file).read_text(encoding="ascii") or "0"))
