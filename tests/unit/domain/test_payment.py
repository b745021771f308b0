"""Payments as a lattice: the order in which reports arrive does not matter."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.ledger import Account, capture_entry, suspense_entry
from imigrasi.domain.payment import Bill, PaymentStatus, merge
from tests.support.builders import FEE, NOW, NUMBER, payment, seen

P = PaymentStatus
#: What one gateway can truly say about one order: it ends in one way of each height.
WAYS = [
    [P.CREATED, P.PENDING, end, P.SETTLED, back]
    for end in (P.EXPIRED, P.FAILED)
    for back in (P.REFUNDED, P.CHARGED_BACK)
]


@given(st.sampled_from(WAYS), st.data())
def test_reports_in_any_order_and_number_come_to_the_same(way: list[PaymentStatus], data: st.DataObject) -> None:
    heard = data.draw(st.lists(st.sampled_from(way), min_size=1))
    shuffled = data.draw(st.permutations(heard))
    assert reduce(merge, shuffled, P.CREATED) == reduce(merge, heard, P.CREATED)


@given(st.lists(st.sampled_from(P)))
def test_once_money_moved_nothing_takes_it_back_to_unpaid(reports: list[PaymentStatus]) -> None:
    moved = {P.SETTLED, P.REFUNDED, P.CHARGED_BACK}
    assert (reduce(merge, reports, P.CREATED) in moved) == bool(moved & set(reports))


@given(st.sampled_from(P), st.sampled_from(P))
def test_a_repeated_report_changes_nothing(known: PaymentStatus, reported: PaymentStatus) -> None:
    once = merge(known, reported)
    assert merge(once, reported) == once


@pytest.mark.parametrize("dead", [P.EXPIRED, P.FAILED])
def test_a_late_payment_of_a_dead_code_still_settles(dead: PaymentStatus) -> None:
    assert merge(dead, P.SETTLED) is P.SETTLED


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        *pairwise([P.CREATED, P.PENDING, P.EXPIRED, P.SETTLED, P.REFUNDED]),
        (P.PENDING, P.FAILED),
        (P.FAILED, P.SETTLED),
        (P.SETTLED, P.CHARGED_BACK),
    ],
)
def test_the_higher_of_two_reports_counts(lower: PaymentStatus, higher: PaymentStatus) -> None:
    assert (merge(lower, higher), merge(higher, lower)) == (higher, higher)


@pytest.mark.parametrize(
    ("first", "second"),
    [*permutations([P.EXPIRED, P.FAILED]), *permutations([P.REFUNDED, P.CHARGED_BACK])],
)
def test_of_two_equally_high_reports_the_first_stays(first: PaymentStatus, second: PaymentStatus) -> None:
    assert merge(first, second) is first


# ---------------------------------------------------------------- one order


def test_an_order_id_is_the_number_and_a_count() -> None:
    assert payment(number=3).order_id == f"{NUMBER}-3"


@pytest.mark.parametrize(("status", "is_open"), [(s, s in (P.CREATED, P.PENDING)) for s in P])
def test_only_an_unended_order_can_be_paid(status: PaymentStatus, is_open: bool) -> None:
    assert payment(status=status).is_open(NOW) is is_open


def test_an_order_can_be_paid_until_it_expires() -> None:
    order = payment()
    assert order.is_open(order.expires_at - timedelta(microseconds=1))
    assert not order.is_open(order.expires_at)


def test_a_bill_tells_how_to_pay_and_until_when() -> None:
    bill = Bill(f"{NUMBER}-1", "t-9", P.PENDING, NOW + timedelta(hours=2), billing_code="988123")
    billed = payment(status=P.CREATED, gateway_payment_id=None, billing_code=None).billed(bill)
    assert (billed.status, billed.gateway_payment_id, billed.billing_code) == (P.PENDING, "t-9", "988123")
    assert billed.expires_at == NOW + timedelta(hours=2)


def test_a_bill_that_comes_after_the_money_does_not_undo_it() -> None:
    bill = Bill(f"{NUMBER}-1", "t-1", P.PENDING, NOW)
    assert payment(status=P.SETTLED).billed(bill).status is P.SETTLED


def test_a_capture_moves_what_the_gateway_took_from_receivable_to_cash() -> None:
    entry = capture_entry(payment(), seen(amount=FEE - 1000), NOW)
    assert (entry.debit, entry.credit, entry.amount) == (Account.CASH, Account.RECEIVABLE, FEE - 1000)
    assert (entry.gateway_payment_id, entry.entry, entry.order_id) == ("t-1", "capture", f"{NUMBER}-1")


def test_money_in_suspense_is_what_was_captured() -> None:
    entry = suspense_entry(payment(), seen(amount=1), NOW)
    assert (entry.debit, entry.credit, entry.amount) == (Account.RECEIVABLE, Account.SUSPENSE, 1)
