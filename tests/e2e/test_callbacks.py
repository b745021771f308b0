"""What is posted to the gateway's callback address by somebody who is not the gateway, or not honest."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.http_client import Reply
from tests.support.local_cloud import WIB, LocalCloud
from tests.support.outside import problem
from tests.support.visitor import Visitor, expect

CALLBACK = "/v1/payments/callbacks/midtrans"
FEE = 650_000


@pytest.fixture(scope="module")
def payer(local_cloud: LocalCloud) -> Iterator[Visitor]:
    """Somebody with a payment to make. Nothing these tests send may move it; in the end it is paid honestly."""
    visitor = Visitor(local_cloud).cleared()
    before = local_cloud.command("ledger", "verify")
    visitor.issue_payment()
    yield visitor
    assert visitor.status == "awaiting_payment"
    local_cloud.command("gateway", "pay", visitor.payment["payment_id"])
    visitor.settles()
    after = local_cloud.command("ledger", "verify")
    assert (after["captured"] - before["captured"], after["applied"] - before["applied"]) == (FEE, FEE)
    assert visitor.events().count("PaymentSettled") == 1


def notice(payer: Visitor, **changes: str) -> dict[str, str]:
    """A genuine settlement notice of the payer's order, or what `changes` make of it before it is signed."""
    content = {
        "order_id": payer.payment["order_id"],
        "status_code": "200",
        "transaction_status": "settlement",
        "gross_amount": f"{FEE}.00",
        "transaction_id": "0b6b2c39-3f5d-4ad5-8f4e-3a54d6b0c0de",
        "fraud_status": "accept",
        "currency": "IDR",
        "payment_type": "bank_transfer",
        "transaction_time": "2026-11-24 12:00:00",
        **changes,
    }
    key = payer.cloud.outputs["sandbox"]["midtrans_server_key"]
    signed = content["order_id"] + content["status_code"] + content["gross_amount"] + key
    return {**content, "signature_key": hashlib.sha512(signed.encode()).hexdigest()}


def send(payer: Visitor, body: dict[str, Any] | bytes) -> Reply:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return payer.api.call("POST", CALLBACK, raw=raw)


def test_a_bad_signature_is_refused(payer: Visitor) -> None:
    problem(send(payer, notice(payer) | {"signature_key": "0" * 128}), 401, "signature_invalid")


def test_a_missing_signature_is_refused(payer: Visitor) -> None:
    unsigned = notice(payer)
    del unsigned["signature_key"]
    problem(send(payer, unsigned), 401, "signature_invalid")


def test_an_amount_altered_after_signing_is_refused(payer: Visitor) -> None:
    problem(send(payer, notice(payer) | {"gross_amount": "1.00"}), 401, "signature_invalid")


def test_a_pending_notice_altered_to_settlement_is_refused(payer: Visitor) -> None:
    pending = notice(payer, status_code="201", transaction_status="pending")
    altered = pending | {"transaction_status": "settlement"}  # the signature does not cover it
    problem(send(payer, altered), 401, "signature_invalid")


def test_an_unknown_order_is_not_found(payer: Visitor) -> None:
    unknown = problem(send(payer, notice(payer, order_id="LBG-0000-0000-U-1")), 404, "not_found")
    assert "errors" not in unknown.json, "without detail"


def test_the_signature_is_looked_at_before_the_order(payer: Visitor) -> None:
    unknown = notice(payer, order_id="LBG-0000-0000-U-1") | {"signature_key": "0" * 128}
    problem(send(payer, unknown), 401, "signature_invalid")


def test_keys_that_stand_twice_are_refused(payer: Visitor) -> None:
    signed = json.dumps(notice(payer, status_code="201", transaction_status="pending")).encode()
    twice = signed[:-1] + b', "transaction_status": "settlement"}'
    problem(send(payer, twice), 400, "notice_malformed")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'"settlement"', b"\xff\xfe{}", b"[" * 5000 + b"]" * 5000, b'{"a": NaN}'], ids=repr
)
def test_what_is_no_notice_is_refused(payer: Visitor, body: bytes) -> None:
    assert send(payer, body).status in (400, 401)


