"""One gateway's word, divided among the shares of a group's order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.gateway import RefundRoad
from imigrasi.domain.payment import GatewayPayment, GatewayRefund, Payment, PaymentStatus, Share
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.domain.shares import divided, portions
from imigrasi.domain.taken_back import Contradiction
from tests.support.builders import NOW, payment, seen

P = PaymentStatus
FEES = (100, 200, 300)
Shares = list[tuple[Payment, tuple[Refund, ...]]]


def share(place: int, **changes: Any) -> Payment:
    number = f"LBG-0000-000{place + 1}-{place + 1}"
    plain = payment(application_id=number, amount=FEES[place], captured=FEES[place], applied=True, status=P.SETTLED)
    return replace(plain, **changes)


def refund(of: Payment, amount: int, **changes: Any) -> Refund:
    plain = Refund(of.order_id, 1, amount, "withdrawn", RefundStatus.APPROVED, RefundRoad.GATEWAY, NOW, "budi", "ratna")
    return replace(plain, **changes)


def word(**changes: Any) -> GatewayPayment:
    return seen(order_id="GRP-0000-0000-0-1", amount=sum(FEES), **changes)


def order() -> Payment:
    shares = tuple(Share(share(place).application_id, 1, FEES[place]) for place in range(3))
    return replace(payment(captured=sum(FEES), shares=shares), application_id="GRP-0000-0000-0")


def split(told: GatewayPayment, *shares: Payment, refunds: dict[int, Refund] | None = None) -> list[GatewayPayment]:
    found = shares or tuple(share(place) for place in range(3))
    with_refunds = [(each, (refunds[at],) if refunds and at in refunds else ()) for at, each in enumerate(found)]
    return divided(order(), told, with_refunds)


def back(words: list[GatewayPayment]) -> list[int]:
    return [sum(each.amount for each in told.refunds) + told.charged_back for told in words]


# ---------------------------------------------------------------- what is captured


@pytest.mark.parametrize(
    ("amount", "parts"),
    [(600, [100, 200, 300]), (599, [100, 200, 299]), (601, [100, 200, 301]), (150, [100, 50, 0]), (0, [0, 0, 0])],
)
def test_what_comes_fills_the_shares_in_their_order(amount: int, parts: list[int]) -> None:
    assert portions(amount, FEES) == parts


@given(st.integers(0, 10**8), st.lists(st.integers(1, 10**7), min_size=1, max_size=10))
def test_no_rupiah_is_lost_or_made(amount: int, wanted: list[int]) -> None:
    parts = portions(amount, wanted)
    assert sum(parts) == amount
    assert min(parts) >= 0
    assert all(part <= want for part, want in zip(parts[:-1], wanted, strict=False))


# ---------------------------------------------------------------- what goes back


def test_a_refund_that_we_asked_for_is_its_shares_own() -> None:
    asked = refund(share(1), 200)
    owed = share(1, owed=200)
    words = split(
        word(status=P.REFUNDED, refunds=(GatewayRefund(asked.key, 200),)), share(0), owed, share(2), refunds={1: asked}
    )
    assert back(words) == [0, 200, 0]
    assert [told.status for told in words] == [P.SETTLED, P.REFUNDED, P.SETTLED]


def test_one_that_a_gateway_refused_and_somebody_paid_there_is_its_shares_own() -> None:
    asked = refund(share(2), 300, failed=True)
    told = word(status=P.REFUNDED, refunds=(GatewayRefund("by-hand", 300),))
    assert back(split(told, share(0), share(1), share(2, owed=300), refunds={2: asked})) == [0, 0, 300]


def test_one_of_which_nothing_else_can_be_meant_is_its_shares_own() -> None:
    asked = refund(share(2), 300)
    told = word(status=P.REFUNDED, refunds=(GatewayRefund("other-name", 300),))
    shares = (share(0, refunded=100, refund_keys=("a",)), share(1, charged_back=200), share(2, owed=300))
    given_back = {0: refund(share(0), 100, status=RefundStatus.DONE, gateway_key="a"), 2: asked}
    told = replace(told, refunds=(GatewayRefund("a", 100), *told.refunds), charged_back=200)
    assert back(split(told, *shares, refunds=given_back)) == [100, 200, 300]


def test_anything_else_is_taken_from_what_is_held_and_then_in_order() -> None:
    held = share(2, held=300, applied=False)
    told = word(status=P.REFUNDED, refunds=(GatewayRefund("theirs", 350),))
    assert back(split(told, share(0), share(1), held)) == [50, 0, 300]


def test_what_a_share_has_been_given_stays_with_it() -> None:
    done = refund(share(1), 150, status=RefundStatus.DONE, gateway_key="theirs")
    booked = share(1, refunded=150, refund_keys=("theirs",))
    told = word(status=P.REFUNDED, refunds=(GatewayRefund("theirs", 180),))
    assert back(split(told, share(0), booked, share(2), refunds={1: done})) == [30, 150, 0]


def test_a_chargeback_goes_on_from_what_is_booked() -> None:
    told = word(status=P.CHARGED_BACK, charged_back=250)
    assert back(split(told, share(0), share(1, charged_back=120), share(2))) == [100, 150, 0]


@given(st.integers(0, 600), st.integers(0, 600))
def test_all_that_went_back_is_somebodys(refunded: int, charged_back: int) -> None:
    refunds = (GatewayRefund("theirs", refunded),) if refunded else ()
    told = word(status=P.REFUNDED if refunded else P.SETTLED, refunds=refunds, charged_back=charged_back)
    if refunded + charged_back > sum(FEES):
        with pytest.raises(Contradiction):
            split(told)
        return
    words = split(told)
    assert sum(back(words)) == refunded + charged_back
    assert all(part <= fee for part, fee in zip(back(words), FEES, strict=True))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"gateway_payment_id": "another"}, "payment_differs"),
        ({"refunds": (GatewayRefund("a", 0),)}, "refund_unclear"),
        ({"status": P.CHARGED_BACK}, "refund_unclear"),
        ({"refunds": (GatewayRefund("a", 601),)}, "too_much_back"),
        ({"charged_back": 601}, "too_much_back"),
    ],
)
def test_a_word_that_cannot_be_true_is_none(told: dict[str, Any], code: str) -> None:
    with pytest.raises(Contradiction) as contradiction:
        split(word(**told))
    assert contradiction.value.code == code


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "refund_gone"),
        ({"refunds": (GatewayRefund("a", 90),)}, "refund_differs"),
        ({"refunds": (GatewayRefund("a", 100),), "charged_back": 0}, "chargeback_gone"),
    ],
)
def test_a_word_that_takes_back_an_earlier_one_is_none(told: dict[str, Any], code: str) -> None:
    done = refund(share(0), 100, status=RefundStatus.DONE, gateway_key="a")
    shares = (share(0, refunded=100, refund_keys=("a",)), share(1, charged_back=5), share(2))
    with pytest.raises(Contradiction) as contradiction:
        split(word(**told), *shares, refunds={0: done})
    assert contradiction.value.code == code
