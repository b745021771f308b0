"""Applications change only by recording what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from imigrasi.domain.application import apply, record, touch
from imigrasi.domain.audit import CITIZEN, Actor, ActorKind, Event, verify_chain
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.errors import IllegalMove
from imigrasi.domain.lifecycle import Command, Status
from tests.support.builders import NOW, NUMBER, draft, submitted

SUBMITTED = Event("ApplicationSubmitted", CITIZEN)


def test_a_move_is_recorded_once_with_where_it_began() -> None:
    change = apply(submitted(), Command.CLEAR, Event("ApplicationCleared", Actor(ActorKind.OFFICER, "budi")), NOW)
    (entry,) = change.entries
    assert (entry.type, entry.seq, entry.stage, entry.round) == ("ApplicationCleared", 1, "review", 1)
    assert (entry.actor_kind, entry.actor_id, entry.at) == (ActorKind.OFFICER, "budi", NOW)
    assert change.after.status is Status.AWAITING_PAYMENT


def test_a_change_moves_version_history_and_head_together() -> None:
    change = apply(draft(), Command.SUBMIT, SUBMITTED, NOW)
    after = change.after
    assert (after.version, after.seq) == (1, 1)
    assert verify_chain(NUMBER, change.entries, head=after.head, length=after.seq) is None


def test_an_illegal_move_changes_nothing() -> None:
    with pytest.raises(IllegalMove):
        apply(draft(), Command.APPROVE, SUBMITTED, NOW)


def test_a_touch_moves_the_version_only() -> None:
    change = touch(draft(seq=4, version=7), draft(seq=4, version=7))
    assert (change.after.version, change.after.seq, change.entries) == (8, 4, ())


def test_an_application_that_reaches_an_officer_is_queued() -> None:
    assert apply(draft(), Command.SUBMIT, SUBMITTED, NOW).after.queued_at == NOW


def test_an_application_that_leaves_the_officers_is_no_longer_queued() -> None:
    change = apply(submitted(queued_at=NOW), Command.RETURN, Event("ApplicationReturned", CITIZEN), NOW)
    assert change.after.queued_at is None


def test_a_new_status_starts_without_the_old_due_date_and_warning() -> None:
    waiting = submitted(Status.AWAITING_PAYMENT, due=Due(DueKind.LAPSE, NOW), warned=True)
    after = apply(waiting, Command.SETTLE, Event("PaymentSettled", CITIZEN), NOW, paid=True).after
    assert (after.due, after.warned, after.paid) == (None, False, True)


def test_a_move_within_a_status_keeps_its_due_date() -> None:
    due = Due(DueKind.LAPSE, NOW + timedelta(days=1))
    booked = submitted(Status.SCHEDULED, due=due)
    assert apply(booked, Command.BOOK, Event("AppointmentBooked", CITIZEN), NOW).after.due == due


def test_each_record_chains_to_the_one_before() -> None:
    first = record(draft(), draft(), SUBMITTED, NOW)
    second = record(first.after, first.after, SUBMITTED, NOW)
    assert second.entries[0].previous == first.entries[0].hash == first.after.head
