"""Midtrans' wire format: what its Core API answers and what its notifications say.

Shapes follow docs.midtrans.com (Charge, GET Status, HTTP notification): every value is a string,
`gross_amount` ends in ".00", times are Jakarta time without an offset, and
`signature_key = hex(SHA512(order_id + status_code + gross_amount + server key))`.
"""

import hashlib
import json
from datetime import datetime, timedelta, timezone
from typing import Any

from local.gateway.books import Order, Status

WIB = timezone(timedelta(hours=7))
MERCHANT_ID = "G000000017"

# Midtrans reports an expired order as 407 when asked, and as 202 in the notification.
STATUS_CODES = {Status.PENDING: "201", Status.SETTLEMENT: "200", Status.EXPIRE: "407"}
NOTICE_CODES = STATUS_CODES | {Status.EXPIRE: "202"}


def sign(order_id: str, status_code: str, gross_amount: str, server_key: str) -> str:
    return hashlib.sha512(f"{order_id}{status_code}{gross_amount}{server_key}".encode()).hexdigest()


def jakarta(at: datetime) -> str:
    return at.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")


def charge_answer(order: Order) -> dict[str, Any]:
    return {
        "status_code": "201",
        "status_message": "Success, Bank Transfer transaction is created",
        **_transaction(order, Status.PENDING),
    }


def status_answer(order: Order, server_key: str) -> dict[str, Any]:
    return _signed(order, order.status, STATUS_CODES, "Success, transaction is found", server_key)


def notice(order: Order, server_key: str, status: Status | None = None) -> dict[str, Any]:
    """The notification for the order's status, or for the `status` it had before."""
    return _signed(order, status or order.status, NOTICE_CODES, "midtrans payment notification", server_key)


def encode(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


def failure(status_code: int, message: str) -> dict[str, Any]:
    return {"status_code": str(status_code), "status_message": message}


def _signed(order: Order, status: Status, codes: dict[Status, str], message: str, server_key: str) -> dict[str, Any]:
    code = codes[status]
    body = {"status_code": code, "status_message": message} | _transaction(order, status)
    body["signature_key"] = sign(order.order_id, code, body["gross_amount"], server_key)
    if status is Status.SETTLEMENT and order.settled_at:
        body["settlement_time"] = jakarta(order.settled_at)
    return body


def _transaction(order: Order, status: Status) -> dict[str, Any]:
    paid = status is Status.SETTLEMENT and order.capture
    return {
        "transaction_id": order.transaction_id,
        "order_id": order.order_id,
        "merchant_id": MERCHANT_ID,
        "gross_amount": f"{paid.amount if paid else order.amount}.00",
        "currency": "IDR",
        "payment_type": "bank_transfer",
        "transaction_time": jakarta(order.opened_at),
        "transaction_status": str(status),
        "fraud_status": "accept",
        "expiry_time": jakarta(order.expires_at),
        "va_numbers": [{"bank": "bni", "va_number": order.va_number}],
    }
