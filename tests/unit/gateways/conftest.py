"""A Midtrans account whose other side is a list of scripted replies; no socket is opened."""

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3

from imigrasi.adapters.gateways.midtrans import Midtrans

KEY = "SB-Mid-server-current"
OLD_KEY = "SB-Mid-server-previous"
NOW = datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=UTC)

Body = dict[str, Any]
Sign = Callable[..., Body]


@dataclass(frozen=True)
class Asked:
    method: str
    url: str
    body: Any
    headers: Mapping[str, str]
    options: Mapping[str, Any]


class ScriptedHttp(urllib3.PoolManager):
    """Answers each request with the next reply: (HTTP status, body) or an exception to raise."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[tuple[int, bytes] | Exception] = []
        self.asked: list[Asked] = []

    def will_answer(self, status: int, body: Body | bytes) -> None:
        self.replies.append((status, body if isinstance(body, bytes) else json.dumps(body).encode()))

    def request(
        self,
        method: str,
        url: str,
        body: Any = None,
        fields: Any = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        **options: Any,
    ) -> urllib3.BaseHTTPResponse:
        self.asked.append(Asked(method, url, body, headers or {}, options))
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return urllib3.HTTPResponse(body=io.BytesIO(reply[1]), status=reply[0], preload_content=False)


@dataclass
class Account:
    """The adapter with what it is given: scripted HTTP and the keys of the secret."""

    http: ScriptedHttp = field(default_factory=ScriptedHttp)
    keys: list[str] = field(default_factory=lambda: [KEY, OLD_KEY])

    def __post_init__(self) -> None:
        self.midtrans = Midtrans(
            "https://api.sandbox.midtrans.com/",
            keys=lambda: self.keys,
            now=lambda: NOW,
            merchant_id="G000000017",
            http=self.http,
        )


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def signed() -> Sign:
    """A genuine settlement notice of 650,000 rupiah with `changes`, signed after them."""

    def sign(key: str = KEY, **changes: Any) -> Body:
        body: Body = {
            "transaction_time": "2026-03-02 08:02:03",
            "transaction_status": "settlement",
            "transaction_id": "9aed5972-5b6a-401e-894b-a32c91ed1a3a",
            "status_message": "midtrans payment notification",
            "status_code": "200",
            "payment_type": "bank_transfer",
            "order_id": "LBG-7K2M-9QRT-4-1",
            "merchant_id": "G000000017",
            "gross_amount": "650000.00",
            "fraud_status": "accept",
            "currency": "IDR",
            "va_numbers": [{"bank": "bni", "va_number": "9881234567890123"}],
            "settlement_time": "2026-03-02 09:00:00",
            "expiry_time": "2026-03-02 10:02:03",
            **changes,
        }
        body = {name: value for name, value in body.items() if value is not None}
        covered = "".join(str(body.get(name, "")) for name in ("order_id", "status_code", "gross_amount"))
        body.setdefault("signature_key", hashlib.sha512((covered + key).encode()).hexdigest())
        return body

    return sign
