"""What the check of a document needs from those who take files apart."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from imigrasi.domain.refusal import Refusal


class Cleaned(NamedTuple):
    """A file written anew from what was understood of another: nothing else of that one is in it."""

    content: bytes
    content_type: str
    pages: int


class Unfit(Exception):
    """A file that is not taken; `code` says why."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code = code


class Inspector(Protocol):
    def cleaned(self, content: bytes, content_type: str) -> Cleaned:
        """The file anew; `content_type` is what it was announced as. Raises Unfit."""
        ...
