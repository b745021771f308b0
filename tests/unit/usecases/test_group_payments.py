"""One order for a group: what it asks for, and who may ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from imigrasi.domain.errors import NotFound
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import PaymentStatus
from imigrasi.usecases.charging import InProgress
from imigrasi.usecases.issue_payment import AlreadyPaid, PaymentNotDue, issue_payment
from imigrasi.usecases.payment_ports import GatewayUnavailable, MethodUnknown
from imigrasi.usecases.start_application import KeyReused
from tests.support.builders import NOW
from tests.support.fakes import CATALOGUE
from tests.support.family import KEY, Family, key_of

P = PaymentStatus
OTHER_KEY = "7a8f6c0e-5a52-4a0f-9a51-2d7d3c0b9d11"


def test_one_order_asks_for_all_fees_and_each_file_shows_its_share() -> None:
    family = Family().form()
    order = family.issue()
    assert (order.order_id, order.amount, order.billing_code) == (
        f"{family.group_id}-1",
        family.total,
        "9880000000000001",
    )
    assert family.gateway.charged == [order.order_id]
    assert [(share.amount, share.charged_as, share.status) for share in family.shares(order)] == [
        (fee, order.order_id, P.PENDING) for fee in family.fees
    ]
    assert [family.events(number) for number in family.numbers] == [["PaymentIssued"]] * 3


def test_a_repeat_and_a_second_wish_give_the_same_order() -> None:
    family = Family().form()
    first = family.issue()
    assert family.issue() == first
    assert family.issue(OTHER_KEY) == first
    assert family.gateway.charged == [first.order_id]


def test_the_same_key_for_another_way_to_pay_is_refused() -> None:
    family = Family().form()
    family.issue()
    with pytest.raises(KeyReused):
        family.issue(method="qris")
    with pytest.raises(MethodUnknown):
        family.issue(method="cheque")


def test_an_expired_order_is_replaced() -> None:
    family = Family().form()
    first = family.issue()
    later = first.expires_at + timedelta(minutes=1)
    family.heard(first, at=later, status=P.EXPIRED)
    assert {share.status for share in family.shares(first)} == {P.EXPIRED}
    second = family.issue(OTHER_KEY, at=later)
    assert (second.number, family.store.applications[family.numbers[0]].payments) == (2, 2)


def test_who_has_paid_alone_is_left_out_of_the_next_order() -> None:
    family = Family().form()
    first = family.issue()
    family.change(family.numbers[0], status=Status.PAID, paid=True)
    second = family.issue(OTHER_KEY)
    assert second.order_id != first.order_id
    assert [share.application_id for share in second.shares] == list(family.numbers[1:])


def test_a_group_for_which_nothing_is_due_has_nothing_to_pay() -> None:
    family = Family(2).form()
    for number in family.numbers:
        family.change(number, status=Status.WITHDRAWN)
    with pytest.raises(PaymentNotDue):
        family.issue()
    family.change(family.numbers[0], status=Status.PAID, paid=True)
    with pytest.raises(AlreadyPaid):
        family.issue()


def test_without_the_groups_key_there_is_nothing_here() -> None:
    family = Family().form()
    for key in ("wrong", key_of(family.numbers[0])):
        with pytest.raises(NotFound):
            family.issue(access_key=key)


def test_a_lost_answer_finds_the_same_charge_again() -> None:
    family = Family().form()
    family.gateway.lose_answer = True
    with pytest.raises(GatewayUnavailable):
        family.issue()
    with pytest.raises(InProgress):
        family.issue(OTHER_KEY)
    assert family.issue().billing_code == "9880000000000001"
    assert len(family.gateway.charged) == 1


def test_a_bill_that_is_lost_for_good_makes_another_charge() -> None:
    family = Family().form()
    family.gateway.lose_answer = True
    with pytest.raises(GatewayUnavailable):
        family.issue(method="qris")
    again = family.issue(method="qris", at=NOW + timedelta(minutes=1))
    assert (again.number, again.qr_string is not None) == (2, True)
    assert {share.status for share in family.shares(family.store.order(f"{family.group_id}-1"))} == {P.FAILED}


def test_a_member_is_never_shown_the_code_of_all_as_their_own() -> None:
    family = Family().form()
    family.issue()
    number = family.numbers[0]
    alone = issue_payment(
        family.store,
        family.gateway,
        CATALOGUE.gateway("midtrans"),
        number,
        method=None,
        key=key_of(number),
        idempotency_key=KEY,
        at=NOW,
    )
    assert (alone.order_id, alone.amount, alone.group_order) == (f"{number}-2", family.fees[0], None)
