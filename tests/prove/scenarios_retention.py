"""Documents leave: kept long enough, never finished, refused."""

from __future__ import annotations

from tests.prove.scenarios import SCHEDULE, Event, Scenario, later, photograph
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


RETENTION = (
    Scenario("purge", "document_purge", "withdrawn", lambda c: (later(c, days=YEARS), SCHEDULE)[1]),
    Scenario("purge postponed", "document_purge", "proposed", lambda c: (later(c, days=YEARS), SCHEDULE)[1]),
    Scenario("discard unfinished", "document_purge", "draft", _unfinished),
    Scenario("discard refused", "document_purge", "draft", _refused),
)
