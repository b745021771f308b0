"""Codes that open files, in memory; and a shelf on which everything is at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from imigrasi.domain.application import Application
from imigrasi.domain.viewing import Opening
from imigrasi.usecases.viewing_ports import FileUnreadable, Picture
from imigrasi.usecases.writes import AlreadyWritten, UseOpening, Write
from tests.support.fakes import MemoryStore


class OpenedStore(MemoryStore):
    """Openings over a dictionary, beside the applications: a commit uses them up."""

    def __init__(self, *applications: Application) -> None:
        super().__init__(*applications)
        self.openings: dict[str, Opening] = {}
        self.used: dict[str, datetime] = {}

    def keep(self, digest: str, opening: Opening) -> None:
        self.openings[digest] = opening

    def opening(self, digest: str) -> Opening | None:
        return None if digest in self.used else self.openings.get(digest)

    def _check(self, write: Write) -> None:
        super()._check(write)
        if isinstance(write, UseOpening):
            opening = self.opening(write.digest)
            if opening is None or opening.expires_at <= write.at:
                raise AlreadyWritten

    def _keep(self, application_id: str, write: Write) -> None:
        if isinstance(write, UseOpening):
            self.used[write.digest] = write.at
        else:
            super()._keep(application_id, write)


@dataclass
class MemoryShelf:
    """Vault, Press and Renditions. `broken`: documents cannot be shown; `largest`: bytes that can be answered."""

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    broken: bool = False
    largest: int = 1_000
    dropped_names: list[str] = field(default_factory=list)
    reads: int = 0

    def read(self, key: str, version: str) -> bytes | None:
        self.reads += 1
        return self.objects.get((key, version))

    def marked(self, original: Picture, line: str) -> Picture:
        if self.broken:
            raise FileUnreadable
        return original._replace(content=original.content + line.encode())

    def dropped(self, picture: Picture, name: str) -> str | None:
        if len(picture.content) <= self.largest:
            return None
        self.dropped_names.append(name)
        return f"https://renditions.example.com/{name}"
