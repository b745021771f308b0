"""The clock of the functions, moved through `CLOCK_FILE` as on the local cloud."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path


class WallClock:
    """Time goes on by itself; `file` holds the whole seconds it is ahead of (or behind) the real one."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.ahead = 0
        self._write(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def set(self, at: datetime) -> None:
        """From now on it is `at`, or up to a second later."""
        self._write(ceil((at - datetime.now(UTC)).total_seconds()))

    def advance(self, **by: float) -> None:
        """`advance(days=14)`."""
        self._write(self.ahead + round(timedelta(**by).total_seconds()))

    def _write(self, ahead: int) -> None:
        self.ahead = ahead
        self._file.write_text(str(ahead), encoding="ascii")
