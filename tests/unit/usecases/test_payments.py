"""Issuing and confirming payments, in every order that gateways and crashes can bring about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imigrasi.domain.errors import NotFound
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import GatewayPayment, Payment, PaymentStatus
from imigrasi.usecases.charging import InProgress
from imigrasi.usecases.confirm_payment import ConfirmationUnderWay, confirm_payment
from imigrasi.usecases.issue_payment import AlreadyPaid, PaymentNotDue, issue_payment
from imigrasi.usecases.payment_ports import GatewayUnavailable, MethodUnknown
from imigrasi.usecases.start_application import KeyReused
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.builders import ACCESS_KEY, FEE, NOW, NUMBER, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryStore

P = PaymentStatus
MIDTRANS = CATALOGUE.gateway("midtrans")
DUE = submitted(Status.AWAITING_PAYMENT)


def issue(store: MemoryStore, gateway: MemoryGateway, key: str = "key-1", *, hours: float = 0) -> str:
    """The order id of what was issued."""
    return issued(store, gateway, key, at=NOW + timedelta(hours=hours)).order_id


def issued(
    store: MemoryStore, gateway: MemoryGateway, key: str, *, method: str | None = None, at: datetime = NOW
) -> Payment:
    return issue_payment(store, gateway, MIDTRANS, NUMBER, method=method, key=ACCESS_KEY, idempotency_key=key, at=at)


def confirm(
    store: MemoryStore, gateway: MemoryGateway, order_id: str, *, heard: PaymentStatus | None = None, hours: float = 0
) -> PaymentStatus:
    at = NOW + timedelta(hours=hours)
    return confirm_payment(store, store, gateway, MIDTRANS.polls, order_id, heard=heard, at=at)


def events(store: MemoryStore) -> list[str]:
    return [entry.type for entry in store.entries.get(NUMBER, [])]


def say(gateway: MemoryGateway, order_id: str, status: PaymentStatus, amount: int = FEE) -> None:
    known = gateway.orders[order_id]
    gateway.orders[order_id] = replace(known, status=status, amount=amount)


# ---------------------------------------------------------------- issuing


def test_an_issued_payment_can_be_paid_and_is_on_record() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    order_id = issue(store, gateway)
    assert store.payments[order_id].status is P.PENDING
    assert (events(store), gateway.charged) == (["PaymentIssued"], [order_id])


@given(st.lists(st.sampled_from(["key-1", "key-2", "key-3"]), min_size=1, max_size=6))
def test_however_often_it_is_asked_for_there_is_one_open_charge(keys: list[str]) -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    orders = {issue(store, gateway, key) for key in keys}
    assert (len(orders), len(gateway.charged), events(store)) == (1, 1, ["PaymentIssued"])


def test_a_lost_answer_is_fetched_and_not_charged_again() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    gateway.lose_answer = True
    with pytest.raises(GatewayUnavailable):
        issue(store, gateway)
    order_id = issue(store, gateway)
    assert (gateway.charged, store.payments[order_id].billing_code) == ([order_id], "9880000000000001")


def test_a_charge_that_was_never_made_is_made_by_the_next_request() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    gateway.out = True
    with pytest.raises(GatewayUnavailable):
        issue(store, gateway)
    gateway.out = False
    with pytest.raises(InProgress):
        issue(store, gateway, "key-2")
    assert issue(store, gateway, "key-2", hours=1) == f"{NUMBER}-1"


def test_an_expired_code_is_replaced_by_a_new_order() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    assert [issue(store, gateway, f"key-{hours}", hours=hours) for hours in (0, 23, 25)] == [
        f"{NUMBER}-1",
        f"{NUMBER}-1",
        f"{NUMBER}-2",
    ]


def test_a_citizen_may_change_the_method_and_the_older_payment_stays_payable() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    account, qr = issued(store, gateway, "key-1"), issued(store, gateway, "key-2", method="qris")
    assert (account.method, qr.method) == ("bank_transfer", "qris")
    assert [payment.is_open(NOW) for payment in store.payments.values()] == [True, True]
    say(gateway, account.order_id, P.SETTLED)
    assert confirm(store, gateway, account.order_id) is P.SETTLED
    assert store.applications[NUMBER].status is Status.PAID


def test_the_same_method_again_gives_the_same_payment() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    orders = [issued(store, gateway, f"key-{n}", method="qris").order_id for n in range(3)]
    assert orders == [f"{NUMBER}-1"] * 3


def test_a_method_the_gateway_does_not_offer_is_refused_before_anything_is_stored() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    with pytest.raises(MethodUnknown):
        issued(store, gateway, "key-1", method="credit_card")
    assert store.payments == {}


def test_one_key_asks_for_one_method() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    issued(store, gateway, "key-1")
    with pytest.raises(KeyReused):
        issued(store, gateway, "key-1", method="qris")


def test_a_qr_code_whose_answer_was_lost_is_replaced_and_still_counts_when_it_is_paid() -> None:
    """No status answer shows its content again, so nobody could pay it; a new order is charged instead."""
    store, gateway = MemoryStore(DUE), MemoryGateway()
    gateway.lose_answer = True
    with pytest.raises(GatewayUnavailable):
        issued(store, gateway, "key-1", method="qris")
    with pytest.raises(InProgress):  # its answer may still be on its way
        issued(store, gateway, "key-1", method="qris", at=NOW + timedelta(seconds=5))
    again = issued(store, gateway, "key-1", method="qris", at=NOW + timedelta(minutes=1))
    assert (again.order_id, again.is_billed) == (f"{NUMBER}-2", True)
    assert store.payments[f"{NUMBER}-1"].status is P.FAILED
    assert issued(store, gateway, "key-1", method="qris", at=NOW + timedelta(minutes=2)) == again
    say(gateway, f"{NUMBER}-1", P.SETTLED)
    assert confirm(store, gateway, f"{NUMBER}-1") is P.SETTLED
    assert store.applications[NUMBER].status is Status.PAID


def test_a_lost_qr_code_that_was_paid_is_not_replaced() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    gateway.lose_answer = True
    with pytest.raises(GatewayUnavailable):
        issued(store, gateway, "key-1", method="qris")
    say(gateway, f"{NUMBER}-1", P.SETTLED)
    with pytest.raises(InProgress):
        issued(store, gateway, "key-1", method="qris", at=NOW + timedelta(minutes=1))
    assert gateway.charged == [f"{NUMBER}-1"]


def test_a_pending_notice_that_comes_before_the_charges_answer_leaves_the_code_to_be_shown() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    gateway.lose_answer = True
    with pytest.raises(GatewayUnavailable):
        issue(store, gateway)
    assert confirm(store, gateway, f"{NUMBER}-1") is P.PENDING
    shown = issued(store, gateway, "key-1", at=NOW + timedelta(minutes=1))
    assert (shown.order_id, shown.billing_code) == (f"{NUMBER}-1", "9880000000000001")
    assert events(store) == ["PaymentIssued"]


def test_a_lost_race_for_the_intent_is_run_again() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    store.races = 3
    assert issue(store, gateway) == f"{NUMBER}-1"


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.AWAITING_PAYMENT])
def test_a_payment_is_issued_only_where_the_fee_is_due(status: Status) -> None:
    with pytest.raises(PaymentNotDue):
        issue(MemoryStore(submitted(status)), MemoryGateway())


def test_a_paid_application_is_told_so() -> None:
    with pytest.raises(AlreadyPaid):
        issue(MemoryStore(submitted(Status.PAID, paid=True)), MemoryGateway())


def test_a_wrong_key_issues_nothing() -> None:
    store, gateway = MemoryStore(DUE), MemoryGateway()
    with pytest.raises(NotFound):
        issue_payment(store, gateway, MIDTRANS, NUMBER, method=None, key="wrong", idempotency_key="k", at=NOW)
    assert gateway.charged == []


# ---------------------------------------------------------------- confirming


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
