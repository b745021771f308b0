"""The check of documents at work: inspected, scanned, scanned again, promoted or refused."""

from __future__ import annotations

from imigrasi.domain.scan import WAITS
from tests.prove.scenarios import SCHEDULE, Event, Scenario, document_event, later, photograph, queue
from tests.support import files_pdf, papers
from tests.support.citizen import Citizen
from tests.support.files_hostile import EICAR


def _waiting(citizen: Citizen, content: bytes | None = None, content_type: str = "image/png") -> Event:
    """Inspected, and not scanned yet; the message that has it looked at."""
    with citizen.cloud.scanner.resting():
        document_id = citizen.upload("ktp", content, content_type)
        citizen.cloud.pump()
    return queue("documents", {"application_id": citizen.application_id, "document_id": document_id})


def _scanned(citizen: Citizen, content: bytes | None = None, content_type: str = "image/png") -> Event:
    """Scanned, and nobody has heard of it yet; what is told of it."""
    scanner = citizen.cloud.scanner
    scanner.told.clear()
    scanner.mute = True
    citizen.upload("ktp", content, content_type)
    citizen.cloud.pump()
    scanner.mute = False
    (told,) = scanner.told
    return queue("scans", told)


def _replaced(citizen: Citizen) -> Event:
    citizen.upload("ktp", photograph(), "image/jpeg")
    citizen.cloud.pump()
    return _scanned(citizen, papers.png("newer"))


def _foreign(citizen: Citizen) -> Event:
    """A scan of a version that nobody waits for."""
    _scanned(citizen)
    (told,) = citizen.cloud.scanner.told
    told["detail"]["s3ObjectDetails"]["versionId"] = "another"
    return queue("scans", told)


def _unheard(citizen: Citizen, times: int) -> Event:
    """So many scans have not come to anything, the last of them long enough ago."""
    event = _waiting(citizen)
    scanner = citizen.cloud.scanner
    for wait in WAITS[: times - 1]:
        later(citizen, seconds=wait.total_seconds())
        with scanner.resting():
            citizen.cloud.invoke("document_check", event)
            citizen.cloud.pump()
    later(citizen, seconds=WAITS[times - 1].total_seconds())
    return event


def _overdue(citizen: Citizen) -> Event:
    _unheard(citizen, 1)
    return SCHEDULE


DOCUMENTS = (
    Scenario("have scanned", "document_check", "draft", lambda c: document_event(c, "ktp", papers.png("one"))),
    Scenario("refuse", "document_check", "draft", lambda c: document_event(c, "ktp", b"\x89PNG\r\n\x1a\nno more")),
    Scenario("promote", "document_check", "draft", _scanned),
    Scenario("replace", "document_check", "draft", _replaced),
    Scenario("malware", "document_check", "draft", lambda c: _scanned(c, files_pdf.showing(EICAR), "application/pdf")),
    Scenario("scan of something else", "document_check", "draft", _foreign),
    Scenario("scan again", "document_check", "draft", lambda c: _unheard(c, 1)),
    Scenario("scan in vain", "document_check", "draft", lambda c: _unheard(c, len(WAITS))),
    Scenario("scan overdue", "due_work", "draft", _overdue),
)
