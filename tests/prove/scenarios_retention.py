"""Documents leave: kept long enough, never finished, refused."""

from __future__ import annotations

from tests.prove.scenarios import SCHEDULE, Event, Scenario, decision, later, photograph
from tests.support import papers
from tests.support.citizen import Citizen

#: Longer than any service keeps documents, and the time to object before it.
YEARS = 400


def _unfinished(citizen: Citizen) -> Event:
    """Two chunks have arrived, one of them twice; the citizen has gone."""
    opened = citizen.open_upload("ktp", photograph(), "image/jpeg", chunk_size=65_536).json
    for chunk in papers.cut(photograph(), opened["chunk_size"])[:1] * 2:
        citizen.post_chunk(opened, 0, chunk)
    later(citizen, days=2)
    return SCHEDULE


def _refused(citizen: Citizen) -> Event:
    citizen.upload("ktp", b"no picture at all")
    citizen.cloud.pump()
    later(citizen, days=8)
    return SCHEDULE


def _let_go(citizen: Citizen) -> Event:
    citizen.cloud.runbooks.start("sari", "hold", ApplicationId=citizen.application_id, Outcome="on", Reason="audit")
    return decision(citizen, "sari", "hold", Outcome="off", Reason="released")


RETENTION = (
    Scenario("purge", "document_purge", "withdrawn", lambda c: (later(c, days=YEARS), SCHEDULE)[1]),
    Scenario("purge postponed", "document_purge", "proposed", lambda c: (later(c, days=YEARS), SCHEDULE)[1]),
    Scenario("hold", "decision", "withdrawn", lambda c: decision(c, "sari", "hold", Outcome="on", Reason="audit")),
    Scenario("let go", "decision", "withdrawn", _let_go),
    Scenario("discard unfinished", "document_purge", "draft", _unfinished),
    Scenario("discard refused", "document_purge", "draft", _refused),
)
