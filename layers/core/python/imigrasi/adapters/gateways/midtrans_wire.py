"""Midtrans' wire format: what its Core API is asked with, and what its answers and notifications say.

Source: docs.midtrans.com (Charge, GET Status, Refund, HTTP notification, transaction status cycle). Values on the wire
are strings, amounts end in ".00", times are Jakarta time without an offset. Everything here raises Unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from imigrasi.adapters.gateways.strict_json import Unreadable, text
from imigrasi.domain.payment import MONEY_MOVED, Bill, GatewayPayment, GatewayRefund, PaymentStatus

WIB = timezone(timedelta(hours=7))

SUCCESS_CODE = "200"
_ORDER_ID = re.compile(r"[!-~]{1,50}")
_STATUS_CODE = re.compile(r"[0-9]{3}")
_AMOUNT = re.compile(r"([1-9][0-9]{0,14})\.00")
_CODE = re.compile(r"[0-9A-Za-z-]{4,40}")
_QR = re.compile(r"[ -~]{20,600}")
#: Where a citizen may be sent: a page over TLS, the wallet's own app, or a page of the gateway that was asked.
_ADDRESS = re.compile(r"(https|gojek|gopay)://[!-~]{1,1000}")
_TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
_LONGEST_LIST = 50

#: Our name of a way to pay → what a charge by it says.
METHODS: dict[str, dict[str, Any]] = {
    "bank_transfer": {"payment_type": "bank_transfer", "bank_transfer": {"bank": "bni"}},
    "qris": {"payment_type": "qris", "qris": {"acquirer": "gopay"}},
    "gopay": {"payment_type": "gopay"},
    "alfamart": {"payment_type": "cstore", "cstore": {"store": "alfamart"}},
}

_STATUSES = {
    "pending": PaymentStatus.PENDING,
    "authorize": PaymentStatus.PENDING,
    "settlement": PaymentStatus.SETTLED,
    "expire": PaymentStatus.EXPIRED,
    "cancel": PaymentStatus.FAILED,
    "deny": PaymentStatus.FAILED,
    "failure": PaymentStatus.FAILED,
    "refund": PaymentStatus.REFUNDED,
    "partial_refund": PaymentStatus.REFUNDED,
    "chargeback": PaymentStatus.CHARGED_BACK,
    "partial_chargeback": PaymentStatus.CHARGED_BACK,
}
#: A captured card payment counts once fraud detection accepts it; it is only held while in doubt.
_CAPTURES = {
    "accept": PaymentStatus.SETTLED,
    "challenge": PaymentStatus.PENDING,
    "deny": PaymentStatus.FAILED,
}


class Contradiction(Unreadable):
    """A body claims that money moved, against its own status code."""


def charge_request(order_id: str, amount: int, method: str, ordered_at: datetime, expires_at: datetime) -> Any:
    """The body of a charge of `amount` rupiah; the expiry counts in whole seconds from `ordered_at`."""
    return METHODS[method] | {
        "transaction_details": {"order_id": order_id, "gross_amount": amount},
        "custom_expiry": {
            "order_time": ordered_at.astimezone(WIB).strftime(f"{_TIME_FORMAT} %z"),
            "expiry_duration": int((expires_at - ordered_at.replace(microsecond=0)).total_seconds()),
            "unit": "second",
        },
    }


def payment(sent: Mapping[str, Any], order_id: str) -> GatewayPayment:
    """What a charge answer, a status answer and a notification have in common."""
    if text(sent, "order_id") != order_id or not _ORDER_ID.fullmatch(order_id):
        raise Unreadable("order_id")
    # The signed strings are joined without a mark: other lengths would move what belongs to which.
    if not _STATUS_CODE.fullmatch(text(sent, "status_code")):
        raise Unreadable("status_code")
    if sent.get("currency", "IDR") != "IDR":
        raise Unreadable("currency")
    return GatewayPayment(
        order_id=order_id,
        gateway_payment_id=text(sent, "transaction_id"),
        status=_status(sent),
        amount=_rupiah(sent, "gross_amount"),
    )


def refunds(sent: Mapping[str, Any], amount: int) -> tuple[GatewayRefund, ...]:
    """What a status answer lists as given back of `amount` rupiah, each under its own key."""
    listed, said = sent.get("refunds"), sent.get("transaction_status")
    if listed is None and said == "refund" and "refund_amount" not in sent:
        return (GatewayRefund("all", amount),)
    if listed is None:
        listed = [sent] if said in ("refund", "partial_refund") else []
    if not isinstance(listed, list) or len(listed) > _LONGEST_LIST:
        raise Unreadable("refunds")
    found = tuple(_refund(each) for each in listed)
    if len({each.key for each in found}) != len(found) or sum(each.amount for each in found) > amount:
        raise Unreadable("more refunded than paid, or one refund twice")
    return found


def charged_back(sent: Mapping[str, Any], amount: int, refunded: int) -> int:
    """What the payer's bank has taken back, in whole rupiah. A part that is not named counts as all that was left."""
    said = sent.get("transaction_status")
    if said not in ("chargeback", "partial_chargeback"):
        return 0
    rest = amount - refunded
    if said == "partial_chargeback" and "refund_amount" in sent:
        part = _rupiah(sent, "refund_amount") - refunded
        return part if 0 < part < rest else rest
    return rest


