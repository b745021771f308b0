"""What the check of a document needs from those who take files apart, and from those who scan them."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from imigrasi.domain.document import Candidate, Document
from imigrasi.domain.refusal import Refusal
from imigrasi.domain.scan import Verdict


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


class Scan(NamedTuple):
    """A scan that somebody says is over. What it came to is read from the object itself."""

    application_id: str
    document_id: str
    version: str


class Candidates(Protocol):
    """Where files wait for the malware scan. Whatever is put here is scanned; nothing else may be read or tagged."""

    def put(self, document: Document, cleaned: Cleaned) -> str:
        """The version of the object that is scanned."""
        ...

    def verdict(self, document: Document, candidate: Candidate) -> Verdict:
        """Of that very version."""
        ...

    def content(self, document: Document, candidate: Candidate) -> bytes:
        """Only of what the scan has called clean."""
        ...


class WaitingDocuments(Protocol):
    def keep(self, document: Document, *, instead_of: Candidate | None) -> bool:
        """Note the document's candidate, and when its verdict is overdue. False when the document has its verdict, or
        another candidate than `instead_of`: somebody else was first.
        """
        ...


class CheckQueue(Protocol):
    def ask(self, application_id: str, document_id: str) -> None:
        """Have somebody look at a document whose verdict is overdue."""
        ...
