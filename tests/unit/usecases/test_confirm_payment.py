"""Confirming payments, in every order that gateways and crashes can bring about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import GatewayPayment, PaymentStatus
from imigrasi.usecases.charging import InProgress
from imigrasi.usecases.confirm_payment import ConfirmationUnderWay
from imigrasi.usecases.issue_payment import AlreadyPaid, PaymentNotDue
from imigrasi.usecases.payment_ports import GatewayUnavailable
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.builders import FEE, NOW, NUMBER
from tests.support.fakes import MemoryGateway, MemoryStore
from tests.support.one_order import DUE, P, confirm, events, issue, say


def test_settled_money_is_applied_with_its_capture() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    order_id = issue(store, gateway)
    say(gateway, order_id, P.SETTLED)
    assert confirm(store, gateway, order_id) is P.SETTLED
    assert store.applications[NUMBER].status is Status.PAID
    assert (store.payments[order_id].applied, store.polls[order_id]) == (True, None)
    assert set(store.ledger) == {(f"t-{order_id}", "capture")}


def test_a_notice_that_tells_a_settled_order_nothing_new_costs_no_question() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    order_id = issue(store, gateway)
    say(gateway, order_id, P.SETTLED)
    confirm(store, gateway, order_id)
    gateway.out = True
    for heard in (P.PENDING, P.EXPIRED, P.FAILED, P.SETTLED):
        assert confirm(store, gateway, order_id, heard=heard) is P.SETTLED


def test_a_second_payment_is_told_from_one_that_was_never_due() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    orders = [issue(store, gateway, f"key-{hours}", hours=hours) for hours in (0, 25)]
    for order_id in orders:
        say(gateway, order_id, P.SETTLED)
        confirm(store, gateway, order_id, hours=26)
    assert store.entries[NUMBER][-1].reason_code == "paid_already"
    assert [store.payments[order_id].applied for order_id in orders] == [True, False]


@pytest.mark.parametrize("status", [P.REFUNDED, P.CHARGED_BACK])
def test_money_taken_back_before_it_was_seen_is_held_apart(status: PaymentStatus) -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    order_id = issue(store, gateway)
    say(gateway, order_id, status)
    confirm(store, gateway, order_id)
    assert store.entries[NUMBER][-1].reason_code == "taken_back"
    assert store.applications[NUMBER].status is Status.AWAITING_PAYMENT


@pytest.mark.parametrize("amount", [1, FEE - 1, FEE + 1, FEE * 2])
def test_any_other_amount_is_held_apart(amount: int) -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    order_id = issue(store, gateway)
    say(gateway, order_id, P.SETTLED, amount)
    confirm(store, gateway, order_id)
    assert store.entries[NUMBER][-1].reason_code == "wrong_amount"
    assert list(store.tasks) == [f"suspense-{order_id}"]


def test_an_order_the_gateway_never_heard_of_stays_as_it_is() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    order_id = issue(store, gateway)
    gateway.orders.clear()
    assert confirm(store, gateway, order_id) is P.PENDING
    assert store.claims == {}


def test_a_gateway_that_is_out_leaves_the_place_free_for_the_next_try() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    order_id = issue(store, gateway)
    gateway.out = True
    with pytest.raises(GatewayUnavailable):
        confirm(store, gateway, order_id)
    assert store.claims == {}


def test_a_second_confirmation_waits_for_the_first_unless_that_one_crashed() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    order_id = issue(store, gateway)
    store.claims[order_id] = NOW + timedelta(seconds=30)
    with pytest.raises(ConfirmationUnderWay):
        confirm(store, gateway, order_id)
    assert confirm(store, gateway, order_id, hours=1) is P.PENDING


# ---------------------------------------------------------------- any schedule

steps = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), st.integers(0, 3)),
        st.tuples(st.just("hours"), st.integers(1, 30)),
        st.tuples(st.just("capture"), st.integers(0, 3)),
        st.tuples(st.just("capture too little"), st.integers(0, 3)),
        st.tuples(st.just("expire"), st.integers(0, 3)),
        st.tuples(st.just("refund"), st.integers(0, 3)),
        st.tuples(st.just("confirm"), st.integers(0, 3)),
        st.tuples(st.just("race"), st.integers(1, 3)),
        st.tuples(st.just("outage"), st.integers(0, 1)),
        st.tuples(st.just("lose answer"), st.just(0)),
    ),
    max_size=25,
)
_SAID = {
    "capture": P.SETTLED,
    "capture too little": P.SETTLED,
    "expire": P.EXPIRED,
    "refund": P.REFUNDED,
}


class Schedule:
    def __init__(self) -> None:
        self.store, self.gateway = MemoryStore(DUE), MemoryGateway()
        self.hours = 0.0

    def play(self, act: str, number: int) -> None:
        order = next(iter(sorted(self.gateway.orders)[number:]), None)
        if act == "hours":
            self.hours += number
        elif act == "race":
            self.store.races = number
        elif act == "outage":
            self.gateway.out = bool(number)
        elif act == "lose answer":
            self.gateway.lose_answer = True
        elif act == "issue":
            self._try(lambda: issue(self.store, self.gateway, f"key-{number}", hours=self.hours))
        elif order and act == "confirm":
            self._try(lambda: confirm(self.store, self.gateway, order, hours=self.hours))
        elif order:
            self._say(order, _SAID[act], FEE - 1 if act == "capture too little" else FEE)

    def _say(self, order: str, status: PaymentStatus, amount: int) -> None:
        """A gateway moves an order only upwards, and refunds only what it has captured."""
        known = self.gateway.orders[order].status
        if known is P.SETTLED and status is P.REFUNDED:
            say(self.gateway, order, status, self.gateway.orders[order].amount)
        elif known in (P.PENDING, P.EXPIRED) and status is not P.REFUNDED:
            say(self.gateway, order, status, amount)

    def _try(self, act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except (GatewayUnavailable, InProgress, PaymentNotDue, AlreadyPaid, ConfirmationUnderWay):
            self.store.races = 0

    def settle_down(self) -> None:
        """The gateway is back, and everything is asked about once more."""
        self.gateway.out = False
        self.store.races = 0
        for order in sorted(self.store.payments):
            confirm(self.store, self.gateway, order, hours=self.hours)


def moved(payments: dict[str, GatewayPayment]) -> dict[str, int]:
    return {
        payment.gateway_payment_id: payment.amount
        for payment in payments.values()
        if payment.status in (P.SETTLED, P.REFUNDED, P.CHARGED_BACK)
    }


@settings(max_examples=200)
@given(steps)
def test_no_schedule_loses_money_or_counts_it_twice(schedule: list[tuple[str, int]]) -> None:
    played = Schedule()
    for act, number in schedule:
        played.play(act, number)
    played.settle_down()
    store = played.store
    captured = {payment: entry.amount for (payment, kind), entry in store.ledger.items() if kind == "capture"}
    applied = [payment for payment in store.payments.values() if payment.applied]
    report = verify_ledger(store)
    assert captured == moved(played.gateway.orders)
    assert report.faults == ()
    assert len(applied) <= 1
    assert store.applications[NUMBER].paid == bool(applied)
    assert report.captured == report.applied + report.suspended
    assert events(store).count("PaymentSettled") == len(applied)