def test_a_notice_of_another_currency_is_refused(payer: Visitor) -> None:
    problem(send(payer, notice(payer, currency="USD")), 400, "notice_malformed")


@pytest.mark.parametrize("amount", [f"{FEE}.00", f"{FEE - 1000}.00", "65000000.00"])
def test_a_signed_claim_the_gateway_does_not_confirm_moves_nothing(payer: Visitor, amount: str) -> None:
    """With the server key even: it is stored, and the gateway, asked, says that nobody has paid."""
    expect(send(payer, notice(payer, gross_amount=amount)), 200)
    asked = payer.call("POST", f"/payments/{payer.payment['payment_id']}/check")
    expect(asked, 202)
    assert payer.status == "awaiting_payment"


def test_a_packed_body_is_refused(payer: Visitor) -> None:
    packed = gzip.compress(json.dumps(notice(payer, status_code="201", transaction_status="pending")).encode())
    reply = payer.api.call("POST", CALLBACK, raw=packed, headers={"content-encoding": "gzip"})
    problem(reply, 400, "notice_malformed")


def test_ten_megabytes_are_refused(payer: Visitor) -> None:
    reply = send(payer, notice(payer) | {"metadata": "x" * 10_000_000})
    assert 400 <= reply.status < 500


def test_headers_that_stand_twice_change_nothing(payer: Visitor) -> None:
    """Nor does a secret of the caller's own: the distribution puts its own in its place."""
    body = json.dumps(notice(payer, status_code="201", transaction_status="pending")).encode()
    headers = [("Content-Type", "application/json")] * 2 + [("X-Origin-Secret", "guess")] * 2
    sent = "".join(f"{name}: {value}\r\n" for name, value in headers)
    head = f"POST {CALLBACK} HTTP/1.1\r\nHost: {site(payer)}\r\n{sent}Content-Length: {len(body)}\r\n"
    assert said(payer, f"{head}Connection: close\r\n\r\n".encode() + body).startswith(b"HTTP/1.1 200")


def test_two_lengths_are_no_request(payer: Visitor) -> None:
    """A body that one program ends where another does not could hide a second request."""
    head = f"POST {CALLBACK} HTTP/1.1\r\nHost: {site(payer)}\r\nContent-Length: 2\r\nContent-Length: 50\r\n"
    assert said(payer, f"{head}Connection: close\r\n\r\n".encode() + b"{}" + b" " * 48).startswith(b"HTTP/1.1 400")


def site(payer: Visitor) -> str:
    return str(urlsplit(payer.cloud.outputs["api_url"]).netloc)


def said(payer: Visitor, request: bytes) -> bytes:
    """The beginning of the answer to bytes as they are."""
    host, _, port = site(payer).partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(request)
        return line.recv(1000)


def test_a_notice_by_another_merchants_key_is_refused(payer: Visitor) -> None:
    others = notice(payer, merchant_id="G000000018")
    signed = others["order_id"] + others["status_code"] + others["gross_amount"] + "SB-Mid-server-of-another"
    forged = others | {"signature_key": hashlib.sha512(signed.encode()).hexdigest()}
    problem(send(payer, forged), 401, "signature_invalid")


@pytest.mark.parametrize("minutes", [-10, 10])
def test_clocks_ten_minutes_apart_are_no_fault(payer: Visitor, minutes: int) -> None:
    at = datetime.now(WIB) + timedelta(minutes=minutes)
    pending = {"status_code": "201", "transaction_status": "pending"}
    expect(send(payer, notice(payer, transaction_time=f"{at:%Y-%m-%d %H:%M:%S}", **pending)), 200)


def test_an_unknown_gateway_is_not_found(payer: Visitor) -> None:
    reply = payer.api.call("POST", "/v1/payments/callbacks/nobody", notice(payer))
    problem(reply, 404, "not_found")
