"""What is due is told from the stored application, whatever an index that lags behind says."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest

from imigrasi.domain.deadline import Due, DueKind, days_later
from imigrasi.domain.health import DOWN_AFTER
from imigrasi.domain.lifecycle import Status
from imigrasi.usecases.do_due_work import do_due_work
from imigrasi.usecases.issue_payment import issue_payment
from imigrasi.usecases.payment_ports import GatewayUnavailable
from tests.support.builders import ACCESS_KEY, NOW, NUMBER, draft, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryHealth, MemoryStore

LATER = NOW + timedelta(seconds=1)


@pytest.mark.parametrize("due", [None, Due(DueKind.WARN, LATER), Due(DueKind.LAPSE, LATER)])
def test_what_is_not_due_yet_is_left_alone(due: Due | None) -> None:
    store = MemoryStore(draft(due=due))
    assert do_due_work(store, CATALOGUE, MemoryHealth(), NUMBER, at=NOW) == "nothing"
    assert store.applications[NUMBER].version == 0


def test_what_is_due_at_this_moment_is_done() -> None:
    store = MemoryStore(draft(due=Due(DueKind.LAPSE, NOW)))
    assert do_due_work(store, CATALOGUE, MemoryHealth(), NUMBER, at=NOW) == "ApplicationLapsed"
    assert store.applications[NUMBER].status is Status.LAPSED


def test_an_application_that_is_gone_has_nothing_due() -> None:
    assert do_due_work(MemoryStore(), CATALOGUE, MemoryHealth(), NUMBER, at=NOW) == "nothing"


def test_a_lapse_remembers_what_it_lapsed_from() -> None:
    store = MemoryStore(submitted(Status.AWAITING_PAYMENT, due=Due(DueKind.LAPSE, NOW)))
    do_due_work(store, CATALOGUE, MemoryHealth(), NUMBER, at=NOW)
    assert store.applications[NUMBER].lapsed_from is Status.AWAITING_PAYMENT


def test_a_lost_race_is_decided_again() -> None:
    store = MemoryStore(draft(due=Due(DueKind.WARN, NOW)))
    store.races = 2
    assert do_due_work(store, CATALOGUE, MemoryHealth(), NUMBER, at=NOW) == "LapseWarned"
    assert [entry.type for entry in store.entries[NUMBER]] == ["LapseWarned"]


# ---------------------------------------------------------------- a gateway that is down


def waiting_to_pay(gateway: MemoryGateway, method: str | None = None) -> MemoryStore:
    """The last moment to pay has come; a payment was asked for three hours before."""
    store = MemoryStore(submitted(Status.AWAITING_PAYMENT, due=Due(DueKind.LAPSE, NOW)))
    terms, before = CATALOGUE.gateway("midtrans"), NOW - timedelta(hours=3)
    with contextlib.suppress(GatewayUnavailable):
        issue_payment(store, gateway, terms, NUMBER, method=method, key=ACCESS_KEY, idempotency_key="key-1", at=before)
    return store


def down(since: timedelta, name: str = "midtrans") -> MemoryHealth:
    health = MemoryHealth()
    for _ in range(DOWN_AFTER):
        health.failed(name, NOW - since)
    return health


@pytest.mark.parametrize("out", [True, False], ids=["no code could be had", "a code waits to be paid"])
def test_nobody_loses_an_application_whose_gateway_was_down_on_the_last_day(out: bool) -> None:
    gateway = MemoryGateway()
    gateway.out = out
    store = waiting_to_pay(gateway)
    assert do_due_work(store, CATALOGUE, down(timedelta(hours=23)), NUMBER, at=NOW) == "LapsePostponed"
    after = store.applications[NUMBER]
    assert (after.status, after.due) == (Status.AWAITING_PAYMENT, Due(DueKind.LAPSE, days_later(NOW, 1)))
    assert do_due_work(store, CATALOGUE, MemoryHealth(), NUMBER, at=days_later(NOW, 1)) == "ApplicationLapsed"


def test_an_outage_that_goes_on_postpones_day_by_day() -> None:
    store, health, at = waiting_to_pay(MemoryGateway()), down(timedelta()), NOW
    for _ in range(3):
        assert do_due_work(store, CATALOGUE, health, NUMBER, at=at) == "LapsePostponed"
        at = days_later(at, 1)
        health.failed("midtrans", at)


@pytest.mark.parametrize(
    "health",
    [MemoryHealth(), down(timedelta(hours=25)), down(timedelta(), "simponi")],
    ids=["well", "longer ago", "another gateway"],
)
def test_what_was_no_hindrance_postpones_nothing(health: MemoryHealth) -> None:
    assert do_due_work(waiting_to_pay(MemoryGateway()), CATALOGUE, health, NUMBER, at=NOW) == "ApplicationLapsed"


def test_who_never_asked_for_a_payment_was_not_hindered() -> None:
    store = MemoryStore(submitted(Status.AWAITING_PAYMENT, due=Due(DueKind.LAPSE, NOW)))
    assert do_due_work(store, CATALOGUE, down(timedelta()), NUMBER, at=NOW) == "ApplicationLapsed"


def test_a_draft_lapses_however_gateways_are() -> None:
    store = MemoryStore(draft(due=Due(DueKind.LAPSE, NOW)))
    assert do_due_work(store, CATALOGUE, down(timedelta()), NUMBER, at=NOW) == "ApplicationLapsed"
