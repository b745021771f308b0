"""The malware scan of a document: what it may come to, and how long one waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from imigrasi.domain.document import Candidate, Document
from imigrasi.domain.refusal import Refusal

#: After the first, second and third time that a scan was asked for. A scan takes seconds; an outage may take hours, and
#: whoever is told to send again has a slow line.
WAITS = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6))
#: So long the storage surely still has the chunks of which a document can be assembled again (it keeps them a week).
CHUNKS_KEPT = timedelta(days=6)


class Verdict(StrEnum):
    """Only an explicit one counts: whatever else a scanner says is none."""

    CLEAN = "clean"
    INFECTED = "infected"
    NONE = "none"


def overdue_at(scans: int, at: datetime) -> datetime:
    """When the verdict of the scan number `scans` (from 1), asked for at `at`, should have come."""
    return at + WAITS[scans - 1]


def is_hopeless(document: Document, candidate: Candidate, at: datetime) -> bool:
    """Whether an overdue verdict is not asked for any more."""
    return candidate.scans >= len(WAITS) or at >= document.opened_at + CHUNKS_KEPT


def is_unheard(document: Document) -> bool:
    """Whether a scan of it has been waited for in vain."""
    asked_again = document.candidate is not None and document.candidate.scans > 1
    return asked_again or Refusal.NOT_SCANNABLE in document.reasons
