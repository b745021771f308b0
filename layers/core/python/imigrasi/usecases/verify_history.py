"""Verify event histories against the chain heads kept with the applications."""

from __future__ import annotations

from dataclasses import dataclass

from imigrasi.domain.audit import BrokenLink, verify_chain
from imigrasi.usecases.ports import ApplicationStore, EntryUnreadable
from imigrasi.usecases.verification_ports import Enumeration


@dataclass(frozen=True, slots=True)
class HistoryReport:
    applications: int
    entries: int
    broken: tuple[BrokenLink, ...]


def verify_history(
    store: ApplicationStore, everything: Enumeration, application_id: str | None = None
) -> HistoryReport:
    """One application, or all of them. Raises NotFound for an unknown number."""
    ids = [application_id] if application_id else list(everything.application_ids())
    entries, broken = 0, []
    for each in ids:
        try:
            file = store.file(each)
        except EntryUnreadable as unreadable:
            broken.append(BrokenLink(each, unreadable.seq, "unreadable"))
            continue
        entries += len(file.entries)
        link = verify_chain(each, file.entries, head=file.application.head, length=file.application.seq)
        if link is not None:
            broken.append(link)
    return HistoryReport(len(ids), entries, tuple(broken))
