"""Money in any order: officers decide, the gateway gives back, refuses, is out, banks take back; the books agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from imigrasi.domain.decision import Officer, Role
from imigrasi.domain.errors import Fault
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import GatewayRefund, PaymentStatus
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.decide_refund import approve_refund, refuse_refund
from imigrasi.usecases.money_file import MoneyDecision
from imigrasi.usecases.payment_ports import RefundRefused
from imigrasi.usecases.propose_refund import propose_refund
from imigrasi.usecases.record_refund import record_refund
from imigrasi.usecases.release_payment import release_payment
from imigrasi.usecases.send_refund import note_refusal, send_refund
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.builders import FEE, NOW, NUMBER, payment, seen, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryStore

P = PaymentStatus
ORDER = f"{NUMBER}-1"
OFFICERS = tuple(Officer(name, Role.OFFICER) for name in ("budi", "ratna"))
POLLS = CATALOGUE.known_gateway("midtrans").polls
REASONS = ("verified", "withdrawn", "wrong_amount")


class Bank(MemoryGateway):
    """Never gives back more than it holds. `refuses`: its way of paying knows no refunds."""

    def __init__(self) -> None:
        super().__init__()
        self.refuses = False

    @property
    def rest(self) -> int:
        order = self.orders[ORDER]
        return order.amount - sum(refund.amount for refund in order.refunds) - order.charged_back

    def refund(self, order_id: str, key: str, amount: int, reason: str) -> None:
        order = self.fetch(order_id)
        if key in {refund.key for refund in order.refunds}:
            return
        if self.refuses or amount > self.rest:
            raise RefundRefused
        self.by_itself(key, amount)

    def by_itself(self, key: str, amount: int) -> None:
        order = self.orders[ORDER]
        back = (*order.refunds, GatewayRefund(key, amount))
        self.orders[ORDER] = replace(order, status=P.REFUNDED, refunds=back)

    def take_back(self, amount: int) -> None:
        order = self.orders[ORDER]
        self.orders[ORDER] = replace(order, status=P.CHARGED_BACK, charged_back=order.charged_back + amount)


class Schedule:
    def __init__(self, amount: int) -> None:
        self.store, self.bank = MemoryStore(submitted(Status.AWAITING_PAYMENT)), Bank()
        self.store.payments[ORDER] = payment()
        self.bank.orders[ORDER] = seen(amount=amount)
        self.executions, self.keys, self.hours = 0, 0, 0
        #: Paid outside the gateway, by hand.
        self.by_hand = 0

    def play(self, act: str, number: int) -> None:
        try:
            getattr(self, act)(number)
        except (Fault, RefundRefused):
            self.store.races = 0

    # ------------------------------------------------------------ the world

    def gives_back(self, number: int) -> None:
        """At its own desk: all, or a part."""
        amount = self.bank.rest if number % 2 else min(50_000, self.bank.rest)
        if amount:
            self.keys += 1
            self.bank.by_itself(f"desk-{self.keys}", amount)

    def takes_back(self, number: int) -> None:
        amount = self.bank.rest if number % 2 else min(30_000, self.bank.rest)
        if amount:
            self.bank.take_back(amount)

    def outage(self, number: int) -> None:
        self.bank.out = bool(number % 2)

    def refusal(self, number: int) -> None:
        self.bank.refuses = bool(number % 2)

    def race(self, number: int) -> None:
        self.store.races = number

    def withdraw(self, _number: int) -> None:
        before = self.store.applications[NUMBER]
        self.store.applications[NUMBER] = replace(before, status=Status.WITHDRAWN, version=before.version + 1)

    # ------------------------------------------------------------ the product

    def confirm(self, _number: int) -> None:
        order = self.store.payments[ORDER]
        refused = send_refund(self.store, self.bank, order) if order.owed else None
        self.hours += 1
        at = NOW + timedelta(hours=self.hours)
        confirm_payment(self.store, self.store, self.bank, POLLS, ORDER, at=at)
        if refused is not None:
            note_refusal(self.store, self.store, refused, at=NOW)

    def release(self, number: int) -> None:
        release_payment(self.store, self.store, self._decision(number, "verified"), at=NOW)

    def propose(self, number: int) -> None:
        decision = self._decision(number, REASONS[number % len(REASONS)])
        propose_refund(self.store, self.store, CATALOGUE, decision, at=NOW)

    def approve(self, number: int) -> None:
        approve_refund(self.store, self.store, CATALOGUE, self._decision(number), at=NOW)

    def refuse(self, number: int) -> None:
        refuse_refund(self.store, self.store, self._decision(number), at=NOW)

    def pay(self, number: int) -> None:
        before = self.store.payments[ORDER].refunded
        record_refund(self.store, self.store, self._decision(number, "TRF-1/2026"), at=NOW)
        self.by_hand += self.store.payments[ORDER].refunded - before

    def _decision(self, number: int, detail: str = "") -> MoneyDecision:
        self.executions += 1
        return MoneyDecision(ORDER, OFFICERS[number % 2], detail, f"e-{self.executions}")

    # ------------------------------------------------------------ the end

    def come_to_rest(self) -> None:
        self.bank.out = False
        self.store.races = 0
        for _ in range(2):
            self.confirm(0)


ACTS: tuple[Callable[..., None], ...] = (
    Schedule.gives_back,
    Schedule.takes_back,
    Schedule.outage,
    Schedule.refusal,
    Schedule.race,
    Schedule.withdraw,
    *[Schedule.confirm] * 3,
    Schedule.release,
    *[Schedule.propose, Schedule.approve] * 3,
    Schedule.refuse,
    Schedule.pay,
)
steps = st.lists(st.tuples(st.sampled_from([act.__name__ for act in ACTS]), st.integers(0, 5)), max_size=30)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([FEE, FEE - 1_000, FEE + 40_000]), steps)
def test_no_order_of_things_loses_money_or_gives_it_back_twice(amount: int, schedule: list[tuple[str, int]]) -> None:
    played = Schedule(amount)
    played.confirm(0)
    for act, number in schedule:
        played.play(act, number)
        assert verify_ledger(played.store).faults == (), (act, number)
    played.come_to_rest()
    report = verify_ledger(played.store)
    assert report.faults == ()
    order = played.bank.orders[ORDER]
    back = report.owed + report.refunded + report.charged_back
    assert report.captured == amount == report.applied + report.suspended + back
    contradicted = any(entry.type == "PaymentContradicted" for entry in played.store.entries[NUMBER])
    if contradicted:  # what was paid by hand, or its fee elsewhere, the gateway gave back once more
        assert played.by_hand
        return
    assert report.charged_back == order.charged_back
    assert report.refunded == sum(refund.amount for refund in order.refunds) + played.by_hand
    assert len({refund.key for refund in order.refunds if refund.key.endswith("-r1")}) <= 1
