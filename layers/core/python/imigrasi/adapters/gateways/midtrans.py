"""Midtrans, Core API: BNI virtual accounts, signed notifications, Get Status.

Source: docs.midtrans.com (Charge, GET Status, HTTP notification, transaction status cycle). Values on the
wire are strings, amounts end in ".00", times are Jakarta time without an offset. Needs a legal basis for
state fees before it takes real ones: only the treasury's NTPN makes a state payment final.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import urllib3

from imigrasi.adapters.gateways.strict_json import Unreadable, parse, text
from imigrasi.domain.payment import MONEY_MOVED, Bill, GatewayPayment, Notice, PaymentStatus
from imigrasi.usecases.payment_ports import (
    GatewayRefused,
    GatewayUnavailable,
    NoticeMalformed,
    OrderExists,
    OrderUnknown,
    SignatureInvalid,
)

WIB = timezone(timedelta(hours=7))
BANK = "bni"

#: Genuine bodies are about 1 KB with objects in a list in an object.
LARGEST_BODY = 16 * 1024
DEEPEST_BODY = 8

_TIMEOUT = urllib3.Timeout(connect=3.0, read=8.0)
_SUCCESS_CODE = "200"
_ORDER_ID = re.compile(r"[!-~]{1,50}")
_STATUS_CODE = re.compile(r"[0-9]{3}")
_AMOUNT = re.compile(r"([1-9][0-9]{0,14})\.00")
_TIME_FORMAT = "%Y-%m-%d %H:%M:%S"

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


class _Contradiction(Unreadable):
    """A body claims that money moved, against its own status code."""


class Midtrans:
    """One merchant account at Midtrans; fulfils `PaymentGateway`.

    `keys` yields the server keys that are valid now, the current one first; it is asked at every use so
    that a rotation is seen. `now` is aware UTC.
    """

    name = "midtrans"

    def __init__(
        self,
        url: str,
        *,
        keys: Callable[[], Sequence[str]],
        now: Callable[[], datetime],
        http: urllib3.PoolManager | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._read_keys = keys
        self._now = now
        self._http = http or urllib3.PoolManager()

    def charge(self, order_id: str, amount: int, *, expires_at: datetime) -> Bill:
        """Open a virtual account for `amount` rupiah.

        Midtrans takes 20 seconds to 180 days until `expires_at`, and `A-Z a-z 0-9 - _ ~ .` in an order id.
        Raises OrderExists, GatewayRefused, GatewayUnavailable; after the last the charge may yet exist.
        """
        ordered_at = self._now()
        request = {
            "payment_type": "bank_transfer",
            "bank_transfer": {"bank": BANK},
            "transaction_details": {"order_id": order_id, "gross_amount": amount},
            "custom_expiry": {
                "order_time": ordered_at.astimezone(WIB).strftime(f"{_TIME_FORMAT} %z"),
                "expiry_duration": int((expires_at - ordered_at.replace(microsecond=0)).total_seconds()),
                "unit": "second",
            },
        }
        answer = self._ask("POST", "/v2/charge", json.dumps(request).encode())
        if answer["status_code"] == "406":
            raise OrderExists(order_id)
        if answer["status_code"] != "201":
            raise GatewayRefused
        try:
            return _read_bill(answer, order_id, amount)
        except Unreadable as fault:
            raise GatewayUnavailable from fault

    def fetch(self, order_id: str) -> GatewayPayment:
        """Midtrans' own word on an order. Raises OrderUnknown, GatewayUnavailable."""
        answer = self._ask("GET", f"/v2/{quote(order_id, safe='')}/status")
        if answer["status_code"] == "404":
            raise OrderUnknown(order_id)
        try:
            return self._read_status(answer, order_id)
        except Unreadable as fault:
            raise GatewayUnavailable from fault

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:  # noqa: ARG002 (signed in the body)
        """The notification in `body`, its signature verified over the strings as they arrived.

        Raises SignatureInvalid, NoticeMalformed.
        """
        try:
            sent = _parse(body)
            if not self._is_signed(sent):
                raise SignatureInvalid
            return _payment_notice(sent)
        except _Contradiction as fault:
            # The signature covers status_code but not transaction_status: this one was altered.
            raise SignatureInvalid from fault
        except Unreadable as fault:
            raise NoticeMalformed from fault

    def _read_status(self, answer: Mapping[str, Any], order_id: str) -> GatewayPayment:
        if "signature_key" in answer and not self._is_signed(answer):
            raise Unreadable("signature_key")
        payment = _payment(answer, order_id)
        return replace(payment, settled_at=_time(answer, "settlement_time"), bill=_bill(answer, payment))

    def _keys(self) -> list[str]:
        """Without the empty ones: a signature made with no key would be anybody's."""
        return [key for key in self._read_keys() if key]

    def _is_signed(self, sent: Mapping[str, Any]) -> bool:
        """Whether a valid key made its signature. Raises Unreadable where there is nothing to sign."""
        signature = sent.get("signature_key")
        if not isinstance(signature, str):
            return False
        signed = "".join(text(sent, name) for name in ("order_id", "status_code", "gross_amount"))
        return any(
            hmac.compare_digest(hashlib.sha512(_bytes(signed + key)).hexdigest().encode(), _bytes(signature))
            for key in self._keys()
        )

    def _ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        """Midtrans' JSON answer. An unknown key is answered before anything happens, so the next is tried."""
        for key in self._keys():
            http_status, answer = self._send(method, path, body, key)
            if http_status // 100 in (3, 5) or http_status == 429:
                raise GatewayUnavailable
            try:
                parsed = _parse(answer)
                code = text(parsed, "status_code")
            except Unreadable as fault:
                raise GatewayUnavailable from fault
            if code[:1] == "5" or code == "429":
                raise GatewayUnavailable
            if code != "401":
                return parsed
        raise GatewayUnavailable

    def _send(self, method: str, path: str, body: bytes | None, key: str) -> tuple[int, bytes]:
        headers = urllib3.make_headers(basic_auth=f"{key}:")
        headers |= {"accept": "application/json", "content-type": "application/json"}
        try:
            reply = self._http.request(
                method,
                self._url + path,
                body=body,
                headers=headers,
                timeout=_TIMEOUT,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            try:
                return reply.status, reply.read(LARGEST_BODY + 1)
            finally:
                # What is left unread must not be taken for the next answer.
                reply.close()
        except urllib3.exceptions.HTTPError as fault:
            raise GatewayUnavailable from fault


def _bytes(sent: str) -> bytes:
    """JSON can escape half a surrogate pair, which plain UTF-8 refuses to encode."""
    return sent.encode("utf-8", "surrogatepass")


def _parse(body: bytes) -> dict[str, Any]:
    return parse(body, largest=LARGEST_BODY, deepest=DEEPEST_BODY)


def _payment_notice(sent: Mapping[str, Any]) -> Notice:
    payment = _payment(sent, text(sent, "order_id"))
    return Notice(
        gateway=Midtrans.name,
        order_id=payment.order_id,
        gateway_payment_id=payment.gateway_payment_id,
        status=payment.status,
        amount=payment.amount,
    )


def _payment(sent: Mapping[str, Any], order_id: str) -> GatewayPayment:
    """What a charge answer, a status answer and a notification have in common."""
    if text(sent, "order_id") != order_id or not _ORDER_ID.fullmatch(order_id):
        raise Unreadable("order_id")
    amount = _AMOUNT.fullmatch(text(sent, "gross_amount"))
    if amount is None:
        raise Unreadable("gross_amount is not in whole rupiah")
    # The signed strings are joined without a mark: other lengths would move what belongs to which.
    if not _STATUS_CODE.fullmatch(text(sent, "status_code")):
        raise Unreadable("status_code")
    if sent.get("currency", "IDR") != "IDR":
        raise Unreadable("currency")
    return GatewayPayment(
        order_id=order_id,
        gateway_payment_id=text(sent, "transaction_id"),
        status=_status(sent),
        amount=int(amount[1]),
    )


def _read_bill(answer: Mapping[str, Any], order_id: str, amount: int) -> Bill:
    payment = _payment(answer, order_id)
    bill = _bill(answer, payment)
    if payment.amount != amount or payment.status is not PaymentStatus.PENDING or bill is None:
        raise Unreadable("the charge answered is not the charge asked for")
    return bill


def _status(sent: Mapping[str, Any]) -> PaymentStatus:
    said = text(sent, "transaction_status")
    status = _CAPTURES.get(text(sent, "fraud_status")) if said == "capture" else _STATUSES.get(said)
    if status is None:
        raise Unreadable(f"transaction_status {said!r}")
    if status in MONEY_MOVED and text(sent, "status_code") != _SUCCESS_CODE:
        raise _Contradiction(f"{said} with status_code {sent['status_code']}")
    return status


def _time(sent: Mapping[str, Any], name: str) -> datetime | None:
    if name not in sent:
        return None
    try:
        return datetime.strptime(text(sent, name), _TIME_FORMAT).replace(tzinfo=WIB).astimezone(UTC)
    except ValueError as fault:
        raise Unreadable(name) from fault


def _bill(sent: Mapping[str, Any], payment: GatewayPayment) -> Bill | None:
    """What the citizen pays with, where the answer says it. A bill never says that money came."""
    accounts, expires_at = sent.get("va_numbers"), _time(sent, "expiry_time")
    if accounts is None or expires_at is None:
        return None
    if not isinstance(accounts, list) or len(accounts) != 1 or not isinstance(accounts[0], dict):
        raise Unreadable("va_numbers")
    return Bill(
        order_id=payment.order_id,
        gateway_payment_id=payment.gateway_payment_id,
        status=PaymentStatus.PENDING if payment.status in MONEY_MOVED else payment.status,
        expires_at=expires_at,
        billing_code=text(accounts[0], "va_number"),
    )
