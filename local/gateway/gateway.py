"""The simulated gateway: the merchant's API (charge, status, refund) and the payer's side (pay, misbehave)."""

import functools
import hmac
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from local.gateway import wire
from local.gateway.books import Books, OrderClosed, OrderExists, OrderUnknown, RefundExists
from local.gateway.charging import BadRequest, read_charge, read_refund
from local.gateway.notifier import Delivery, Notifier
from local.gateway.orders import Capture, Order, Return, ReturnKind, Status
from local.gateway.outage import Outage, Trouble
from local.gateway.treasury import Treasury

LONGEST_DIARY = 20
#: How long an idempotency key is remembered.
KEY_LIFETIME = timedelta(minutes=5)
#: Payment types whose money can go back by the API.
REFUNDABLE = ("qris", "gopay")

Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification that was sent, and how that went."""

    transaction_status: str
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was really captured or went back, if anything, and every notification sent about it."""

    capture: Capture | None
    notices: list[Notice]
    returned: Return | None = None


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
        #: Where its pages are found; the server that serves it says so.
        self.address = "http://gateway"
        self.outage = Outage()
        self._answers: dict[str, tuple[datetime, Answer | None]] = {}
        self._senders = ThreadPoolExecutor(max_workers=8, thread_name_prefix="notice")
        # Not the senders: a deed waits for what they send.
        self._doers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="deed")
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[Outcome]] = {}
        self._diary: dict[str, deque[Entry]] = {}

    @functools.cached_property
    def treasury(self) -> Treasury:
        """Banks and treasury: made when first used, for most gateways never are."""
        return Treasury(self.books.folder)

    # The merchant's API, as Midtrans answers it: HTTP status and body.

    def authorized(self, username: str) -> bool:
        return hmac.compare_digest(username.encode(), self.server_key().encode())

    def once(self, key: str, act: Callable[[], Answer]) -> Answer:
        """What was answered to `key` in the last minutes, else what `act` answers; only successes are kept."""
        with self._lock:
            until, known = self._answers.get(key, (self.now(), None))
            if self.now() < until:
                return known or (202, wire.failure(202, "The request is being processed."))
            self._answers[key] = (self.now() + KEY_LIFETIME, None)
        answer = act()
        with self._lock:
            if answer[1]["status_code"][0] == "2":
                self._answers[key] = (self.now() + KEY_LIFETIME, answer)
            else:
                del self._answers[key]
        return answer

    def charge(self, request: object) -> Answer:
        if self.is_out():
            return _unavailable()
        at = self.now()
        try:
            wanted = read_charge(request, at)
        except BadRequest as fault:
            return _invalid(fault)
        try:
            order = self.books.open_order(wanted.order_id, wanted.amount, at, wanted.expires_at, wanted.payment_type)
        except OrderExists:
            return 406, wire.failure(406, "order_id has been paid and utilized, please use another order ID")
        if self._pending_notices:
            self._announce("opened", order)
        return 201, wire.charge_answer(order, self.address)

    def status(self, order_id: str) -> Answer:
        if self.is_out():
            return _unavailable()
        self.expire_due()
        try:
            order = self.books.order(order_id)
        except OrderUnknown:
            return _not_found()
        return 200, wire.status_answer(order, self.server_key())

    def refund(self, order_id: str, request: object) -> Answer:
        if self.is_out():
            return _unavailable()
        try:
            wanted = read_refund(request)
            order = self.books.order(order_id)
        except BadRequest as fault:
            return _invalid(fault)
        except OrderUnknown:
            return _not_found()
        if order.payment_type not in REFUNDABLE or not order.status.is_paid:
            return 412, wire.failure(412, "Transaction status cannot be updated.")
        amount = order.rest if wanted.amount is None else wanted.amount
        try:
            given = self.books.give_back(
                order_id, ReturnKind.REFUND, amount, self.now(), key=wanted.key, reason=wanted.reason
            )
        except RefundExists:
            return 406, wire.failure(406, "refund_key has been used")
        except OrderClosed:
            return 412, wire.failure(412, "The refund amount is more than what is left of the payment.")
        order = self.books.order(order_id)
        self._announce("refunded", order, given)
        return 200, wire.refund_answer(order, given)

    def is_out(self) -> bool:
        return self.outage.now in (Trouble.REFUSE, Trouble.HANG)

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

    def give_back(self, order_id: str, kind: ReturnKind, amount: int) -> tuple[Order, Return]:
        """Let money go back as from the gateway's own dashboard, or by the payer's bank, and tell nobody.

        Raises OrderUnknown, OrderClosed.
        """
        given = self.books.give_back(order_id, kind, amount, self.now())
        return self.books.order(order_id), given

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

    def fail_for(self, seconds: float, trouble: Trouble = Trouble.REFUSE) -> None:
        """Trouble the merchant's API for so long, with 503 unless said otherwise; 0 ends it."""
        self.outage.begin(seconds, trouble)

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
        if "treasury" in vars(self):
            self.treasury.close()

    def _announce(self, deed: str, order: Order, given: Return | None = None) -> None:
        at = self.now()

        def note(sent: Future[Notice]) -> None:
            if not sent.cancelled():
                self.record(order.order_id, Entry(at, deed, Outcome(None, [sent.result()], given)))

        self._in_background(order).add_done_callback(note)

    def _in_background(self, order: Order) -> Future[Notice]:
        return self._senders.submit(self.notify, order)


def _unavailable() -> Answer:
    return 503, wire.failure(503, "Service is temporarily unavailable.")


def _invalid(fault: BadRequest) -> Answer:
    return 400, wire.failure(400, f"One or more parameters in the payload is invalid: {fault}")


def _not_found() -> Answer:
    return 404, wire.failure(404, "Transaction doesn't exist.")
