"""Documents leave when they have been kept long enough: all their versions, once, and whatever breaks in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from imigrasi.domain.deadline import DueKind
from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.errors import StaleVersion
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.sweeps import SweepIncomplete
from tests.support import papers
from tests.support.citizen import Citizen
from tests.support.installation import INCOMING, VAULT
from tests.support.keeping import KEPT_DAYS, documents, lapsed, stored, swept, withdrawn


def test_documents_are_kept_to_the_last_day_and_then_gone_with_every_version(citizen: Citizen) -> None:
    withdrawn(citizen)
    s3, key = citizen.cloud.client("s3"), stored(citizen)[0]
    s3.put_object(Bucket=VAULT, Key=key, Body=b"a second version")
    s3.delete_object(Bucket=VAULT, Key=key)  # and a marker
    assert len(stored(citizen)) == 4
    assert swept(citizen, KEPT_DAYS - 1) == {}
    assert len(stored(citizen)) == 4
    assert swept(citizen, 2) == {"purged": 1}
    assert stored(citizen) == stored(citizen, INCOMING) == []
    gone = documents(citizen)
    assert [(it.status, it.stored, it.pinned) for it in gone] == [(DocumentStatus.PURGED, None, ())] * 2
    told = wiring.applications().file(citizen.application_id).entries[-1]
    assert {it.purged_at for it in gone} == {told.at}


def test_the_citizen_reads_when_and_which_documents_were_erased(citizen: Citizen) -> None:
    withdrawn(citizen)
    swept(citizen, KEPT_DAYS + 1)
    shown = citizen.view()
    assert shown["timeline"][-1]["event"] == "DocumentsPurged"
    assert [it["status"] for it in shown["documents"]] == ["purged", "purged"]
    told = wiring.applications().file(citizen.application_id).entries[-1]
    assert told.ids == {"kinds": "ktp,old_passport", "rule": "passport-renewal/retention"}


def test_once_is_enough(citizen: Citizen) -> None:
    withdrawn(citizen)
    assert swept(citizen, KEPT_DAYS + 1) == {"purged": 1}
    before = citizen.events()
    assert swept(citizen, 400) == {}
    assert citizen.events() == before


@pytest.mark.parametrize("writes", [0, 1])
def test_a_crash_between_any_two_steps_converges(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """Before anything is deleted nobody can open it any more; the next sweep ends what this one began."""
    withdrawn(citizen)
    left = [writes]
    commit = type(wiring.applications()).commit

    def committed(store: Any, *change: Any) -> None:
        if not left[0]:
            raise ConnectionError("torn")
        left[0] -= 1
        commit(store, *change)

    monkeypatch.setattr(type(wiring.applications()), "commit", committed)
    with pytest.raises(SweepIncomplete):
        swept(citizen, KEPT_DAYS + 1)
    monkeypatch.undo()
    viewable = {it.stored for it in documents(citizen)} - {None}
    assert bool(viewable) == bool(stored(citizen)) == (writes == 0)
    assert "DocumentsPurged" not in citizen.events()
    assert swept(citizen) == {"purged": 1}
    assert (stored(citizen), citizen.events().count("DocumentsPurged")) == ([], 1)


def test_a_storage_that_fails_half_way_is_asked_again(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    from imigrasi.adapters.shredder import S3Shredder

    withdrawn(citizen)

    def torn(_shredder: S3Shredder, _application_id: str) -> None:
        raise ConnectionError("torn")

    monkeypatch.setattr(S3Shredder, "erase_documents", torn)
    with pytest.raises(SweepIncomplete):
        swept(citizen, KEPT_DAYS + 1)
    monkeypatch.undo()
    assert {(it.status, it.purged_at) for it in documents(citizen)} == {(DocumentStatus.PURGED, None)}
    assert len(stored(citizen)) == 2
    assert swept(citizen) == {"purged": 1}
    assert stored(citizen) == []


def test_a_race_is_lost_and_run_again(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    withdrawn(citizen)
    store = type(wiring.applications())
    commit = store.commit
    lost: list[int] = []

    def committed(self: Any, *change: Any) -> None:
        if len(lost) < 2:
            lost.append(1)
            raise StaleVersion
        commit(self, *change)

    monkeypatch.setattr(store, "commit", committed)
    assert swept(citizen, KEPT_DAYS + 1) == {"purged": 1}
    assert citizen.events().count("DocumentsPurged") == 1


def test_an_application_that_a_late_payment_revives_keeps_its_documents(citizen: Citizen) -> None:
    order_id = lapsed(citizen)
    gateway = citizen.cloud.gateway.gateway
    gateway.notify(gateway.capture(order_id, 650_000, late=True))
    citizen.cloud.pump()
    assert citizen.status == "paid"
    assert swept(citizen, KEPT_DAYS + 20) == {}
    assert len(stored(citizen)) == 2


def test_a_payment_after_the_documents_are_gone_is_held_for_an_officer(citizen: Citizen) -> None:
    order_id = lapsed(citizen)
    assert swept(citizen, KEPT_DAYS + 1) == {"purged": 1}
    gateway = citizen.cloud.gateway.gateway
    gateway.notify(gateway.capture(order_id, 650_000, late=True))
    citizen.cloud.pump()
    assert (citizen.status, citizen.events()[-1]) == ("lapsed", "PaymentSuspended")


def test_money_not_at_its_end_keeps_the_documents_until_it_is(citizen: Citizen) -> None:
    citizen.paid().call("POST", "/withdrawal")
    citizen.cloud.pump()
    citizen.money("budi", "refund", "withdrawn")
    assert swept(citizen, KEPT_DAYS + 1) == {"kept": 1}
    assert len(stored(citizen)) == 2
    due = wiring.applications().load(citizen.application_id).due
    assert due is not None
    assert due.kind is DueKind.RETENTION
    assert due.at > citizen.cloud.clock.now() + timedelta(days=29)
    citizen.money("ratna", "refuse")
    assert swept(citizen, 31) == {"purged": 1}


def test_a_rejection_can_be_objected_to_first(citizen: Citizen) -> None:
    citizen.rejected()
    assert swept(citizen, KEPT_DAYS + 1) == {}
    assert swept(citizen, 14) == {"purged": 1}


def test_an_application_without_documents_has_nothing_to_tell(citizen: Citizen) -> None:
    citizen.start().call("POST", "/withdrawal")
    assert swept(citizen, KEPT_DAYS + 1) == {"nothing": 1}
    assert citizen.events()[-1] == "ApplicationWithdrawn"
    assert swept(citizen, 1) == {}


# ---------------------------------------------------------------- what never became a document


def test_an_upload_left_unfinished_is_gone_the_next_day_and_says_so(citizen: Citizen) -> None:
    citizen.start()
    opened = citizen.open_upload("ktp", papers.png()).json
    citizen.post_chunk(opened, 0, b"half of it")
    citizen.post_chunk(opened, 0, b"another half")
    assert swept(citizen, 1) == {}
    citizen.cloud.clock.advance(minutes=16)
    assert swept(citizen) == {"discarded": 1}
    assert stored(citizen, INCOMING) == []
    shown = citizen.call("GET", f"/documents/{opened['document_id']}").json
    assert (shown["status"], shown["received"]) == ("expired", [])
    late = citizen.call("POST", f"/documents/{opened['document_id']}/completion")
    assert (late.status, late.json["code"]) == (409, "upload_expired")
    assert citizen.view()["documents"] == []
    assert swept(citizen, 30) == {}


def test_a_refused_document_is_gone_after_a_week_and_still_says_why(citizen: Citizen) -> None:
    citizen.start().upload("ktp", b"no picture at all")
    citizen.cloud.pump()
    assert swept(citizen, 6.9) == {}
    assert stored(citizen, INCOMING)
    assert swept(citizen, 0.2) == {"discarded": 1}
    assert stored(citizen, INCOMING) == []
    [document] = documents(citizen)
    assert (document.status, document.pinned) == (DocumentStatus.REFUSED, ())
    assert document.reasons
    assert document.purged_at is not None
    assert swept(citizen, 30) == {}


def test_a_sweep_that_died_after_deleting_marks_the_next_time(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.start().open_upload("ktp", papers.png())

    def torn(*_change: Any) -> None:
        raise ConnectionError("torn")

    monkeypatch.setattr(type(wiring.applications()), "commit", torn)
    with pytest.raises(SweepIncomplete):
        swept(citizen, 1.1)
    monkeypatch.undo()
    assert swept(citizen) == {"discarded": 1}
