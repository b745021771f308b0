"""Notices of Midtrans as they come in: bytes with a content type."""

import json
from typing import Any

from imigrasi.adapters.gateways.midtrans import Midtrans
from imigrasi.domain.payment import Notice


def read(account: Any, body: dict[str, Any] | bytes) -> Notice:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    midtrans: Midtrans = account.midtrans
    return midtrans.read_notice(raw, {"content-type": "application/json"})
