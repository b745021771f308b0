"""Officers in the schedules: they release, propose, approve, refuse and pay out, each perhaps at the wrong moment."""

from __future__ import annotations

from collections.abc import Callable

from imigrasi.domain.decision import Officer, Role
from imigrasi.domain.payment import Payment
from imigrasi.domain.refund import Refund
from imigrasi.domain.refund_policy import REFUND_REASONS, RELEASE_REASONS, Case
from imigrasi.usecases.decide_refund import approve_refund, refuse_refund
from imigrasi.usecases.money_file import MoneyDecision
from imigrasi.usecases.propose_refund import propose_refund
from imigrasi.usecases.record_refund import record_refund
from imigrasi.usecases.release_payment import release_payment
from tests.prove.acts import Acts
from tests.prove.till import CATALOGUE

OFFICERS = tuple(Officer(name, Role.OFFICER) for name in ("budi", "sari", "tono"))
REASONS = sorted({reason for reasons in REFUND_REASONS.values() for reason in reasons})
#: How often officers know what they do: the payment that waits for it, the reason that fits.
KNOWING = 0.8


class Cashiers(Acts):
    def _decide(self, what: str, among: list[Payment], act: Callable[[MoneyDecision], str], detail: str = "") -> None:
        choice = among if self.chance.random() < KNOWING else self.paid()
        if choice:
            order = self.chance.choice(choice).order_id
            decision = MoneyDecision(order, self.chance.choice(OFFICERS), detail, self.once(what))
            if self.tried(what, lambda: act(decision)):
                self.till.ask(order)  # the event of the decision has the order confirmed

    def _held(self) -> list[Payment]:
        return [payment for payment in self.paid() if payment.held]

    def _under_way(self) -> list[tuple[Payment, Refund]]:
        """Payments with a refund that is not at its end."""
        found = ((payment, self.till.orders.books(payment).refunds) for payment in self.paid())
        return [(payment, refund) for payment, refunds in found for refund in refunds if refund.is_open]

    def release(self) -> None:
        store, orders, (detail, *_) = self.till.store, self.till.orders, RELEASE_REASONS
        self._decide(
            "release", self._held(), lambda decision: release_payment(store, orders, decision, at=self.till.at), detail
        )

    def propose(self) -> None:
        store, orders = self.till.store, self.till.orders
        fitting = REFUND_REASONS[Case.SUSPENSE] if self.chance.random() < KNOWING else REASONS
        self._decide(
            "propose",
            self._held(),
            lambda decision: propose_refund(store, orders, CATALOGUE, decision, at=self.till.at),
            self.chance.choice(fitting),
        )

    def approve(self) -> None:
        store, orders = self.till.store, self.till.orders
        self._decide(
            "approve",
            [payment for payment, _ in self._under_way()],
            lambda decision: approve_refund(store, orders, CATALOGUE, decision, at=self.till.at),
        )

    def refuse(self) -> None:
        store, orders = self.till.store, self.till.orders
        self._decide(
            "refuse",
            [payment for payment, _ in self._under_way()],
            lambda decision: refuse_refund(store, orders, decision, at=self.till.at),
        )

    def pay_by_hand(self) -> None:
        """Cash has left before it is recorded: this is done until it is answered."""
        waiting = [(payment, refund) for payment, refund in self._under_way() if refund.is_to_be_paid_by_hand]
        if waiting:
            payment, refund = self.chance.choice(waiting)
            reference = f"SP2D-{self.keys}"
            decision = MoneyDecision(payment.order_id, OFFICERS[0], reference, self.once("pay"))
            record_refund(self.till.store, self.till.orders, decision, at=self.till.at)
            self.till.by_hand[payment.gateway_payment_id or ""] += refund.amount
            self.seen["paid by hand"] += 1
