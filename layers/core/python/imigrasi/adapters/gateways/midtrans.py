"""Midtrans, Core API: charges by four methods, signed notifications, Get Status, refunds.

Source: docs.midtrans.com (Charge, GET Status, Refund, HTTP notification, API headers). The shapes are in
`midtrans_wire`. Needs a legal basis for state fees before it takes real ones: only the treasury's NTPN makes a state
payment final.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

import urllib3

from imigrasi.adapters.gateways import midtrans_wire as wire
from imigrasi.adapters.gateways.strict_json import Unreadable, parse, text
from imigrasi.domain.payment import Bill, GatewayPayment, Notice, PaymentStatus
from imigrasi.usecases.payment_ports import (
    GatewayRefused,
    GatewayUnavailable,
    NoticeMalformed,
    OrderExists,
    OrderUnknown,
    RefundRefused,
    SignatureInvalid,
    Statement,
)

#: Genuine bodies are about 1 KB with objects in a list in an object; each refund adds 300 bytes.
LARGEST_BODY = 16 * 1024
DEEPEST_BODY = 8

_TIMEOUT = urllib3.Timeout(connect=3.0, read=8.0)
#: The first request with the same idempotency key is still being worked on.
_UNDER_WAY = 202


class Midtrans:
    """One merchant account at Midtrans; fulfils `PaymentGateway`.

    `keys` yields the server keys that are valid now, the current one first; it is asked at every use so
    that a rotation is seen. `now` is aware UTC. `merchant_id`: what says another merchant is not ours.
    """

    name = "midtrans"

    def __init__(
        self,
        url: str,
        *,
        keys: Callable[[], Sequence[str]],
        now: Callable[[], datetime],
        merchant_id: str | None = None,
        http: urllib3.PoolManager | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._read_keys = keys
        self._now = now
        self._merchant_id = merchant_id
        self._http = http or urllib3.PoolManager()

    def charge(self, order_id: str, amount: int, *, method: str, expires_at: datetime) -> Bill:
        """Ask for `amount` rupiah by one of `midtrans_wire.METHODS`.

        Midtrans takes 20 seconds to 180 days until `expires_at` (QRIS and GoPay 7 days), and `A-Z a-z 0-9 - _ ~ .` in
        an order id. Within five minutes a repeat is answered as the first was.
        Raises OrderExists, GatewayRefused, GatewayUnavailable; after the last the charge may yet exist.
        """
        request = wire.charge_request(order_id, amount, method, self._now(), expires_at)
        answer = self._ask("POST", "/v2/charge", request, once=f"{order_id}-charge")
        if answer["status_code"] == "406":
            raise OrderExists(order_id)
        if answer["status_code"] != "201":
            raise GatewayRefused
        try:
            return self._read_bill(answer, order_id, amount, expires_at)
        except Unreadable as fault:
            raise GatewayUnavailable from fault

    def fetch(self, order_id: str) -> GatewayPayment:
        """Midtrans' own word on an order. Raises OrderUnknown, GatewayUnavailable.

        Its bill is known for codes only: a status answer shows no QR content and no address.
        """
        answer = self._ask("GET", f"/v2/{quote(order_id, safe='')}/status")
        if answer["status_code"] == "404":
            raise OrderUnknown(order_id)
        try:
            return self._read_status(answer, order_id)
        except Unreadable as fault:
            raise GatewayUnavailable from fault

    def refund(self, order_id: str, key: str, amount: int, reason: str) -> None:
        """Give `amount` rupiah back. The same `key` is refunded once, however often it is asked for.

        `key` is of `A-Z a-z 0-9 - _`. Bank transfers and shops know no way back: RefundRefused.
        Raises RefundRefused, OrderUnknown, GatewayUnavailable; after the last the refund may yet have been made.
        """
        request = {"refund_key": key, "amount": amount, "reason": reason}
        answer = self._ask("POST", f"/v2/{quote(order_id, safe='')}/refund", request, once=key)
        code = answer["status_code"]
        if code == wire.SUCCESS_CODE:
            return
        if code == "404":
            raise OrderUnknown(order_id)
        # A used key is refused like any fault: what stands at the order tells whether it was used for this.
        if any(refund.key == key for refund in self.fetch(order_id).refunds):
            return
        if code[0] == "2":
            raise GatewayUnavailable
        raise RefundRefused(code)

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:  # noqa: ARG002 (signed in the body)
        """The notification in `body`, its signature verified over the strings as they arrived.

        Raises SignatureInvalid, NoticeMalformed.
        """
        try:
            sent = _parse(body)
            if not self._is_signed(sent) or not self._is_ours(sent):
                raise SignatureInvalid
            seen = wire.payment(sent, text(sent, "order_id"))
        except wire.Contradiction as fault:
            # The signature covers status_code but not transaction_status: this one was altered.
            raise SignatureInvalid from fault
        except Unreadable as fault:
            raise NoticeMalformed from fault
        return Notice(self.name, seen.order_id, seen.gateway_payment_id, seen.status, seen.amount)

    def read_statement(self, content: bytes) -> Statement:
        """Its transaction export. Raises StatementMalformed."""
        from imigrasi.adapters.gateways.midtrans_file import read_midtrans_file  # only imports of files need it

        return read_midtrans_file(content)

    def _read_bill(self, answer: Mapping[str, Any], order_id: str, amount: int, expires_at: datetime) -> Bill:
        seen = wire.payment(answer, order_id)
        bill = wire.bill(answer, seen, self._url, until=expires_at)
        if seen.amount != amount or seen.status is not PaymentStatus.PENDING or bill is None:
            raise Unreadable("the charge answered is not the charge asked for")
        return bill

    def _read_status(self, answer: Mapping[str, Any], order_id: str) -> GatewayPayment:
        if "signature_key" in answer and not self._is_signed(answer):
            raise Unreadable("signature_key")
        if not self._is_ours(answer):
            raise Unreadable("merchant_id")
        seen = wire.payment(answer, order_id)
        refunds = wire.refunds(answer, seen.amount)
        return replace(
            seen,
            settled_at=wire.moment(answer, "settlement_time"),
            bill=wire.bill(answer, seen, self._url),
            refunds=refunds,
            charged_back=wire.charged_back(answer, seen.amount, sum(refund.amount for refund in refunds)),
        )

    def _is_ours(self, sent: Mapping[str, Any]) -> bool:
        """False for another merchant's; a body that names none is judged by its signature alone."""
        return self._merchant_id is None or sent.get("merchant_id", self._merchant_id) == self._merchant_id

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

    def _ask(self, method: str, path: str, body: Any = None, *, once: str | None = None) -> dict[str, Any]:
        """Midtrans' JSON answer. An unknown key is answered before anything happens, so the next is tried.

        `once`: the same for every repeat of this request, and for no other.
        """
        for key in self._keys():
            http_status, answer = self._send(method, path, body, key, once)
            if http_status // 100 in (3, 5) or http_status in (429, _UNDER_WAY):
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

    def _send(self, method: str, path: str, body: Any, key: str, once: str | None) -> tuple[int, bytes]:
        headers = urllib3.make_headers(basic_auth=f"{key}:")
        headers |= {"accept": "application/json", "content-type": "application/json"}
        if once is not None:
            headers["idempotency-key"] = once
        try:
            reply = self._http.request(
                method,
                self._url + path,
                body=None if body is None else json.dumps(body).encode(),
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
