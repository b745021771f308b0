"""A gateway calls: verify over the raw bytes, store, answer. Judging comes later, from the store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from imigrasi.domain.payment import MONEY_MOVED, merge
from imigrasi.usecases.payment_ports import PaymentGateway, PaymentStore


def receive_notice(
    orders: PaymentStore,
    gateway: PaymentGateway,
    body: bytes,
    headers: Mapping[str, str],
    *,
    at: datetime,
) -> str:
    """The order id. Raises SignatureInvalid, NoticeMalformed, then NotFound for an unknown order."""
    notice = gateway.read_notice(body, headers)
    order = orders.order(notice.order_id)
    digest = hashlib.sha256(body).hexdigest()
    tells_nothing = order.status in MONEY_MOVED and merge(order.status, notice.status) is order.status
    orders.keep_notice(notice, digest, body, at, settled=tells_nothing)
    return notice.order_id
