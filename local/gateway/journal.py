"""Append-only files of JSON lines: what the simulator remembers over restarts and kills."""

import json
import os
from pathlib import Path
from typing import Any


class Journal:
    """Each line is on disk before `append` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._drop_torn_line()
        self._file = path.open("a", encoding="utf-8")

    def append(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, separators=(",", ":")) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def replay(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._path.read_text("utf-8").splitlines()]

    def close(self) -> None:
        self._file.close()

    def _drop_torn_line(self) -> None:
        """A line without its end was being written at a kill and was acknowledged to nobody."""
        written = self._path.read_bytes() if self._path.exists() else b""
        whole = written[: written.rfind(b"\n") + 1]
        if whole != written:
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
