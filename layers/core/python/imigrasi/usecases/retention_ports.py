"""What erasing needs from outside, as Protocols."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol


class Shredder(Protocol):
    """Everything stored of an application's documents, or of one of them."""

    def erase_documents(self, application_id: str) -> None:
        """All versions and delete markers, checked and as they were sent. Nothing there is success."""
        ...

    def erase_upload(self, key_prefix: str) -> None:
        """All versions and delete markers of one document as it was sent. Nothing there is success."""
        ...


class RetentionIndex(Protocol):
    """What is to be erased, by time."""

    def retained(self, at: datetime) -> Iterator[str]:
        """Numbers of applications whose documents have been kept long enough by `at`."""
        ...

    def uploads(self, at: datetime) -> Iterator[tuple[str, str]]:
        """(application, document) of what was never finished, or was refused, and is to go by `at`."""
        ...
