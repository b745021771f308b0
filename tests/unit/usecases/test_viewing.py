"""A file is opened once, for a reason that still holds, and the history says so before anybody sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from imigrasi.domain.audit import verify_chain
from imigrasi.domain.decision import Officer, OfficerMayNot, Role
from imigrasi.domain.document import DocumentStatus, Stored
from imigrasi.domain.errors import NotFound, StaleVersion
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.viewing import CODE_LIFETIME, GROUNDS, code_digest
from imigrasi.usecases.open_file import DocumentUnknown, FileAsked, NoReasonToOpen, open_file
from imigrasi.usecases.view_file import FileGone, Shelf, Shown, view_file
from imigrasi.usecases.viewing_ports import FileUnreadable
from tests.support.builders import NOW, NUMBER, document, payment, submitted
from tests.support.fakes import OpenSealer
from tests.support.memory_openings import MemoryShelf, OpenedStore

BUDI, SARI, AGUS = Officer("budi", Role.OFFICER), Officer("sari", Role.SUPERVISOR), Officer("agus", Role.AUDITOR)
ONE = "a" * 16
TEXT = "Dokumen saya lengkap."


class Office:
    """An application in review with an accepted identity card."""

    def __init__(self, status: Status = Status.SUBMITTED, **changes: Any) -> None:
        self.store, self.shelf = OpenedStore(submitted(status, **changes)), MemoryShelf()
        self.accepted(ONE)

    def accepted(self, document_id: str, **changes: Any) -> None:
        stored = Stored(f"{NUMBER}/{document_id}", changes.pop("version", "v1"), "image/jpeg", "0" * 64, 1)
        known = {"document_id": document_id, "status": DocumentStatus.ACCEPTED, "stored": stored}
        self.store.documents[NUMBER, document_id] = document(**known | changes)
        self.shelf.objects[f"{NUMBER}/{document_id}", "v1"] = b"card "

    def changed(self, **changes: Any) -> None:
        self.store.applications[NUMBER] = replace(self.store.applications[NUMBER], **changes)

    def asks(self, document: str = "ktp", officer: Officer = BUDI, reason: str = "review") -> str:
        return open_file(self.store, self.store, FileAsked(NUMBER, document, officer, reason, "e-1"), at=NOW)

    def opens(self, code: str, at: datetime = NOW) -> Shown:
        return view_file(self.store, self.store, Shelf(self.shelf, OpenSealer(), self.shelf, self.shelf), code, at=at)

    def history(self) -> list[tuple[str, str, str | None, dict[str, str]]]:
        entries = self.store.entries.get(NUMBER, [])
        application = self.store.applications[NUMBER]
        assert verify_chain(NUMBER, entries, head=application.head, length=application.seq) is None
        return [(entry.type, entry.actor_id, entry.reason_code, entry.ids) for entry in entries]

    def gone(self, code: str, at: datetime = NOW) -> None:
        before = self.history()
        with pytest.raises(FileGone):
            self.opens(code, at)
        assert self.history() == before


@pytest.fixture
def office() -> Office:
    return Office()


def test_what_is_shown_is_marked_and_told(office: Office) -> None:
    shown = office.opens(office.asks())
    assert shown.picture.content == b"card budi \xc2\xb7 24-11-2026 10.00 WIB \xc2\xb7 LBG-0000-0000-0"
    assert (shown.picture.content_type, shown.address) == ("image/jpeg", None)
    ids = {"kind": "ktp", "role": "officer", "execution_id": "e-1", "document_id": ONE}
    assert office.history() == [("FileViewed", "budi", "review", ids)]


@pytest.mark.parametrize("name", ["ktp", ONE])
def test_a_document_is_named_by_its_kind_or_its_id(office: Office, name: str) -> None:
    assert office.opens(office.asks(name)).opening.document_id == ONE


def test_only_the_digest_of_a_code_is_kept(office: Office) -> None:
    code = office.asks()
    assert list(office.store.openings) == [code_digest(code)]
    assert code not in repr(office.store.openings)


def test_each_run_has_a_code_of_its_own(office: Office) -> None:
    assert len({office.asks() for _ in range(20)}) == 20


def test_a_code_opens_once(office: Office) -> None:
    code = office.asks()
    office.opens(code)
    office.gone(code)


def test_a_code_opens_for_five_minutes(office: Office) -> None:
    office.opens(office.asks(), NOW + CODE_LIFETIME - timedelta(seconds=1))
    office.gone(office.asks(), NOW + CODE_LIFETIME)


@pytest.mark.parametrize("code", ["", "x", "0" * 26, "../../etc/passwd"])
def test_a_code_that_nobody_was_given_opens_nothing(office: Office, code: str) -> None:
    office.asks()
    office.gone(code)
    assert office.shelf.reads == 0


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REJECTED, Status.AWAITING_PAYMENT, Status.RETURNED])
def test_a_code_opens_nothing_once_the_application_has_moved_on(office: Office, status: Status) -> None:
    code = office.asks()
    office.changed(status=status)
    office.gone(code)
    assert office.shelf.reads == 0


def test_a_code_opens_nothing_in_another_round(office: Office) -> None:
    code = office.asks()
    office.changed(round=2)
    office.gone(code)


def test_a_replaced_document_is_not_opened(office: Office) -> None:
    code = office.asks()
    office.accepted(ONE, status=DocumentStatus.REPLACED)
    office.accepted("b" * 16)
    office.gone(code)
    assert office.shelf.reads == 0


def test_only_the_version_that_was_asked_for_is_opened(office: Office) -> None:
    code = office.asks()
    office.accepted(ONE, version="v2")
    office.gone(code)


def test_what_was_purged_is_gone(office: Office) -> None:
    code = office.asks()
    office.shelf.objects.clear()
    office.gone(code)
    office.store.documents.clear()
    office.gone(code)
    office.store.applications.clear()
    with pytest.raises(FileGone):
        office.opens(code)


def test_what_cannot_be_shown_is_not_told_and_uses_nothing_up(office: Office) -> None:
    code, office.shelf.broken = office.asks(), True
    with pytest.raises(FileUnreadable):
        office.opens(code)
    assert office.history() == []
    office.shelf.broken = False
    office.opens(code)


def test_whoever_writes_first_the_file_is_told_of_once(office: Office) -> None:
    code, office.store.races = office.asks(), 2
    office.opens(code)
    assert len(office.history()) == 1


def test_nothing_is_shown_that_could_not_be_written(office: Office) -> None:
    code, office.store.races = office.asks(), 100
    with pytest.raises(StaleVersion):
        office.opens(code)
    assert office.history() == []


def test_what_is_too_large_is_dropped_under_a_name_that_says_nothing_personal(office: Office) -> None:
    office.shelf.largest = 0
    assert office.opens(office.asks()).address == f"https://renditions.example.com/{NUMBER}-ktp"


# ---------------------------------------------------------------- who, what and why


def test_a_document_that_was_not_accepted_is_none(office: Office) -> None:
    for status in set(DocumentStatus) - {DocumentStatus.ACCEPTED}:
        office.accepted(ONE, status=status)
        for name in ("ktp", ONE):
            with pytest.raises(DocumentUnknown):
                office.asks(name)
    with pytest.raises(DocumentUnknown):
        office.asks("kk")


def test_an_application_that_is_not_there(office: Office) -> None:
    asked = FileAsked("LBG-7777-7777-7", "ktp", BUDI, "review", "e-1")
    with pytest.raises(NotFound):
        open_file(office.store, office.store, asked, at=NOW)


def test_an_auditor_opens_nothing_and_does_not_learn_what_there_is(office: Office) -> None:
    for name in ("ktp", "nothing"):
        with pytest.raises(OfficerMayNot):
            office.asks(name, AGUS)


@pytest.mark.parametrize("reason", ["identity", "objection", "dispute", "refund", "curiosity"])
def test_a_reason_has_to_hold(office: Office, reason: str) -> None:
    with pytest.raises(NoReasonToOpen):
        office.asks(officer=SARI, reason=reason)
    assert office.store.openings == {}


def test_grounds_are_read_by_the_supervisor_who_decides(office: Office) -> None:
    office.changed(status=Status.OBJECTED)
    office.store.sections[NUMBER, "objection"] = OpenSealer().seal(NUMBER, "objection", TEXT.encode())
    with pytest.raises(OfficerMayNot):
        office.asks(GROUNDS, BUDI, "objection")
    shown = office.opens(office.asks(GROUNDS, SARI, "objection"))
    assert shown.picture == (TEXT.encode(), "text/plain")
    ids = {"kind": GROUNDS, "role": "supervisor", "execution_id": "e-1"}
    assert office.history() == [("FileViewed", "sari", "objection", ids)]


def test_grounds_that_are_not_there_are_gone(office: Office) -> None:
    office.changed(status=Status.OBJECTED)
    office.gone(office.asks(GROUNDS, SARI, "objection"))


def test_a_dispute_that_has_ended_meanwhile_shows_no_more_of_it() -> None:
    office = Office(Status.AWAITING_PAYMENT, dispute="dispute-1")
    office.accepted("c" * 16, kind="payment_receipt")
    code = office.asks("payment_receipt", BUDI, "dispute")
    office.changed(dispute=None)
    office.gone(code)
    office.changed(dispute="dispute-1")
    assert office.opens(code).opening.kind == "payment_receipt"


def test_who_sends_money_back_may_look_at_the_identity() -> None:
    office = Office(Status.WITHDRAWN)
    office.store.payments["p"] = payment(captured=650_000, owed=650_000)
    assert office.opens(office.asks("ktp", BUDI, "refund")).opening.reason == "refund"
