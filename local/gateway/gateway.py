"""The simulated gateway: the merchant's API (charge, status) and the payer's side (pay, misbehave)."""

import hmac
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from local.gateway import wire
from local.gateway.books import Books, Capture, Order, OrderClosed, OrderExists, OrderUnknown, Status
from local.gateway.notifier import Delivery, Notifier

ORDER_ID = re.compile(r"[A-Za-z0-9_.~-]{1,50}")
ORDER_TIME = "%Y-%m-%d %H:%M:%S %z"
DEFAULT_EXPIRY = timedelta(hours=24)
LONGEST_DIARY = 20
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
SHORTEST_EXPIRY_S, LONGEST_EXPIRY_S = 20, 180 * 86400

Answer = tuple[int, dict[str, Any]]


class BadCharge(Exception):
    """The charge request breaks Midtrans' rules; the text says which."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification that was sent, and how that went."""

    transaction_status: str
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was really captured, if anything, and every notification sent about it."""

    capture: Capture | None
    notices: list[Notice]


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done to an order (`pay`, `late` …, or `opened` and `expired` by itself), and what came of it."""

    at: datetime
    deed: str
    outcome: Outcome | OrderClosed


class Gateway:
    """One merchant's account at the gateway.

    `server_key` is asked at every use, so that a rotated key counts at once. `now` is aware UTC.
    """

    def __init__(
        self,
        books: Books,
        notifier: Notifier,
        *,
        server_key: Callable[[], str],
        now: Callable[[], datetime],
        pending_notices: bool = True,
    ) -> None:
        self.books = books
        self.notifier = notifier
        self.server_key = server_key
        self.now = now
        self._pending_notices = pending_notices
        self._outage_until = 0.0
        self._senders = ThreadPoolExecutor(max_workers=8, thread_name_prefix="notice")
        # Not the senders: a deed waits for what they send.
        self._doers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="deed")
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[Outcome]] = {}
        self._diary: dict[str, deque[Entry]] = {}

    # The merchant's API, as Midtrans answers it: HTTP status and body.

    def authorized(self, username: str) -> bool:
        return hmac.compare_digest(username.encode(), self.server_key().encode())

    def charge(self, request: object) -> Answer:
        if self.is_out():
            return _unavailable()
        at = self.now()
        try:
            order_id, amount, expires_at = _read_charge(request, at)
        except BadCharge as fault:
            return 400, wire.failure(400, f"One or more parameters in the payload is invalid: {fault}")
        try:
            order = self.books.open_order(order_id, amount, at, expires_at)
        except OrderExists:
            return 406, wire.failure(406, "order_id has been paid and utilized, please use another order ID")
        if self._pending_notices:
            self._announce("opened", order)
        return 201, wire.charge_answer(order)

    def status(self, order_id: str) -> Answer:
        if self.is_out():
            return _unavailable()
        self.expire_due()
        try:
            order = self.books.order(order_id)
        except OrderUnknown:
            return 404, wire.failure(404, "Transaction doesn't exist.")
        return 200, wire.status_answer(order, self.server_key())

    def is_out(self) -> bool:
        return time.monotonic() < self._outage_until

    # The world around it: payers, time and trouble.

    def pay(self, order_id: str) -> Outcome:
        """Pay what was asked, then notify until Midtrans would give up. Raises OrderUnknown, OrderClosed."""
        order = self.capture(order_id, self.books.order(order_id).amount)
        return Outcome(order.capture, [self.notify(order)])

    def expire(self, order_id: str) -> Outcome:
        """Let the order's time be over now, as if it had come. Raises OrderUnknown, OrderClosed."""
        self.expire_due()
        if self.books.order(order_id).expired:
            raise OrderClosed(f"order {order_id} has expired already")
        return Outcome(None, [self._in_background(self.books.expire(order_id)).result()])

    def capture(self, order_id: str, amount: int, *, late: bool = False) -> Order:
        """Take the money and tell nobody. Raises OrderUnknown, OrderClosed."""
        self.expire_due()
        return self.books.capture(order_id, amount, self.now(), late=late)

    def notify(self, order: Order, status: Status | None = None) -> Notice:
        body = wire.notice(order, self.server_key(), status)
        return Notice(body["transaction_status"], self.notifier.deliver(wire.encode(body)))

    def notify_together(self, order: Order, times: int) -> list[Notice]:
        """The same notification, several at once."""
        return [sent.result() for sent in [self._senders.submit(self.notify, order) for _ in range(times)]]

    def expire_due(self) -> None:
        """Expire the orders whose time is over and notify the merchant in the background."""
        for order in self.books.expire_due(self.now()):
            self._announce("expired", order)

    def fail_for(self, seconds: float) -> None:
        """Answer 503 to charge and status for so long; 0 ends the outage."""
        self._outage_until = time.monotonic() + seconds

    # What was done to whom, for people to read. It is kept in memory: the books are what counts.

    def begin(self, order_id: str, deed: Callable[[], Outcome]) -> Future[Outcome]:
        """Do it beside the caller. While a deed is under way on the order, that one is given instead."""
        with self._lock:
            begun = self._under_way.get(order_id)
            if begun is None or begun.done():
                begun = self._under_way[order_id] = self._doers.submit(deed)
            return begun

    def is_busy(self, order_id: str) -> bool:
        with self._lock:
            return order_id in self._under_way and not self._under_way[order_id].done()

    def record(self, order_id: str, entry: Entry) -> None:
        with self._lock:
            self._diary.setdefault(order_id, deque(maxlen=LONGEST_DIARY)).append(entry)

    def diary(self, order_id: str) -> list[Entry]:
        """The last entries of the order, oldest first."""
        with self._lock:
            return list(self._diary.get(order_id, ()))

    def close(self) -> None:
        self.notifier.stop()
        self._doers.shutdown(cancel_futures=True)
        self._senders.shutdown(cancel_futures=True)
        self.books.close()

    def _announce(self, deed: str, order: Order) -> None:
        at = self.now()

        def note(sent: Future[Notice]) -> None:
            if not sent.cancelled():
                self.record(order.order_id, Entry(at, deed, Outcome(None, [sent.result()])))

        self._in_background(order).add_done_callback(note)

    def _in_background(self, order: Order) -> Future[Notice]:
        return self._senders.submit(self.notify, order)


