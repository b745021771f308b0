"""Seeded schedules of payments: what citizens, gateway, network, attackers and crashes do, in any order."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.domain.errors import IllegalMove, Unauthorised
from imigrasi.usecases.confirm_payment import ConfirmationUnderWay, confirm_payment
from imigrasi.usecases.do_due_work import do_due_work
from imigrasi.usecases.issue_payment import issue_payment
from imigrasi.usecases.payment_ports import NoticeMalformed
from imigrasi.usecases.receive_notice import receive_notice
from imigrasi.usecases.reconcile_payments import reconcile_payments
from imigrasi.usecases.withdraw_application import withdraw_application
from local.gateway import wire
from local.gateway.orders import Status
from tests.prove.faults import Crash, Injector, Kind, armed
from tests.prove.row import check
from tests.prove.till import CATALOGUE, KEY, POLLS, TERMS, Till
from tests.support.installation import SERVER_KEY

FEES = (650_000, 950_000, 1_650_000)
WEIGHTS = {
    "issue": 5,
    "pay": 5,
    "pay_wrongly": 1,
    "pay_late": 2,
    "notify": 6,
    "notify_what_was": 2,
    "deliver": 10,
    "drop": 2,
    "forge": 2,
    "relay": 5,
    "confirm": 8,
    "check": 1,
    "reconcile": 2,
    "expire": 1,
    "lapse": 1,
    "withdraw": 1,
    "wait": 4,
}
#: How often what the product does goes wrong at one of its calls.
FAULTY = 0.35


class Schedule:
    """Steps by chance on two applications, the same for the same seed."""

    def __init__(self, till: Till, seed: int) -> None:
        self.till, self.chance = till, Random(seed)
        self.seen: Counter[str] = Counter()
        self.network: list[bytes] = []
        self.acknowledged: list[bytes] = []
        self.keys = 0
        self.ids = [till.opened(seed * 10 + n, self.chance.choice(FEES)).id for n in range(2)]

    def step(self) -> None:
        (name,) = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
        getattr(self, name)()
        self.seen[name] += 1

    def _disturbed(self) -> Injector:
        """Perhaps one of the next calls goes wrong."""
        if self.chance.random() > FAULTY:
            return Injector()
        self.seen["fault"] += 1
        kinds = [kind for kind in Kind if kind is not Kind.CONFLICT]
        return Injector(self.chance.randrange(8), self.chance.choice(kinds))

    # ------------------------------------------------------------ citizens and their gateway

    def issue(self) -> None:
        """A new request, or the last one sent again."""
        self.keys += self.chance.random() < 0.7
        try:
            with armed(self._disturbed()):
                issue_payment(
                    self.till.store,
                    self.till.gateway,
                    TERMS,
                    self.chance.choice(self.ids),
                    method=None,
                    key=KEY,
                    idempotency_key=f"key-{self.keys}",
                    at=self.till.at,
                )
        except (Crash, Exception):  # noqa: BLE001 - refused or crashed: the citizen tries again, or not
            self.seen["not issued"] += 1

    def _unpaid(self, *, expired: bool) -> list[str]:
        orders = self.till.books.orders()
        return [order.order_id for order in orders if order.capture is None and order.expired is expired]

    def _capture(self, *, late: bool = False, less: int = 0) -> None:
        unpaid = self._unpaid(expired=late)
        if unpaid:
            order = self.till.books.order(self.chance.choice(unpaid))
            self.till.books.capture(order.order_id, order.amount - less, self.till.at, late=late)
            self.seen["captured"] += 1

    def pay(self) -> None:
        self._capture()

    def pay_wrongly(self) -> None:
        self._capture(less=1_000)

    def pay_late(self) -> None:
        self._capture(late=True)

    def expire(self) -> None:
        self.till.wait(hours=25)

    def wait(self) -> None:
        self.till.wait(minutes=self.chance.randint(1, 90))

    def withdraw(self) -> None:
        try:
            withdraw_application(self.till.store, self.chance.choice(self.ids), key=KEY, at=self.till.at)
        except IllegalMove:
            self.seen["refused"] += 1

    def lapse(self) -> None:
        for application_id in self.ids:
            do_due_work(self.till.store, FileCatalogue(), self.till.health, application_id, at=self.till.at)

    # ------------------------------------------------------------ notices on their way

    def _notice(self, status: Status | None = None) -> None:
        orders = self.till.books.orders()
        if orders:
            order = self.chance.choice(orders)
            body = wire.encode(wire.notice(order, SERVER_KEY, status))
            self.network += [body] * self.chance.choice((1, 1, 1, 2, 3, 10))

    def notify(self) -> None:
        self._notice()

    def notify_what_was(self) -> None:
        self._notice(Status.PENDING)

    def deliver(self) -> None:
        """Any of those under way: whichever comes first."""
        if self.network:
            self._post(self.network.pop(self.chance.randrange(len(self.network))))

    def _post(self, body: bytes) -> None:
        """The gateway sends a notice again unless it is acknowledged."""
        try:
            with armed(self._disturbed()):
                receive_notice(self.till.orders, self.till.gateway, body, {}, at=self.till.at)
        except (Crash, Exception):  # noqa: BLE001 - not acknowledged, whatever it was
            self.network.append(body)
            return
        self.acknowledged.append(body)

    def drop(self) -> None:
        if self.network:
            self.network.pop(self.chance.randrange(len(self.network)))

    def forge(self) -> None:
        """A settlement that never was: false signature, or a genuine one under an altered status."""
        orders = [order for order in self.till.books.orders() if order.capture is None]
        if not orders:
            return
        order = self.chance.choice(orders)
        genuine = wire.notice(order, SERVER_KEY, Status.PENDING)
        false = genuine | {"transaction_status": "settlement"}
        if self.chance.random() < 0.5:
            false |= {"status_code": "200"}
        try:
            receive_notice(self.till.orders, self.till.gateway, json.dumps(false).encode(), {}, at=self.till.at)
        except (Unauthorised, NoticeMalformed):
            return
        check(False, "a forged notice was taken")

    # ------------------------------------------------------------ the product's workers

    def relay(self) -> None:
        """The stream hands an acknowledged notice on, or hands one on again."""
        if self.acknowledged:
            self.till.ask(json.loads(self.chance.choice(self.acknowledged))["order_id"])

    def confirm(self) -> None:
        if self.till.queue:
            self._confirm(self.till.queue.pop(self.chance.randrange(len(self.till.queue))), self._disturbed())

    def _confirm(self, order_id: str, injector: Injector) -> None:
        """Redelivered unless it succeeds."""
        try:
            with armed(injector):
                confirm_payment(self.till.store, self.till.orders, self.till.gateway, POLLS, order_id, at=self.till.at)
        except ConfirmationUnderWay:
            self.till.ask(order_id)
        except (Crash, Exception):  # noqa: BLE001 - the queue delivers again
            self.seen["confirmation crashed"] += 1
            self.till.ask(order_id)

    def check(self) -> None:
        orders = self.till.books.orders()
        if orders:
            self.till.ask(self.chance.choice(orders).order_id)

    def reconcile(self) -> None:
        try:
            with armed(self._disturbed()):
                reconcile_payments(self.till.due, self.till, CATALOGUE, at=self.till.at)
        except (Crash, Exception):  # noqa: BLE001 - the next one asks again
            self.seen["reconciliation crashed"] += 1

    # ------------------------------------------------------------ the end

    def come_to_rest(self) -> None:
        """Nobody pays any more. What is under way arrives, and reconciliation asks until it need not."""
        while self.network:
            body = self.network.pop()
            receive_notice(self.till.orders, self.till.gateway, body, {}, at=self.till.at)
            self.acknowledged.append(body)
        self.till.queue += [json.loads(body)["order_id"] for body in self.acknowledged]
        for _ in range(12):
            reconcile_payments(self.till.due, self.till, CATALOGUE, at=self.till.at)
            for order_id in set(self.till.queue):
                self._until_confirmed(order_id)
            self.till.queue.clear()
            self.till.wait(hours=12)

    def _until_confirmed(self, order_id: str) -> None:
        for _ in range(3):
            try:
                confirm_payment(self.till.store, self.till.orders, self.till.gateway, POLLS, order_id, at=self.till.at)
            except ConfirmationUnderWay:
                self.till.wait(minutes=1)  # a crashed one held the place
            else:
                return
        check(False, f"{order_id} is never confirmed")
