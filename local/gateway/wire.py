"""Midtrans' wire format: what its Core API answers and what its notifications say.

Shapes follow docs.midtrans.com (Charge, GET Status, Refund, HTTP notification): every value is a string,
`gross_amount` ends in ".00", times are Jakarta time without an offset, and
`signature_key = hex(SHA512(order_id + status_code + gross_amount + server key))`. What a QR code holds and where a
wallet is opened stands in the answer to the charge only.
"""

import hashlib
import json
from datetime import datetime, timedelta, timezone
from typing import Any

from local.gateway.orders import Order, Return, ReturnKind, Status

WIB = timezone(timedelta(hours=7))
MERCHANT_ID = "G000000017"

# Midtrans reports an expired order as 407 when asked, and as 202 in the notification.
STATUS_CODES = {Status.PENDING: "201", Status.EXPIRE: "407"}
NOTICE_CODES = {Status.PENDING: "201", Status.EXPIRE: "202"}
PAID_CODE = "200"
CREATED = {
    "bank_transfer": "Success, Bank Transfer transaction is created",
    "cstore": "Success, cstore transaction is successful",
    "qris": "QRIS transaction is created",
    "gopay": "GoPay transaction is created",
}


def sign(order_id: str, status_code: str, gross_amount: str, server_key: str) -> str:
    return hashlib.sha512(f"{order_id}{status_code}{gross_amount}{server_key}".encode()).hexdigest()


def jakarta(at: datetime) -> str:
    return at.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")


def charge_answer(order: Order, address: str) -> dict[str, Any]:
    """`address` is the gateway's own, where its pages are."""
    return {
        "status_code": "201",
        "status_message": CREATED[order.payment_type],
        **_transaction(order, Status.PENDING),
        **_only_now(order, address),
    }


def status_answer(order: Order, server_key: str) -> dict[str, Any]:
    return _signed(order, order.status, STATUS_CODES, "Success, transaction is found", server_key)


def refund_answer(order: Order, given: Return) -> dict[str, Any]:
    return {
        "status_code": PAID_CODE,
        "status_message": "Success, refund request is approved",
        **_transaction(order, order.status),
        **_return(given),
    }


def notice(order: Order, server_key: str, status: Status | None = None) -> dict[str, Any]:
    """The notification for the order's status, or for the `status` it had before."""
    return _signed(order, status or order.status, NOTICE_CODES, "midtrans payment notification", server_key)


def encode(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


def failure(status_code: int, message: str) -> dict[str, Any]:
    return {"status_code": str(status_code), "status_message": message}


def _signed(order: Order, status: Status, codes: dict[Status, str], message: str, server_key: str) -> dict[str, Any]:
    code = codes.get(status, PAID_CODE)
    body = {"status_code": code, "status_message": message} | _transaction(order, status)
    body["signature_key"] = sign(order.order_id, code, body["gross_amount"], server_key)
    if status.is_paid and order.settled_at:
        body["settlement_time"] = jakarta(order.settled_at)
    if status not in (Status.PENDING, Status.EXPIRE, Status.SETTLEMENT):
        refunds = [each for each in order.returns if each.kind == ReturnKind.REFUND]
        body["refund_amount"] = f"{sum(each.amount for each in order.returns)}.00"
        body |= {"refunds": [_return(each) for each in refunds]} if refunds else {}
    return body


def _transaction(order: Order, status: Status) -> dict[str, Any]:
    paid = status.is_paid and order.capture
    return {
        "transaction_id": order.transaction_id,
        "order_id": order.order_id,
        "merchant_id": MERCHANT_ID,
        "gross_amount": f"{paid.amount if paid else order.amount}.00",
        "currency": "IDR",
        "payment_type": order.payment_type,
        "transaction_time": jakarta(order.opened_at),
        "transaction_status": str(status),
        "fraud_status": "accept",
        "expiry_time": jakarta(order.expires_at),
        **_means(order),
    }


def _means(order: Order) -> dict[str, Any]:
    """What each kind of payment adds to every body."""
    match order.payment_type:
        case "bank_transfer":
            return {"va_numbers": [{"bank": "bni", "va_number": order.va_number}]}
        case "cstore":
            return {"payment_code": order.payment_code, "store": "alfamart"}
        case "qris":
            return {"acquirer": "gopay"}
        case _:
            return {}


def _only_now(order: Order, address: str) -> dict[str, Any]:
    api = f"{address}/v2"
    match order.payment_type:
        case "qris":
            picture = {"method": "GET", "url": f"{api}/qris/{order.transaction_id}/qr-code"}
            return {"actions": [{"name": "generate-qr-code", **picture}], "qr_string": order.qr_string}
        case "gopay":
            actions = {
                "generate-qr-code": ("GET", f"{api}/gopay/{order.transaction_id}/qr-code"),
                "deeplink-redirect": ("GET", f"{address}/pesanan/{order.order_id}"),
                "get-status": ("GET", f"{api}/{order.transaction_id}/status"),
                "cancel": ("POST", f"{api}/{order.transaction_id}/cancel"),
            }
            return {"actions": [{"name": name, "method": m, "url": url} for name, (m, url) in actions.items()]}
        case _:
            return {}


def _return(given: Return) -> dict[str, Any]:
    at = jakarta(datetime.fromisoformat(given.returned_at))
    return {
        "refund_chargeback_id": given.number,
        "refund_chargeback_uuid": given.return_id,
        "refund_amount": f"{given.amount}.00",
        "created_at": at,
        "reason": given.reason,
        "refund_key": given.key,
        "refund_method": "online",
        "bank_confirmed_at": at,
    }
