"""Money that goes back: asked of Midtrans once, and read from its status answers."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from imigrasi.domain.payment import GatewayPayment, GatewayRefund, PaymentStatus
from imigrasi.usecases.payment_ports import GatewayUnavailable, OrderUnknown, RefundRefused

Sign = Callable[..., dict[str, Any]]

ORDER = "LBG-7K2M-9QRT-4-1"
KEY = f"{ORDER}-r1"


def listed(key: str, amount: int, **changes: Any) -> dict[str, Any]:
    """As the documentation of GET Status shows a refund."""
    return {
        "refund_chargeback_id": 183700,
        "refund_chargeback_uuid": "21a2b0a9-a2a2-4ab1-8758-ae0477458f21",
        "refund_amount": f"{amount}.00",
        "created_at": "2026-03-03 11:16:16",
        "reason": "double_payment",
        "refund_key": key,
        "refund_method": "online",
        "bank_confirmed_at": "2026-03-03 11:16:16",
    } | changes


def refund(account: Any) -> None:
    account.midtrans.refund(ORDER, KEY, 200_000, "double_payment")


def fetched(account: Any, body: dict[str, Any]) -> GatewayPayment:
    account.http.will_answer(200, body)
    seen: GatewayPayment = account.midtrans.fetch(ORDER)
    return seen


def test_a_refund_is_asked_for_under_our_key(account: Any, signed: Sign) -> None:
    account.http.will_answer(200, signed(transaction_status="partial_refund") | listed(KEY, 200_000))
    refund(account)
    [asked] = account.http.asked
    assert (asked.method, asked.url) == ("POST", f"https://api.sandbox.midtrans.com/v2/{ORDER}/refund")
    assert json.loads(asked.body) == {"refund_key": KEY, "amount": 200_000, "reason": "double_payment"}
    assert asked.headers["idempotency-key"] == KEY


@pytest.mark.parametrize("code", ["400", "402", "406", "410", "412", "413", "414", "418"])
def test_a_refund_that_is_declined_is_refused(account: Any, signed: Sign, code: str) -> None:
    account.http.will_answer(200, {"status_code": code, "status_message": "…"})
    account.http.will_answer(200, signed())
    with pytest.raises(RefundRefused):
        refund(account)


@pytest.mark.parametrize("code", ["400", "406", "412", "201"])
def test_a_used_key_is_a_refund_that_was_made(account: Any, signed: Sign, code: str) -> None:
    account.http.will_answer(200, {"status_code": code, "status_message": "…"})
    account.http.will_answer(200, signed(transaction_status="partial_refund", refunds=[listed(KEY, 200_000)]))
    refund(account)


def test_a_refund_that_is_neither_made_nor_declined_is_asked_for_again(account: Any, signed: Sign) -> None:
    account.http.will_answer(200, {"status_code": "201", "status_message": "…"})
    account.http.will_answer(200, signed())
    with pytest.raises(GatewayUnavailable):
        refund(account)


def test_a_refund_under_way_is_asked_for_again(account: Any) -> None:
    account.http.will_answer(202, {"status_code": "202", "status_message": "…"})
    with pytest.raises(GatewayUnavailable):
        refund(account)


def test_a_refund_of_an_order_nobody_knows(account: Any) -> None:
    account.http.will_answer(404, {"status_code": "404", "status_message": "Transaction doesn't exist."})
    with pytest.raises(OrderUnknown):
        refund(account)


def test_an_outage_is_no_refusal(account: Any) -> None:
    account.http.will_answer(503, b"")
    with pytest.raises(GatewayUnavailable):
        refund(account)


def test_refunds_are_read_each_under_its_key(account: Any, signed: Sign) -> None:
    theirs = listed("", 50_000, refund_key=None)
    body = signed(
        transaction_status="partial_refund", refunds=[listed(KEY, 200_000), theirs], refund_amount="250000.00"
    )
    seen = fetched(account, body)
    assert (seen.status, seen.amount, seen.charged_back) == (PaymentStatus.REFUNDED, 650_000, 0)
    assert seen.refunds == (
        GatewayRefund(KEY, 200_000),
        GatewayRefund("21a2b0a9-a2a2-4ab1-8758-ae0477458f21", 50_000),
    )


def test_a_full_refund_without_a_list_is_all_that_was_paid(account: Any, signed: Sign) -> None:
    assert fetched(account, signed(transaction_status="refund")).refunds == (GatewayRefund("all", 650_000),)


def test_a_refund_that_is_named_beside_the_order_is_read_too(account: Any, signed: Sign) -> None:
    body = signed(transaction_status="partial_refund", refund_amount="2000.00", refund_key="reference1")
    assert fetched(account, body).refunds == (GatewayRefund("reference1", 2_000),)


@pytest.mark.parametrize(
    "changes",
    [
        {"refunds": [listed(KEY, 650_001)]},
        {"refunds": [listed(KEY, 400_000), listed("other", 400_000)]},
        {"refunds": [listed(KEY, 100_000), listed(KEY, 100_000)]},
        {"refunds": [listed(KEY, 1, refund_amount="100000")]},
        {"refunds": [listed(KEY, 1, refund_amount=100_000)]},
        {"refunds": [listed(KEY, 1, refund_amount="1e5")]},
        {"refunds": [listed(KEY, 1, refund_amount="100,000.00")]},
        {"refunds": [listed(KEY, 1, refund_amount="100.000,00")]},
        {"refunds": [listed(KEY, 1, refund_amount="١٠٠٠٠٠.00")]},
        {"refunds": [listed(KEY, 1, refund_amount=100_000.0)]},
        {"refunds": [listed(KEY, 1, refund_amount="-100000.00")]},
        {"refunds": [listed(KEY, 1, refund_amount="１００.00")]},
        {"refunds": [listed("", 1, refund_key={}, refund_chargeback_uuid=None, refund_chargeback_id=None)]},
        {"refunds": [listed("", 1, refund_key=True)]},
        {"refunds": ["all"]},
        {"refunds": {}},
        {"refunds": [listed(str(n), 1) for n in range(51)]},
        {"transaction_status": "partial_refund"},
    ],
)
def test_refunds_that_cannot_be_are_not_believed(account: Any, signed: Sign, changes: dict[str, Any]) -> None:
    with pytest.raises(GatewayUnavailable):
        fetched(account, signed(**{"transaction_status": "refund"} | changes))


@pytest.mark.parametrize(
    ("changes", "back"),
    [
        ({"transaction_status": "chargeback"}, 650_000),
        ({"transaction_status": "chargeback", "refunds": [listed(KEY, 200_000)]}, 450_000),
        ({"transaction_status": "partial_chargeback", "refund_amount": "150000.00"}, 150_000),
        (
            {
                "transaction_status": "partial_chargeback",
                "refunds": [listed(KEY, 200_000)],
                "refund_amount": "300000.00",
            },
            100_000,
        ),
        ({"transaction_status": "partial_chargeback"}, 650_000),
        ({"transaction_status": "settlement"}, 0),
    ],
)
def test_what_the_payers_bank_took_back(account: Any, signed: Sign, changes: dict[str, Any], back: int) -> None:
    assert fetched(account, signed(**changes)).charged_back == back


def test_another_merchants_status_moves_nothing(account: Any, signed: Sign) -> None:
    with pytest.raises(GatewayUnavailable):
        fetched(account, signed(merchant_id="G000000018"))
