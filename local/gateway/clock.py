"""The local cloud's clock: the wall clock, moved forward by the whole seconds that a file holds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path


def shifted_clock(file: Path | None) -> Callable[[], datetime]:
    """Aware UTC. The file is read at every use; where there is none the clock is not moved."""

    def now() -> datetime:
        ahead = int(file.read_text().strip() or 0) if file and file.exists() else 0
        return datetime.now(UTC) + timedelta(seconds=ahead)

    return now
