"""Issuing payments: one open charge however often it is asked for, whatever answers are lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.errors import NotFound
from imigrasi.domain.lifecycle import Status
from imigrasi.usecases.charging import InProgress
from imigrasi.usecases.issue_payment import AlreadyPaid, PaymentNotDue, issue_payment
from imigrasi.usecases.payment_ports import GatewayUnavailable, MethodUnknown
from imigrasi.usecases.start_application import KeyReused
from tests.support.builders import NOW, NUMBER, submitted
from tests.support.fakes import MemoryGateway, MemoryStore
from tests.support.one_order import DUE, MIDTRANS, P, confirm, events, issue, issued, say


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