def bill(sent: Mapping[str, Any], known: GatewayPayment, home: str, *, until: datetime | None = None) -> Bill | None:
    """What the citizen pays with, where the answer says it. A bill never says that money came.

    `home` is the gateway's own address; `until`: when the bill ends if the answer does not say so itself.
    """
    ways = _ways(sent, home)
    expires_at = moment(sent, "expiry_time") or until
    if not any(ways.values()) or expires_at is None:
        return None
    return Bill(
        order_id=known.order_id,
        gateway_payment_id=known.gateway_payment_id,
        status=PaymentStatus.PENDING if known.status in MONEY_MOVED else known.status,
        expires_at=expires_at,
        **ways,
    )


def moment(sent: Mapping[str, Any], name: str) -> datetime | None:
    """Aware UTC, None where it is not said."""
    if name not in sent:
        return None
    try:
        return datetime.strptime(text(sent, name), _TIME_FORMAT).replace(tzinfo=WIB).astimezone(UTC)
    except ValueError as fault:
        raise Unreadable(name) from fault


def _ways(sent: Mapping[str, Any], home: str) -> dict[str, str | None]:
    """Code, QR content or address, as the kind of payment has them."""
    match sent.get("payment_type"):
        case "bank_transfer":
            return {"billing_code": _account(sent.get("va_numbers"))}
        case "cstore":
            return {"billing_code": _matched(sent, "payment_code", _CODE)}
        case "qris":
            return {"qr_string": _matched(sent, "qr_string", _QR)}
        case "gopay":
            return {"qr_string": _matched(sent, "qr_string", _QR), "redirect_url": _deeplink(sent.get("actions"), home)}
        case _:
            return {}


def _account(accounts: Any) -> str | None:
    if accounts is None:
        return None
    if not isinstance(accounts, list) or len(accounts) != 1 or not isinstance(accounts[0], dict):
        raise Unreadable("va_numbers")
    return _matched(accounts[0], "va_number", _CODE, required=True)


def _deeplink(actions: Any, home: str) -> str | None:
    if actions is None:
        return None
    if not isinstance(actions, list) or not all(isinstance(action, dict) for action in actions):
        raise Unreadable("actions")
    for action in actions:
        if action.get("name") == "deeplink-redirect":
            address = text(action, "url")
            return address if address.startswith(f"{home}/") else _matched(action, "url", _ADDRESS)
    return None


def _matched(sent: Mapping[str, Any], name: str, shape: re.Pattern[str], *, required: bool = False) -> str | None:
    if name not in sent and not required:
        return None
    value = text(sent, name)
    if not shape.fullmatch(value):
        raise Unreadable(name)
    return value


def _refund(sent: Any) -> GatewayRefund:
    if not isinstance(sent, dict):
        raise Unreadable("refunds")
    # The gateway's own where the refund was not asked for by us.
    key = sent.get("refund_key") or sent.get("refund_chargeback_uuid") or sent.get("refund_chargeback_id")
    if not isinstance(key, str | int) or isinstance(key, bool):
        raise Unreadable("refund_key")
    return GatewayRefund(str(key), _rupiah(sent, "refund_amount"))


def _rupiah(sent: Mapping[str, Any], name: str) -> int:
    amount = _AMOUNT.fullmatch(text(sent, name))
    if amount is None:
        raise Unreadable(f"{name} is not in whole rupiah")
    return int(amount[1])


def _status(sent: Mapping[str, Any]) -> PaymentStatus:
    said = text(sent, "transaction_status")
    status = _CAPTURES.get(text(sent, "fraud_status")) if said == "capture" else _STATUSES.get(said)
    if status is None:
        raise Unreadable(f"transaction_status {said!r}")
    if status in MONEY_MOVED and text(sent, "status_code") != SUCCESS_CODE:
        raise Contradiction(f"{said} with status_code {sent['status_code']}")
    return status
