"""Items of the table: what is stored comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.adapters.dynamo import document_items, items, payment_items
from imigrasi.adapters.dynamo.attributes import instant, marshal, stamp, unmarshal
from imigrasi.adapters.dynamo.marks import message_of
from imigrasi.domain.application import Application, Appointment
from imigrasi.domain.audit import verify_chain
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.document import Candidate, DocumentStatus, Stored
from imigrasi.domain.doubts import DOUBTS
from imigrasi.domain.lifecycle import OFFICER_STATUSES, Path, Status
from imigrasi.domain.payment import PaymentStatus
from tests.support.builders import NOW, NUMBER, document, draft, history, payment, submitted

instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
maybe_instants = st.one_of(st.none(), instants)
names = st.one_of(st.none(), st.sampled_from(["budi", "ratna"]))
applications = st.builds(
    submitted,
    st.sampled_from(Status),
    path=st.sampled_from(Path),
    head=st.binary(min_size=32, max_size=32).map(bytes.hex),
    key_generation=st.integers(1, 9),
    version=st.integers(0, 10**9),
    data_version=st.integers(1, 10**6),
    seq=st.integers(0, 10**5),
    birth_check=st.one_of(st.none(), st.just("c" * 32)),
    masked_applicant=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
    masked_answers=st.dictionaries(st.text(max_size=8), st.one_of(st.booleans(), st.integers(0, 9)), max_size=3),
    missing=st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=3).map(tuple),
    payments=st.integers(0, 9),
    paid=st.booleans(),
    appointment=st.one_of(st.none(), st.just(Appointment("lebong", "2026-11-25T08:00", NOW))),
    due=st.one_of(st.none(), st.builds(Due, st.sampled_from(DueKind), instants)),
    deadline=maybe_instants,
    deadline_calendar=st.one_of(st.none(), st.just("holidays-0.109")),
    queued_at=maybe_instants,
    returned_from=st.one_of(st.none(), st.sampled_from(Status)),
    lapsed_from=st.one_of(st.none(), st.sampled_from(Status)),
    adjudicated=st.booleans(),
    second_approval=st.booleans(),
    final=st.booleans(),
    warned=st.booleans(),
    cleared_by=names,
    adjudicated_by=names,
    rejected_at=maybe_instants,
    dispute=st.one_of(st.none(), st.just(f"dispute-{NUMBER}-abc")),
    hold=st.one_of(st.none(), st.just("court")),
    purged=st.booleans(),
    doubts=st.lists(st.sampled_from(DOUBTS), max_size=3).map(tuple),
)


def stored(application: Application, shards: int = 1) -> dict[str, Any]:
    return unmarshal(items.application_item(application, shards))


@given(applications)
def test_an_application_comes_back_as_it_was(application: Application) -> None:
    assert items.application(stored(application)) == application


def test_every_attribute_of_an_application_is_tried() -> None:
    plain, tried = draft(), submitted()
    changed = {
        "id", "service", "catalogue_version", "office", "status", "language", "channel", "created_at",
        "creation_key", "creation_body", "key_hash", "round", "submitted_at", "fee",
    }  # fmt: skip
    varied = {
        "path", "head", "key_generation", "version", "data_version", "seq", "birth_check", "masked_applicant",
        "masked_answers", "missing", "payments", "paid", "appointment", "due", "deadline", "deadline_calendar",
        "queued_at", "returned_from", "lapsed_from", "adjudicated", "second_approval", "final", "warned",
        "cleared_by", "adjudicated_by", "rejected_at", "dispute", "hold", "purged", "doubts",
    }  # fmt: skip
    assert changed | varied == set(Application.__dataclass_fields__)
    assert plain != tried


@given(applications)
def test_an_application_is_in_the_queue_exactly_while_it_is_queued(application: Application) -> None:
    item = stored(application)
    assert ("queue_pk" in item) == (application.queued_at is not None)


@given(applications)
def test_an_application_is_in_the_due_index_exactly_while_something_is_due(application: Application) -> None:
    item = stored(application)
    assert ("due_pk" in item, "due_sk" in item) == (application.due is not None,) * 2


def test_the_queue_is_sorted_by_what_is_urgent() -> None:
    soon = submitted(queued_at=NOW, due=Due(DueKind.ESCALATE, NOW + timedelta(days=1)))
    promised = submitted(queued_at=NOW, deadline=NOW + timedelta(hours=1), due=soon.due)
    assert stored(promised)["queue_sk"] < stored(soon)["queue_sk"]


def test_queue_statuses_are_those_of_officers() -> None:
    for status in OFFICER_STATUSES:
        assert stored(submitted(status, queued_at=NOW))["queue_pk"].startswith("lebong#")


@given(st.integers(1, 12))
def test_a_history_comes_back_whole(length: int) -> None:
    entries, application = history(length)
    back = [items.entry(unmarshal(items.event_item(entry))) for entry in entries]
    assert back == entries
    assert verify_chain(NUMBER, back, head=application.head, length=length) is None


def test_events_sort_as_they_happened() -> None:
    entries, _ = history(12)
    keys = [items.event_item(entry)["sk"]["S"] for entry in entries]
    assert keys == sorted(keys)


@given(
    st.sampled_from(DocumentStatus),
    st.lists(st.text(max_size=9), max_size=3).map(tuple),
    st.lists(st.text(max_size=9), max_size=3).map(tuple),
)
def test_a_document_comes_back_as_it_was(status: DocumentStatus, reasons: Any, pinned: Any) -> None:
    stored = Stored("k", "v", "image/jpeg", "ab" * 32, 2) if status is DocumentStatus.ACCEPTED else None
    kept = document(b"x", status=status, reasons=reasons, pinned=pinned, stored=stored)
    assert document_items.document(unmarshal(document_items.document_item(kept, None))) == kept


def test_a_document_that_waits_for_its_scan_comes_back_and_stands_where_its_verdict_is_overdue() -> None:
    awaited = Candidate("v1", "image/png", "ab" * 32, 2, 1, NOW + timedelta(minutes=5))
    kept = document(b"x", pinned=("c1",), candidate=awaited)
    item = unmarshal(document_items.document_item(kept, None))
    assert document_items.document(item) == kept
    assert item["due_pk"].startswith("scan#")
    assert item["due_sk"] == f"2026-11-24T03:05:00.000000Z#{NUMBER}#{kept.document_id}"


@given(st.sampled_from(PaymentStatus), st.booleans(), st.one_of(st.none(), st.just("00020101")))
def test_a_payment_comes_back_alike_from_the_file_and_from_its_order(
    status: PaymentStatus, applied: bool, qr: str | None
) -> None:
    kept = payment(status=status, applied=applied, qr_string=qr)
    assert payment_items.payment(unmarshal(payment_items.payment_item(kept))) == kept
    assert payment_items.payment(unmarshal(payment_items.order_item(kept, Due(DueKind.PAYMENT, NOW)))) == kept


# ---------------------------------------------------------------- attributes


@given(instants)
def test_an_instant_comes_back_to_the_microsecond(at: datetime) -> None:
    assert instant(stamp(at)) == at


@given(instants, instants)
def test_instants_sort_as_text(one: datetime, other: datetime) -> None:
    assert (str(stamp(one)) < str(stamp(other))) == (one < other)


values = st.one_of(st.text(), st.integers(-(10**18), 10**18), st.booleans(), st.binary())


@given(st.dictionaries(st.text(min_size=1), values))
def test_values_come_back_as_they_were(stored_values: dict[str, Any]) -> None:
    assert unmarshal(marshal(stored_values)) == stored_values


def test_what_is_absent_is_left_out() -> None:
    assert marshal({"a": None, "b": 1}) == {"b": {"N": "1"}}


@pytest.mark.parametrize("value", [1.5, [1], {"a": 1}, NOW])
def test_other_kinds_are_not_stored(value: object) -> None:
    with pytest.raises(TypeError):
        marshal({"a": value})


# ---------------------------------------------------------------- shards and messages


@given(st.text(), st.integers(1, 64))
def test_a_shard_is_stable_and_within_its_count(name: str, count: int) -> None:
    assert items.shard(name, count) == items.shard(name, count) < count


def test_shards_are_even() -> None:
    counts = [0] * 16
    for number in range(4_000):
        counts[items.shard(f"LBG-{number:04}-0000-0", 16)] += 1
    assert min(counts) > 150


def test_an_events_message_carries_ids_and_where_it_happened() -> None:
    (entry,), _ = history(1)
    message = message_of(unmarshal(items.event_item(entry)))
    assert message.type == "Event0"
    assert message.detail == {
        "order_id": f"{NUMBER}-0",
        "application_id": NUMBER,
        "seq": 1,
        "round": 0,
        "stage": "drafting",
    }


def test_an_ids_name_never_hides_whose_event_it_is() -> None:
    (entry,), _ = history(1)
    disguised = replace(entry, ids={"application_id": "LBG-0000-0001-1", "seq": "9", "round": "9", "stage": "x"})
    detail = message_of(unmarshal(items.event_item(disguised))).detail
    assert (detail["application_id"], detail["seq"], detail["round"], detail["stage"]) == (NUMBER, 1, 0, "drafting")


def test_a_documents_message_names_the_document() -> None:
    message = message_of(unmarshal(document_items.document_item(document(b"x"), "DocumentReceived")))
    assert (message.type, message.detail) == (
        "DocumentReceived",
        {"application_id": NUMBER, "document_id": "abcdefghijklmnop"},
    )
