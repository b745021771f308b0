"""A document between its inspection and the vault: only an explicit verdict on the very version counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.errors import NotFound
from imigrasi.domain.refusal import Refusal
from imigrasi.domain.scan import CHUNKS_KEPT, WAITS, Verdict, is_unheard
from imigrasi.usecases.check_document import CandidateDiffers, check_document, heed_scan
from imigrasi.usecases.document_ports import Cleaned, Scan, Unfit
from tests.support.builders import NOW, NUMBER, document, draft
from tests.support.fakes import MemoryStore
from tests.support.memory_documents import Area, Scanned, desk

CONTENT = b"a page"
ARRIVED = document(CONTENT)
ID = ARRIVED.document_id


class Check:
    """One document that has arrived, and a scanner that has not spoken yet."""

    def __init__(self) -> None:
        self.store = MemoryStore(draft())
        self.store.documents[NUMBER, ID] = ARRIVED
        self.scanned = Scanned(otherwise=Verdict.NONE)
        self.desk = desk(self.store, CONTENT, self.scanned)

    def looks(self, at: datetime = NOW) -> Document:
        return check_document(self.desk, NUMBER, ID, at=at)

    def hears(self, version: str, **other: str) -> Document | None:
        ids = {"application_id": NUMBER, "document_id": ID, **other}
        return heed_scan(self.desk, Scan(version=version, **ids), at=NOW)

    def says(self, version: str, verdict: Verdict) -> None:
        self.scanned.verdicts[version] = verdict

    @property
    def stored(self) -> Document:
        return self.store.documents[NUMBER, ID]

    @property
    def promoted(self) -> dict[str, bytes]:
        assert isinstance(self.desk.area, Area)
        return self.desk.area.promoted


@pytest.fixture
def check() -> Check:
    return Check()


def test_what_was_written_anew_waits_for_its_scan(check: Check) -> None:
    waiting = check.looks()
    assert (waiting.status, waiting.pinned, check.promoted) == (DocumentStatus.CHECKING, ("chunk-1",), {})
    assert waiting.candidate is not None
    assert (waiting.candidate.version, waiting.candidate.scans) == ("candidate-1", 1)
    assert waiting.candidate.overdue_at == NOW + timedelta(minutes=5)
    assert check.stored == waiting


def test_what_is_unfit_is_refused_and_never_scanned(check: Check) -> None:
    class Strict:
        def cleaned(self, content: bytes, content_type: str) -> Cleaned:
            raise Unfit(Refusal.UNREADABLE)

    refused = check_document(check.desk._replace(inspector=Strict()), NUMBER, ID, at=NOW)
    assert (refused.status, refused.reasons) == (DocumentStatus.REFUSED, ("content_unreadable",))
    assert check.scanned.contents == {}


def test_clean_is_promoted_as_it_was_scanned(check: Check) -> None:
    check.looks()
    check.says("candidate-1", Verdict.CLEAN)
    accepted = check.hears("candidate-1")
    assert accepted == check.stored
    assert (check.stored.status, check.stored.candidate) == (DocumentStatus.ACCEPTED, None)
    assert check.promoted == {ID: CONTENT}
    assert check.stored.stored is not None
    assert check.stored.stored.version == "vault-1"


def test_malware_is_refused_and_promoted_nowhere(check: Check) -> None:
    check.looks()
    check.says("candidate-1", Verdict.INFECTED)
    check.hears("candidate-1")
    assert (check.stored.status, check.stored.reasons) == (DocumentStatus.REFUSED, ("malware_found",))
    assert check.promoted == {}


def test_a_scan_that_was_over_before_its_version_was_kept_is_not_missed(check: Check) -> None:
    check.says("candidate-1", Verdict.CLEAN)
    assert check.looks().status is DocumentStatus.ACCEPTED


def test_the_word_of_a_verdict_is_none_until_the_object_says_so(check: Check) -> None:
    check.looks()
    before = check.stored
    assert check.hears("candidate-1") == before
    assert (check.stored, check.promoted) == (before, {})


@pytest.mark.parametrize(
    ("version", "other"),
    [
        ("candidate-0", {}),
        ("", {}),
        ("candidate-1", {"document_id": "b" * 16}),
        ("candidate-1", {"application_id": "LBG-0000-0001-1"}),
    ],
    ids=["another version", "no version", "another document", "another application"],
)
def test_a_scan_of_something_else_changes_nothing(check: Check, version: str, other: dict[str, str]) -> None:
    check.looks()
    before = check.stored
    check.scanned.otherwise = Verdict.CLEAN
    assert check.hears(version, **other) is None
    assert (check.stored, check.promoted) == (before, {})


def test_a_scan_told_of_twice_is_one_verdict(check: Check) -> None:
    check.looks()
    check.says("candidate-1", Verdict.CLEAN)
    check.hears("candidate-1")
    entries = list(check.store.entries[NUMBER])
    assert check.hears("candidate-1") is None
    assert check.looks().status is DocumentStatus.ACCEPTED
    assert check.store.entries[NUMBER] == entries


def test_a_verdict_after_the_verdict_changes_nothing(check: Check) -> None:
    check.looks()
    check.says("candidate-1", Verdict.CLEAN)
    check.hears("candidate-1")
    check.says("candidate-1", Verdict.INFECTED)
    assert check.hears("candidate-1") is None
    assert check.stored.status is DocumentStatus.ACCEPTED


def test_a_repeated_message_asks_for_no_second_scan(check: Check) -> None:
    first = check.looks()
    assert check.looks(NOW + timedelta(minutes=4)) == first
    assert list(check.scanned.contents) == ["candidate-1"]


def test_an_overdue_verdict_that_is_there_is_found(check: Check) -> None:
    check.looks()
    check.says("candidate-1", Verdict.CLEAN)
    assert check.looks(NOW + timedelta(minutes=5)).status is DocumentStatus.ACCEPTED


def test_an_overdue_verdict_is_asked_for_again_of_the_same_chunks(check: Check) -> None:
    check.looks()
    assert isinstance(check.desk.area, Area)
    check.desk.area.version = "chunk-2"  # somebody has sent it again meanwhile
    again = check.looks(NOW + timedelta(minutes=5))
    assert again.candidate is not None
    assert (again.candidate.version, again.candidate.scans) == ("candidate-2", 2)
    assert again.candidate.overdue_at == NOW + timedelta(minutes=65)
    assert is_unheard(again)
    check.scanned.otherwise = Verdict.CLEAN
    assert check.hears("candidate-1") is None, "the first scan comes too late"
    assert check.hears("candidate-2") is not None


def test_after_the_last_scan_a_document_waits_no_longer(check: Check) -> None:
    at = NOW
    for wait in WAITS:
        assert check.looks(at).status is DocumentStatus.CHECKING
        at += wait
    refused = check.looks(at)
    assert (refused.status, refused.reasons) == (DocumentStatus.REFUSED, ("not_scannable",))
    assert (len(check.scanned.contents), is_unheard(refused)) == (len(WAITS), True)


def test_when_the_chunks_may_have_gone_nothing_is_asked_for_again(check: Check) -> None:
    check.looks()
    refused = check.looks(ARRIVED.opened_at + CHUNKS_KEPT)
    assert refused.reasons == ("not_scannable",)


def test_two_who_offer_at_once_keep_one_candidate(check: Check) -> None:
    rival = check.desk._replace(candidates=Scanned(Verdict.NONE, contents={"": b"", " ": b""}))

    class Slow:
        """While this one inspects, somebody else has done it all."""

        def cleaned(self, content: bytes, content_type: str) -> Cleaned:
            check_document(rival, NUMBER, ID, at=NOW)
            return Cleaned(content, content_type, 1)

    found = check_document(check.desk._replace(inspector=Slow()), NUMBER, ID, at=NOW)
    assert found == check.stored
    assert found.candidate is not None
    assert found.candidate.version == "candidate-3"
    assert check.hears("candidate-1") is None, "nobody waits for the loser's"


def test_a_candidate_that_is_another_than_was_put_is_not_promoted(check: Check) -> None:
    check.looks()
    check.says("candidate-1", Verdict.CLEAN)
    check.scanned.contents["candidate-1"] = b"something else"
    with pytest.raises(CandidateDiffers):
        check.hears("candidate-1")
    assert (check.stored.status, check.promoted) == (DocumentStatus.CHECKING, {})


def test_a_newly_accepted_document_replaces_the_older(check: Check) -> None:
    older = replace(ARRIVED, document_id="b" * 16, status=DocumentStatus.ACCEPTED)
    check.store.documents[NUMBER, older.document_id] = older
    check.scanned.otherwise = Verdict.CLEAN
    check.looks()
    assert check.store.documents[NUMBER, older.document_id].status is DocumentStatus.REPLACED


def test_an_unknown_document_is_not_found(check: Check) -> None:
    with pytest.raises(NotFound):
        check_document(check.desk, NUMBER, "c" * 16, at=NOW)
