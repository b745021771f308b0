"""The gateway's own books: which orders it opened and which money it took.

Two append-only JSONL files: `orders.jsonl` (`opened` and `expired` lines) and `captures.jsonl`. An order's
status is derived from them, never stored: captured if a capture exists, else expired if so marked, else
pending. One fact is therefore one line, and a crash between two writes cannot make the books disagree.
"""

import json
import os
import secrets
import threading
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any


class OrderExists(Exception):
    """The order id was used before."""


class OrderUnknown(Exception):
    """No order has this id."""


class OrderClosed(Exception):
    """The order can no longer be paid: it has expired or was paid already."""


class Status(StrEnum):
    """Midtrans' `transaction_status`, as far as a virtual account reaches it."""

    PENDING = "pending"
    SETTLEMENT = "settlement"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Capture:
    """Money taken, in whole rupiah. It never changes and is never removed."""

    capture_id: str
    order_id: str
    transaction_id: str
    amount: int
    captured_at: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a merchant asked to be paid, in whole rupiah, and how far it got."""

    order_id: str
    transaction_id: str
    va_number: str
    amount: int
    opened_at: datetime
    expires_at: datetime
    expired: bool = False
    capture: Capture | None = None

    @property
    def status(self) -> Status:
        if self.capture:
            return Status.SETTLEMENT
        return Status.EXPIRE if self.expired else Status.PENDING

    @property
    def settled_at(self) -> datetime | None:
        return datetime.fromisoformat(self.capture.captured_at) if self.capture else None


class Books:
    """Orders and captures, in memory and on disk. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._orders: dict[str, Order] = {}
        self._captures: list[Capture] = []
        self._order_journal = Journal(folder / "orders.jsonl")
        self._capture_journal = Journal(folder / "captures.jsonl")
        for line in self._order_journal.replay():
            self._apply(line)
        for line in self._capture_journal.replay():
            self._enter(Capture(**line))

    def open_order(self, order_id: str, amount: int, at: datetime, expires_at: datetime) -> Order:
        """Raises OrderExists. Midtrans lets an expired id be charged again; here an id is used once."""
        order = Order(
            order_id=order_id,
            transaction_id=str(uuid.uuid4()),
            va_number="988" + "".join(secrets.choice("0123456789") for _ in range(13)),
            amount=amount,
            opened_at=at,
            expires_at=expires_at,
        )
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
            self._order_journal.close()
            self._capture_journal.close()

    def _record(self, event: str, order: Order) -> None:
        line: dict[str, Any] = {"event": event, "order_id": order.order_id}
        if event == "opened":
            line |= {
                "transaction_id": order.transaction_id,
                "va_number": order.va_number,
                "amount": order.amount,
                "opened_at": order.opened_at.isoformat(),
                "expires_at": order.expires_at.isoformat(),
            }
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


class Journal:
    """An append-only file of JSON lines, each on disk before `append` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._drop_torn_line()
        self._file = path.open("a", encoding="utf-8")

    def append(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, separators=(",", ":")) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def replay(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._path.read_text("utf-8").splitlines()]

    def close(self) -> None:
        self._file.close()

    def _drop_torn_line(self) -> None:
        """A line without its end was being written at a kill and was acknowledged to nobody."""
        written = self._path.read_bytes() if self._path.exists() else b""
        whole = written[: written.rfind(b"\n") + 1]
        if whole != written:
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
