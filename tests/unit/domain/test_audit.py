"""The event history: what was edited, removed, swapped or cut off is found, and the first bad entry named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.audit import GENESIS, ActorKind, BrokenLink, Entry, digest, verify_chain
from tests.support.builders import NUMBER, history

LENGTH = 12


def verdict(entries: list[Entry], length: int = LENGTH, head: str | None = None) -> BrokenLink | None:
    _, application = history(length)
    return verify_chain(NUMBER, entries, head=application.head if head is None else head, length=length)


def test_a_history_as_written_is_whole() -> None:
    assert verdict(history(LENGTH)[0]) is None


def test_an_application_without_events_is_whole() -> None:
    assert verify_chain(NUMBER, [], head=GENESIS, length=0) is None


def test_each_entry_carries_the_hash_before_it() -> None:
    entries, application = history(3)
    assert [entry.previous for entry in entries] == [GENESIS, entries[0].hash, entries[1].hash]
    assert application.head == entries[2].hash


EDITS: dict[str, Any] = {
    "type": "ApplicationApproved",
    "at": datetime(2030, 1, 1, tzinfo=UTC),
    "actor_kind": ActorKind.CITIZEN,
    "actor_id": "ratna",
    "reason_code": "incomplete",
    "fields": ("documents",),
    "ids": {"order_id": "other"},
    "round": 7,
    "stage": "payment",
}


@pytest.mark.parametrize("edited", EDITS)
def test_an_edited_field_is_found(edited: str) -> None:
    entries, _ = history(LENGTH)
    entries[4] = replace(entries[4], **{edited: EDITS[edited]})
    assert verdict(entries) == BrokenLink(NUMBER, 5, "altered")


def test_every_field_of_an_entry_is_covered() -> None:
    covered = set(EDITS) | {"application_id", "seq", "previous", "hash"}
    assert covered == set(Entry.__dataclass_fields__)


@given(st.integers(0, LENGTH - 1), st.integers(1, 10**6))
def test_a_time_moved_by_a_microsecond_is_found(index: int, microseconds: int) -> None:
    entries, _ = history(LENGTH)
    entries[index] = replace(entries[index], at=entries[index].at + timedelta(microseconds=microseconds))
    assert verdict(entries) == BrokenLink(NUMBER, index + 1, "altered")


@given(st.integers(0, LENGTH - 1))
def test_an_entry_edited_together_with_its_hash_is_found_at_the_next(index: int) -> None:
    entries, _ = history(LENGTH)
    edited = replace(entries[index], actor_id="intruder")
    entries[index] = replace(edited, hash=digest(edited))
    found = verdict(entries)
    last = index == LENGTH - 1
    assert found == BrokenLink(NUMBER, LENGTH if last else index + 2, "head_differs" if last else "not_chained")


@given(st.integers(0, LENGTH - 2))
def test_a_removed_entry_is_named(index: int) -> None:
    entries, _ = history(LENGTH)
    del entries[index]
    assert verdict(entries) == BrokenLink(NUMBER, index + 1, "missing")


@given(st.integers(0, LENGTH - 2), st.integers(1, LENGTH))
def test_swapped_entries_are_found_at_the_first(first: int, distance: int) -> None:
    entries, _ = history(LENGTH)
    second = min(first + distance, LENGTH - 1)
    entries[first], entries[second] = entries[second], entries[first]
    assert verdict(entries) == BrokenLink(NUMBER, first + 1, "missing")


@given(st.integers(0, LENGTH - 2), st.integers(1, LENGTH))
def test_entries_that_swap_their_numbers_too_are_found(first: int, distance: int) -> None:
    entries, _ = history(LENGTH)
    second = min(first + distance, LENGTH - 1)
    one, other = entries[first], entries[second]
    entries[first], entries[second] = replace(other, seq=one.seq), replace(one, seq=other.seq)
    assert verdict(entries) == BrokenLink(NUMBER, first + 1, "not_chained")


@given(st.integers(0, LENGTH - 1))
def test_a_history_cut_off_at_its_end_is_found(kept: int) -> None:
    entries, _ = history(LENGTH)
    assert verdict(entries[:kept]) == BrokenLink(NUMBER, kept + 1, "truncated")


def test_an_entry_added_at_the_end_is_found() -> None:
    entries, _ = history(LENGTH + 1)
    _, application = history(LENGTH)
    found = verify_chain(NUMBER, entries, head=application.head, length=LENGTH)
    assert found == BrokenLink(NUMBER, LENGTH + 2, "added")


def test_a_head_that_was_changed_is_found() -> None:
    entries, _ = history(LENGTH)
    assert verdict(entries, head="0" * 64) == BrokenLink(NUMBER, LENGTH, "head_differs")


def test_another_applications_entry_does_not_fit_in() -> None:
    entries, _ = history(LENGTH)
    entries[0] = history(1, "LBG-0000-0001-1")[0][0]
    assert verdict(entries) == BrokenLink(NUMBER, 1, "not_chained")