def _unavailable() -> Answer:
    return 503, wire.failure(503, "Service is temporarily unavailable.")


def _read_charge(request: object, at: datetime) -> tuple[str, int, datetime]:
    """Order id, whole rupiah, expiry. Raises BadCharge."""
    if not isinstance(request, dict):
        raise BadCharge("the body must be a JSON object")
    details = request.get("transaction_details")
    if not isinstance(details, dict):
        raise BadCharge("transaction_details is required")
    order_id, amount = details.get("order_id"), details.get("gross_amount")
    if not isinstance(order_id, str) or not ORDER_ID.fullmatch(order_id):
        raise BadCharge("transaction_details.order_id must be 1-50 of A-Z a-z 0-9 - _ ~ .")
    if type(amount) is not int or amount < 1:
        raise BadCharge("transaction_details.gross_amount must be a positive whole number")
    transfer = request.get("bank_transfer")
    if request.get("payment_type") != "bank_transfer" or not isinstance(transfer, dict):
        raise BadCharge("payment_type: only bank_transfer is simulated")
    if transfer.get("bank") != "bni":
        raise BadCharge("bank_transfer.bank: only bni is simulated")
    return order_id, amount, _read_expiry(request.get("custom_expiry"), at)


def _read_expiry(expiry: object, at: datetime) -> datetime:
    if expiry is None:
        return at + DEFAULT_EXPIRY
    if not isinstance(expiry, dict):
        raise BadCharge("custom_expiry must be an object")
    duration, unit = expiry.get("expiry_duration"), UNITS.get(expiry.get("unit", "minute"))
    if type(duration) is not int or unit is None:
        raise BadCharge("custom_expiry: expiry_duration must be whole, unit second, minute, hour or day")
    if not SHORTEST_EXPIRY_S <= duration * unit <= LONGEST_EXPIRY_S:
        raise BadCharge("custom_expiry must be between 20 seconds and 180 days")
    try:
        ordered_at = expiry.get("order_time")
        start = datetime.strptime(ordered_at, ORDER_TIME).astimezone(UTC) if ordered_at is not None else at
    except (TypeError, ValueError) as fault:
        raise BadCharge("custom_expiry.order_time must look like 2016-12-07 11:54:12 +0700") from fault
    return start + timedelta(seconds=duration * unit)
