"""Notices as gateways and networks may send them, and what money does about it: it is counted once, or not at all."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from imigrasi.adapters.gateways.midtrans import Midtrans
from imigrasi.domain.payment import Bill
from local.gateway import wire
from tests.integration.test_concurrency import is_whole
from tests.support.citizen import Citizen, fresh_key
from tests.support.http_client import http_event
from tests.support.installation import SERVER_KEY
from tests.support.merchant import CALLBACK

FEE = 650_000
SKEW = timedelta(minutes=10)


@pytest.fixture
def payer(citizen: Citizen) -> Citizen:
    return citizen.cleared()


def notice(payer: Citizen, order_id: str) -> dict[str, Any]:
    return wire.notice(payer.cloud.gateway.books.order(order_id), SERVER_KEY)


def post(payer: Citizen, raw: bytes, **event: Any) -> int:
    return payer.cloud.http.send(http_event("POST", CALLBACK, body=raw) | event).status


def settled_once(payer: Citizen) -> bool:
    payer.cloud.pump()
    return (payer.status, payer.events().count("PaymentSettled")) == ("paid", 1) and is_whole(payer)


# ---------------------------------------------------------------- bodies


def test_a_packed_body_is_refused_and_leaves_nothing(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    before = len(payer.cloud.items("ORDER#"))
    packed = base64.b64encode(gzip.compress(wire.encode(notice(payer, order_id)))).decode()
    headers = http_event("POST", CALLBACK)["headers"] | {"content-encoding": "gzip"}
    assert post(payer, b"", body=packed, isBase64Encoded=True, headers=headers) == 400
    assert len(payer.cloud.items("ORDER#")) == before


def test_a_body_in_base64_as_the_api_may_hand_it_over_is_read(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, FEE)
    body = base64.b64encode(wire.encode(notice(payer, order_id))).decode()
    assert post(payer, b"", body=body, isBase64Encoded=True) == 200
    assert settled_once(payer)


def test_ten_megabytes_are_refused_and_leave_nothing(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    before = len(payer.cloud.items("ORDER#"))
    large = wire.encode(notice(payer, order_id) | {"metadata": "x" * 10_000_000})
    assert post(payer, large) == 400
    assert len(payer.cloud.items("ORDER#")) == before


def test_headers_that_stand_twice_change_nothing(payer: Citizen) -> None:
    """API Gateway joins them with commas."""
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, FEE)
    body = wire.encode(notice(payer, order_id))
    headers = http_event("POST", CALLBACK)["headers"]
    twice = headers | {"content-type": "application/json,application/json", "x-callback-token": "a,b"}
    assert post(payer, body, headers=twice) == 200
    secret = headers["x-origin-secret"]
    assert post(payer, body, headers=headers | {"x-origin-secret": f"{secret},{secret}"}) == 403
    assert settled_once(payer)


def test_a_notice_for_another_merchant_is_refused_though_it_is_signed(
    payer: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, FEE)
    monkeypatch.setenv("MIDTRANS_MERCHANT_ID", wire.MERCHANT_ID)
    new_process()
    body = notice(payer, order_id)
    assert post(payer, wire.encode(body | {"merchant_id": "G000000018"})) == 401
    assert post(payer, wire.encode(body)) == 200
    assert settled_once(payer)
    monkeypatch.undo()
    new_process()


def new_process() -> None:
    from imigrasi.entrypoint import wiring

    wiring.gateway.cache_clear()


# ---------------------------------------------------------------- one capture, many notices


def ways_to_write(body: dict[str, Any]) -> list[bytes]:
    """The same notice under different ids: each has a digest of its own."""
    return [
        json.dumps(body).encode(),
        json.dumps(dict(reversed(body.items()))).encode(),
        json.dumps(body, indent=1).encode(),
        json.dumps(body).replace("settlement", "\\u0073ettlement").encode(),
        *(json.dumps(body | {"status_message": f"try {number}"}).encode() for number in range(4)),
    ]


def test_one_capture_under_different_notice_ids_at_once_is_booked_once(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, FEE)
    bodies = ways_to_write(notice(payer, order_id))
    with ThreadPoolExecutor(len(bodies)) as threads:
        assert list(threads.map(lambda body: post(payer, body), bodies)) == [200] * len(bodies)
    kept = [item for item in payer.cloud.items("ORDER#") if item["sk"]["S"].startswith("NOTICE#")]
    assert len(kept) == len(bodies)
    assert settled_once(payer)


def test_confirmed_at_once_it_is_still_booked_once(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, FEE)
    for body in ways_to_write(notice(payer, order_id)):
        post(payer, body)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: payer.cloud.pump(), range(4)))
    assert settled_once(payer)


# ---------------------------------------------------------------- times and order


def test_a_settlement_before_the_charge_was_answered_counts(payer: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gateway took the order, somebody paid it, and its notice overtook the answer to our charge."""
    charge: Callable[..., Bill] = Midtrans.charge

    def overtaken(midtrans: Midtrans, order_id: str, amount: int, **options: Any) -> Bill:
        bill = charge(midtrans, order_id, amount, **options)
        payer.cloud.gateway.gateway.capture(order_id, FEE)
        assert post(payer, wire.encode(notice(payer, order_id))) == 200
        payer.cloud.pump()
        assert payer.status == "paid"
        return bill

    monkeypatch.setattr(Midtrans, "charge", overtaken)
    reply = payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=fresh_key())
    assert (reply.status, reply.json["status"]) == (201, "settled")
    assert settled_once(payer)


