"""What the command line waits for before an officer asks for a document."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.errors import NotFound
from imigrasi.usecases.ports import File
from local import cloud, files
from local.home import Home, LocalError
from tests.support import builders
from tests.support.builders import NUMBER


class Applications:
    """A store whose document comes a step further with every look at it."""

    def __init__(self, *statuses: DocumentStatus) -> None:
        self.steps: Iterator[DocumentStatus] = iter(statuses)
        self.looks = 0

    def file(self, application_id: str) -> File:
        if application_id != NUMBER:
            raise NotFound
        self.looks += 1
        document = builders.document(status=next(self.steps))
        return builders.file(builders.submitted(), documents=(document,))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made; none of them takes any time."""
    made: list[float] = []
    monkeypatch.setattr("local.files.time.sleep", made.append)
    monkeypatch.setattr(cloud, "client", lambda *_: None)
    monkeypatch.setattr(cloud, "table_name", lambda _: "table")
    return made


def waiting(monkeypatch: pytest.MonkeyPatch, store: Applications, document: str, number: str = NUMBER) -> int:
    monkeypatch.setattr(files, "DynamoApplications", lambda *_: store)
    files.wait_until_accepted(Home.current(), number, document)
    return store.looks


@pytest.mark.parametrize("name", ["ktp", "abcdefghijklmnop"])
def test_a_document_that_is_being_checked_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, waits: list[float], name: str
) -> None:
    store = Applications(DocumentStatus.CHECKING, DocumentStatus.CHECKING, DocumentStatus.ACCEPTED)
    assert waiting(monkeypatch, store, name) == 3
    assert len(waits) == 2


@pytest.mark.parametrize("status", sorted(set(DocumentStatus) - {DocumentStatus.CHECKING}))
def test_one_that_is_not_being_checked_is_not(
    monkeypatch: pytest.MonkeyPatch, waits: list[float], status: DocumentStatus
) -> None:
    assert waiting(monkeypatch, Applications(status), "ktp") == 1
    assert waits == []


@pytest.mark.parametrize("name", ["grounds", "kk"])
def test_nothing_is_waited_for_where_no_document_is_meant(
    monkeypatch: pytest.MonkeyPatch, waits: list[float], name: str
) -> None:
    assert waiting(monkeypatch, Applications(DocumentStatus.CHECKING), name) == 1
    assert waits == []


def test_an_application_that_is_not_there_is_told_at_once(monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    with pytest.raises(LocalError) as unknown:
        waiting(monkeypatch, Applications(), "ktp", "LBG-7777-7777-7")
    assert unknown.value.code == "application_unknown"
