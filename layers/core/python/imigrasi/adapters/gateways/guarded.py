"""A gateway behind a circuit breaker: after failures in a row nobody waits for it any more.

What one function has learnt is shared through the store, but nobody asks the store while all is well: a process hears
of an outage with its own first failure, and until then it asks the gateway as ever. After a rest one question tries
whether it is back. What a gateway answers, a refusal too, is no failure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from imigrasi.domain.health import WELL, Health
from imigrasi.domain.payment import Bill, GatewayPayment, Notice
from imigrasi.usecases.health_ports import GatewayHealth
from imigrasi.usecases.payment_ports import (
    GatewayRefused,
    GatewayUnavailable,
    OrderExists,
    OrderUnknown,
    PaymentGateway,
    RefundRefused,
    Statement,
)

Answer = TypeVar("Answer")
#: What only a gateway that is well says. Any other fault is our own, and tells nothing of the gateway.
ANSWERS = (OrderExists, OrderUnknown, GatewayRefused, RefundRefused)
#: In an outage the store is asked this often whether another function has found its end.
LOOK_AGAIN = timedelta(seconds=10)


class Guarded:
    """`PaymentGateway` in front of another one.

    `tell` hears "gateway.down" at every failure of an outage, and "gateway.up" at its end. `now` is aware UTC.
    """

    def __init__(
        self,
        gateway: PaymentGateway,
        health: GatewayHealth,
        *,
        now: Callable[[], datetime],
        tell: Callable[[str, str], None],
    ) -> None:
        self.name = gateway.name
        self._gateway = gateway
        self._health = health
        self._now = now
        self._tell = tell
        self._known: Health = WELL
        self._looked_at = now()

    def charge(self, order_id: str, amount: int, *, method: str, expires_at: datetime) -> Bill:
        return self._ask(lambda: self._gateway.charge(order_id, amount, method=method, expires_at=expires_at))

    def fetch(self, order_id: str) -> GatewayPayment:
        return self._ask(lambda: self._gateway.fetch(order_id))

    def refund(self, order_id: str, key: str, amount: int, reason: str) -> None:
        self._ask(lambda: self._gateway.refund(order_id, key, amount, reason))

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        return self._gateway.read_notice(body, headers)

    def read_statement(self, content: bytes) -> Statement:
        return self._gateway.read_statement(content)

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        self._let_rest()
        try:
            answer = question()
        except GatewayUnavailable as fault:
            self._looked_at = self._now()
            self._known = self._health.failed(self.name, self._looked_at)
            if not self._known.is_down:
                raise
            self._tell("gateway.down", self.name)
            raise self._unavailable() from fault
        except ANSWERS:
            self._is_well()
            raise
        self._is_well()
        return answer

    def _let_rest(self) -> None:
        """Raises GatewayUnavailable while the gateway rests, or another caller is trying it."""
        at = self._now()
        rests_until = self._known.rests_until
        if rests_until is not None and at >= min(rests_until, self._looked_at + LOOK_AGAIN):
            self._looked_at = at
            seen = self._health.try_again(self.name, at)
            if seen is None:
                return  # ours to try: until it has answered, it is as it was
            self._known = seen if seen.is_down else WELL
        if self._known.is_down:
            raise self._unavailable()

    def _is_well(self) -> None:
        if self._known is WELL:
            return
        self._health.recovered(self.name, self._now())
        if self._known.is_down:
            self._tell("gateway.up", self.name)
        self._known = WELL

    def _unavailable(self) -> GatewayUnavailable:
        rests_until = self._known.rests_until or self._now()
        return GatewayUnavailable(retry_after=max(1, math.ceil((rests_until - self._now()).total_seconds())))
