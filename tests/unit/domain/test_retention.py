"""How long documents are kept after the end, and what keeps them longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from imigrasi.domain.deadline import DueKind, days_later
from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.gateway import RefundRoad
from imigrasi.domain.lifecycle import Circumstances, Command, Status, is_legal
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.domain.retention import CHECK_LASTS, ENDS, is_over, must_stay, retention_due
from tests.support import builders
from tests.support.builders import NOW, document, draft, payment

DAYS = builders.service().retention.days
OBJECTING = builders.service().limits.objection_days


@pytest.mark.parametrize("status", [Status.COLLECTED, Status.WITHDRAWN, Status.CANCELLED, Status.LAPSED])
def test_an_end_begins_the_time(status: Status) -> None:
    due = retention_due(status, builders.service(), NOW)
    assert due is not None
    assert (due.kind, due.at) == (DueKind.RETENTION, days_later(NOW, DAYS))


def test_a_rejection_is_the_end_when_nobody_can_object_any_more() -> None:
    open_, final = (retention_due(Status.REJECTED, builders.service(), NOW, final=it) for it in (False, True))
    assert open_ is not None
    assert final is not None
    assert (open_.at, final.at) == (days_later(NOW, DAYS + OBJECTING), days_later(NOW, DAYS))


@pytest.mark.parametrize("status", sorted(set(Status) - ENDS))
def test_nothing_is_erased_of_an_application_that_goes_on(status: Status) -> None:
    assert retention_due(status, builders.service(), NOW) is None


def test_the_length_says_where_it_comes_from_and_that_nobody_has_confirmed_it() -> None:
    retention = builders.service().retention
    assert "perlu dikonfirmasi" in retention.source
    assert retention.verified is False


def test_it_is_over_at_its_time_and_not_before() -> None:
    due = retention_due(Status.WITHDRAWN, builders.service(), NOW)
    assert due is not None
    over = draft(status=Status.WITHDRAWN, due=due)
    assert is_over(over, due.at)
    assert not is_over(over, due.at - timedelta(seconds=1))
    assert not is_over(replace(over, due=None), due.at)


def refund(status: RefundStatus) -> Refund:
    return Refund("LBG-0000-0000-0-1", 1, 1, "rejected", status, RefundRoad.GATEWAY, NOW)


def test_what_somebody_still_needs_stays() -> None:
    ended = draft(status=Status.WITHDRAWN)
    assert not must_stay(ended, (), (), (), NOW)
    assert must_stay(replace(ended, hold="audit"), (), (), (), NOW)
    assert must_stay(replace(ended, dispute="dispute-1"), (), (), (), NOW)
    assert must_stay(ended, (), (payment(held=1),), (), NOW)
    assert must_stay(ended, (), (payment(owed=1),), (), NOW)
    assert [must_stay(ended, (), (), (refund(it),), NOW) for it in RefundStatus] == [True, True, False, False]


def test_a_check_under_way_is_waited_for_and_one_that_died_is_not() -> None:
    ended, checking = draft(status=Status.WITHDRAWN), document()
    assert must_stay(ended, (checking,), (), (), NOW)
    assert not must_stay(ended, (checking,), (), (), NOW + CHECK_LASTS)
    assert not must_stay(ended, (replace(checking, status=DocumentStatus.ACCEPTED),), (), (), NOW)


def test_a_late_payment_revives_nothing_whose_documents_are_gone() -> None:
    lapsed = Circumstances(lapsed_from=Status.AWAITING_PAYMENT)
    assert is_legal(Status.LAPSED, Command.SETTLE, lapsed)
    assert not is_legal(Status.LAPSED, Command.SETTLE, replace(lapsed, purged=True))


def test_chunks_go_when_no_form_takes_any_more_and_refused_ones_after_a_week() -> None:
    unfinished = document(status=DocumentStatus.RECEIVING)
    assert unfinished.discard_at == NOW + timedelta(hours=24, minutes=15)
    refused = replace(unfinished, status=DocumentStatus.REFUSED)
    assert refused.discard_at == NOW + timedelta(days=7)
    assert replace(refused, purged_at=NOW).discard_at is None
    others = set(DocumentStatus) - {DocumentStatus.RECEIVING, DocumentStatus.REFUSED}
    assert {replace(unfinished, status=it).discard_at for it in others} == {None}
