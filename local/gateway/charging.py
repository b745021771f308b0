"""Reads what a merchant asks for, and says by Midtrans' rules what is wrong with it."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

ORDER_ID = re.compile(r"[A-Za-z0-9_.~-]{1,50}")
REFUND_KEY = re.compile(r"[A-Za-z0-9_-]{1,100}")
ORDER_TIME = "%Y-%m-%d %H:%M:%S %z"
DEFAULT_EXPIRY = timedelta(hours=24)
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
SHORTEST_EXPIRY_S, LONGEST_EXPIRY_S, LONGEST_QR_EXPIRY_S = 20, 180 * 86400, 7 * 86400
#: Payment type → what its own part of the request must say.
KINDS: dict[str, tuple[str, str, str] | None] = {
    "bank_transfer": ("bank_transfer", "bank", "bni"),
    "cstore": ("cstore", "store", "alfamart"),
    "qris": None,
    "gopay": None,
}


class BadRequest(Exception):
    """The request breaks Midtrans' rules; the text says which."""


class Charge(NamedTuple):
    """`amount` in whole rupiah."""

    order_id: str
    payment_type: str
    amount: int
    expires_at: datetime


class Refund(NamedTuple):
    """`amount` in whole rupiah, None for all that is left."""

    key: str
    amount: int | None
    reason: str


def read_charge(request: object, at: datetime) -> Charge:
    """Raises BadRequest."""
    if not isinstance(request, dict):
        raise BadRequest("the body must be a JSON object")
    details = request.get("transaction_details")
    if not isinstance(details, dict):
        raise BadRequest("transaction_details is required")
    order_id, amount = details.get("order_id"), details.get("gross_amount")
    if not isinstance(order_id, str) or not ORDER_ID.fullmatch(order_id):
        raise BadRequest("transaction_details.order_id must be 1-50 of A-Z a-z 0-9 - _ ~ .")
    if type(amount) is not int or amount < 1:
        raise BadRequest("transaction_details.gross_amount must be a positive whole number")
    payment_type = request.get("payment_type")
    if not isinstance(payment_type, str) or payment_type not in KINDS:
        raise BadRequest(f"payment_type: simulated are {', '.join(KINDS)}")
    if (wanted := KINDS[payment_type]) is not None:
        part, name, value = wanted
        own = request.get(part)
        if not isinstance(own, dict) or own.get(name) != value:
            raise BadRequest(f"{part}.{name}: only {value} is simulated")
    longest = LONGEST_QR_EXPIRY_S if wanted is None else LONGEST_EXPIRY_S
    return Charge(order_id, payment_type, amount, _read_expiry(request.get("custom_expiry"), at, longest))


def read_refund(request: object) -> Refund:
    """Raises BadRequest."""
    if not isinstance(request, dict):
        raise BadRequest("the body must be a JSON object")
    key, amount, reason = request.get("refund_key", ""), request.get("amount"), request.get("reason", "")
    if not isinstance(key, str) or (key and not REFUND_KEY.fullmatch(key)):
        raise BadRequest("refund_key must be of A-Z a-z 0-9 - _")
    if amount is not None and (type(amount) is not int or amount < 1):
        raise BadRequest("amount must be a positive whole number")
    if not isinstance(reason, str) or len(reason) > 255:
        raise BadRequest("reason must be a text of at most 255 characters")
    return Refund(key, amount, reason)


def _read_expiry(expiry: object, at: datetime, longest: int) -> datetime:
    if expiry is None:
        return at + DEFAULT_EXPIRY
    if not isinstance(expiry, dict):
        raise BadRequest("custom_expiry must be an object")
    duration, unit = expiry.get("expiry_duration"), UNITS.get(expiry.get("unit", "minute"))
    if type(duration) is not int or unit is None:
        raise BadRequest("custom_expiry: expiry_duration must be whole, unit second, minute, hour or day")
    if not SHORTEST_EXPIRY_S <= duration * unit <= longest:
        raise BadRequest(f"custom_expiry must be between 20 seconds and {longest // 86400} days")
    try:
        ordered_at = expiry.get("order_time")
        start = datetime.strptime(ordered_at, ORDER_TIME).astimezone(UTC) if ordered_at is not None else at
    except (TypeError, ValueError) as fault:
        raise BadRequest("custom_expiry.order_time must look like 2016-12-07 11:54:12 +0700") from fault
    return start + timedelta(seconds=duration * unit)
