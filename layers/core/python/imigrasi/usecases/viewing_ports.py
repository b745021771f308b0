"""What looking at a file needs from outside, as Protocols."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from imigrasi.domain.errors import Unprocessable
from imigrasi.domain.viewing import Opening


class FileUnreadable(Unprocessable):
    code = "file_unreadable"
    title = "This document cannot be shown."


class Picture(NamedTuple):
    """A document's bytes and media type."""

    content: bytes
    content_type: str


class Openings(Protocol):
    """Codes that open a file, by their digests. One is used up in a commit (`writes.UseOpening`)."""

    def keep(self, digest: str, opening: Opening) -> None: ...

    def opening(self, digest: str) -> Opening | None:
        """None for an unknown one and for one that is used up."""
        ...


class Vault(Protocol):
    """Checked documents, read only."""

    def read(self, key: str, version: str) -> bytes | None:
        """Exactly this version; None when it is no longer there."""
        ...


class Press(Protocol):
    """Prints a line across a document, again and again."""

    def marked(self, original: Picture, line: str) -> Picture:
        """Raises FileUnreadable."""
        ...


class Renditions(Protocol):
    """A drop for what is too large to be answered itself, emptied every day."""

    def dropped(self, picture: Picture, name: str) -> str | None:
        """A private address that opens it for a minute; None when it is small enough to be answered."""
        ...
