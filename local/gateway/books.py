"""The gateway's own books: which orders it opened, which money it took, and what went back.

Append-only JSONL files: `orders.jsonl` (`opened` and `expired` lines), `captures.jsonl` and `returns.jsonl`. An
order's status is derived from them, never stored. One fact is therefore one line, and a crash between two writes
cannot make the books disagree.
"""

import secrets
import threading
import uuid
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.gateway.journal import Journal
from local.gateway.orders import Capture, Order, Return, ReturnKind, Status
from local.gateway.qris import qr_content


class OrderExists(Exception):
    """The order id was used before."""


class OrderUnknown(Exception):
    """No order has this id."""


class OrderClosed(Exception):
    """It can no longer be done: the order has expired, was paid already, or has no money left to give back."""


class RefundExists(Exception):
    """The order has a refund under this key already."""


class Books:
    """Orders, captures and returns, in memory and on disk. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock = threading.RLock()
        self._orders: dict[str, Order] = {}
        self._captures: list[Capture] = []
        self._order_journal = Journal(folder / "orders.jsonl")
        self._capture_journal = Journal(folder / "captures.jsonl")
        self._return_journal = Journal(folder / "returns.jsonl")
        for line in self._order_journal.replay():
            self._apply(line)
        for line in self._capture_journal.replay():
            self._enter(Capture(**line))
        for line in self._return_journal.replay():
            self._give(Return(**line))

    def open_order(
        self, order_id: str, amount: int, at: datetime, expires_at: datetime, payment_type: str = "bank_transfer"
    ) -> Order:
        """Raises OrderExists. Midtrans lets an expired id be charged again; here an id is used once."""
        order = Order(
            order_id=order_id,
            transaction_id=str(uuid.uuid4()),
            amount=amount,
            opened_at=at,
            expires_at=expires_at,
            payment_type=payment_type,
        )
        order = replace(order, **_means(payment_type, amount))
        with self._lock:
            if order_id in self._orders:
                raise OrderExists(order_id)
            self._record("opened", order)
        return order

    def order(self, order_id: str) -> Order:
        """Raises OrderUnknown."""
        with self._lock:
            if order_id not in self._orders:
                raise OrderUnknown(order_id)
            return self._orders[order_id]

    def orders(self) -> list[Order]:
        with self._lock:
            return list(self._orders.values())

    def captures(self) -> list[Capture]:
        with self._lock:
            return list(self._captures)

    def returns(self) -> list[Return]:
        """In no order but that of their orders."""
        return [each for order in self.orders() for each in order.returns]

    def capture(self, order_id: str, amount: int, at: datetime, *, late: bool = False) -> Order:
        """Take `amount` rupiah, once per order; `late` takes it after expiry too.

        Raises OrderUnknown, OrderClosed.
        """
        with self._lock:
            order = self.order(order_id)
            if order.capture:
                raise OrderClosed(f"order {order_id} is paid already")
            if order.expired and not late:
                raise OrderClosed(f"order {order_id} has expired: issue a new payment, or misbehave 'late'")
            capture = Capture(str(uuid.uuid4()), order_id, order.transaction_id, amount, at.isoformat())
            self._capture_journal.append(asdict(capture))
            self._enter(capture)
            return self._orders[order_id]

    def give_back(
        self, order_id: str, kind: ReturnKind, amount: int, at: datetime, *, key: str = "", reason: str = ""
    ) -> Return:
        """Let `amount` of the captured rupiah go back. Raises OrderUnknown, OrderClosed, RefundExists."""
        with self._lock:
            order = self.order(order_id)
            if key and any(each.key == key for each in order.returns):
                raise RefundExists(key)
            if not 0 < amount <= order.rest:
                raise OrderClosed(f"order {order_id} has {order.rest} rupiah that can go back, not {amount}")
            own, number = str(uuid.uuid4()), 100_001 + len(self.returns())
            given = Return(number, own, order_id, str(kind), key or own, amount, reason, at.isoformat())
            self._return_journal.append(asdict(given))
            self._give(given)
            return given

    def expire(self, order_id: str) -> Order:
        """Mark the order expired. Raises OrderUnknown, OrderClosed when it is paid."""
        with self._lock:
            order = self.order(order_id)
            if order.capture:
                raise OrderClosed(f"order {order_id} is paid already")
            if not order.expired:
                self._record("expired", order)
            return self._orders[order_id]

    def expire_due(self, at: datetime) -> list[Order]:
        """Expire every pending order whose time is over; returns those."""
        with self._lock:
            due = [o for o in self._orders.values() if o.status is Status.PENDING and o.expires_at <= at]
            return [self.expire(order.order_id) for order in due]

    def close(self) -> None:
        with self._lock:
            for journal in (self._order_journal, self._capture_journal, self._return_journal):
                journal.close()

    def _record(self, event: str, order: Order) -> None:
        line: dict[str, Any] = {"event": event, "order_id": order.order_id}
        if event == "opened":
            line |= {
                "transaction_id": order.transaction_id,
                "payment_type": order.payment_type,
                "amount": order.amount,
                "opened_at": order.opened_at.isoformat(),
                "expires_at": order.expires_at.isoformat(),
            }
            means = {name: getattr(order, name) for name in ("va_number", "payment_code", "qr_string")}
            line |= {name: value for name, value in means.items() if value}
        self._order_journal.append(line)
        self._apply(line)

    def _apply(self, line: dict[str, Any]) -> None:
        order_id = line["order_id"]
        if line["event"] == "expired":
            self._orders[order_id] = replace(self._orders[order_id], expired=True)
            return
        fields = {name: value for name, value in line.items() if name != "event"}
        for name in ("opened_at", "expires_at"):
            fields[name] = datetime.fromisoformat(fields[name]).astimezone(UTC)
        self._orders[order_id] = Order(**fields)

    def _enter(self, capture: Capture) -> None:
        self._captures.append(capture)
        self._orders[capture.order_id] = replace(self._orders[capture.order_id], capture=capture)

    def _give(self, given: Return) -> None:
        order = self._orders[given.order_id]
        self._orders[given.order_id] = replace(order, returns=(*order.returns, given))


def _means(payment_type: str, amount: int) -> dict[str, Any]:
    """What the payer will pay with."""
    match payment_type:
        case "bank_transfer":
            return {"va_number": "988" + _digits(13)}
        case "cstore":
            return {"payment_code": "8" + _digits(11)}
        case "qris":
            return {"qr_string": qr_content(_digits(12), amount)}
        case _:
            return {}


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))