def test_a_settlement_of_an_order_that_was_never_ours_is_told_to_come_again(payer: Citizen) -> None:
    """404: Midtrans tries again, by when the intent may have been stored."""
    order_id = f"{payer.application_id}-1"
    payer.cloud.gateway.gateway.charge(
        {
            "payment_type": "bank_transfer",
            "bank_transfer": {"bank": "bni"},
            "transaction_details": {"order_id": order_id, "gross_amount": FEE},
        }
    )
    payer.cloud.gateway.gateway.capture(order_id, FEE)
    body = wire.encode(notice(payer, order_id))
    assert post(payer, body) == 404
    reply = payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=fresh_key())
    assert reply.json["order_id"] == order_id
    assert post(payer, body) == 200
    assert settled_once(payer)


@pytest.mark.parametrize("skew", [SKEW, -SKEW], ids=["gateway ahead", "gateway behind"])
@pytest.mark.parametrize("method", ["bank_transfer", "qris"])
def test_clocks_ten_minutes_apart_lose_nothing(payer: Citizen, skew: timedelta, method: str) -> None:
    gateway = payer.cloud.gateway.gateway
    own = gateway.now
    gateway.now = lambda: own() + skew
    body = {"gateway": "midtrans", "method": method}
    issued = payer.call("POST", "/payments", body, idempotency_key=fresh_key()).json
    gateway.notify(gateway.capture(issued["order_id"], FEE))
    assert settled_once(payer)
    gateway.now = own


def test_a_key_that_has_been_rotated_out_signs_nothing_any_more(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, FEE)
    old = wire.encode(notice(payer, order_id))
    payer.cloud.set_secret("MIDTRANS_SECRET_ARN", "SB-Mid-server-next", SERVER_KEY)
    assert post(payer, old) == 200
    payer.cloud.set_secret("MIDTRANS_SECRET_ARN", "SB-Mid-server-after", "SB-Mid-server-next")
    assert post(payer, old) == 401


def test_a_refund_larger_than_the_payment_is_not_believed(payer: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the notice nor the gateway's own answer: the books stay as they are, and it is asked again."""
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.pay(order_id)
    payer.cloud.pump()
    before = payer.cloud.items("LEDGER#")
    assert before
    answer: Callable[..., dict[str, Any]] = wire.status_answer
    too_much = {"transaction_status": "refund", "refunds": [{"refund_key": "r1", "refund_amount": f"{FEE + 1}.00"}]}
    monkeypatch.setattr(wire, "status_answer", lambda *given: answer(*given) | too_much)
    assert post(payer, wire.encode(notice(payer, order_id) | too_much)) == 200
    payer.cloud.roads.relay()
    payer.cloud.roads.deliver("confirmation")
    assert payer.cloud.roads.waiting() == {"confirmation": 1}
    assert (payer.status, payer.cloud.items("LEDGER#")) == ("paid", before)
    monkeypatch.undo()
    assert settled_once(payer)


# ---------------------------------------------------------------- what is charged


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"gateway": "midtrans", "method": "credit_card"}, "method_unknown"),
        ({"gateway": "midtrans", "method": "billing_code"}, "method_unknown"),
        ({"gateway": "simponi", "method": "qris"}, "method_unknown"),
        ({"gateway": "midtrans", "method": ""}, "method_unknown"),
        ({"gateway": "midtrans", "method": "ｑｒｉｓ"}, "method_unknown"),
        ({"gateway": "Midtrans"}, "gateway_unknown"),
        ({"gateway": "xendit"}, "gateway_unknown"),
        ({"gateway": "__class__"}, "gateway_unknown"),
        ({"gateway": "midtrans", "method": ["qris"]}, "validation_failed"),
        ({"gateway": "midtrans", "method": 1}, "validation_failed"),
        ({"gateway": "midtrans", "amount": 1}, "validation_failed"),
        ({"gateway": "midtrans", "currency": "USD"}, "validation_failed"),
    ],
)
def test_what_cannot_be_charged_is_refused_before_anything_is_stored(
    payer: Citizen, body: dict[str, Any], code: str
) -> None:
    reply = payer.call("POST", "/payments", body, idempotency_key=fresh_key())
    assert (reply.status, reply.code) == (422, code)
    assert payer.cloud.items("ORDER#") == []
    assert payer.cloud.gateway.books.orders() == []


def test_a_key_that_stands_twice_in_a_request_is_refused(payer: Citizen) -> None:
    path = f"/v1/applications/{payer.application_id}/payments"
    raw = b'{"gateway": "midtrans", "gateway": "simponi"}'
    reply = payer.cloud.http.call("POST", path, raw=raw, access_key=payer.access_key, idempotency_key=fresh_key())
    assert (reply.status, reply.code) == (400, "body_malformed")


@pytest.mark.parametrize("method", ["bank_transfer", "qris", "gopay", "alfamart"])
def test_every_method_of_the_gateway_is_issued_shown_and_paid(payer: Citizen, method: str) -> None:
    body = {"gateway": "midtrans", "method": method}
    issued = payer.call("POST", "/payments", body, idempotency_key=fresh_key())
    assert (issued.status, issued.json["method"]) == (201, method)
    gateway = payer.cloud.gateway.gateway
    gateway.pay(issued.json["order_id"])
    assert settled_once(payer)
    [shown] = payer.view()["payment"]["payments"]
    assert (shown["method"], shown["status"]) == (method, "settled")
