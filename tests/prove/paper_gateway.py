"""A payment gateway on paper: what it captured is the truth that the ledger is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from imigrasi.domain.payment import Bill, GatewayPayment, Notice, PaymentStatus
from imigrasi.usecases.ports import OrderExists, OrderUnknown


@dataclass
class PaperOrder:
    amount: int
    expires_at: datetime
    captured: bool = False


class PaperGateway:
    """PaymentGateway without a wire. Amounts whole rupiah."""

    name = "midtrans"

    def __init__(self) -> None:
        self.orders: dict[str, PaperOrder] = {}

    def charge(self, order_id: str, amount: int, *, expires_at: datetime) -> Bill:
        if order_id in self.orders:
            raise OrderExists(order_id)
        self.orders[order_id] = PaperOrder(amount, expires_at)
        return self._bill(order_id)

    def fetch(self, order_id: str) -> GatewayPayment:
        order = self.orders.get(order_id)
        if order is None:
            raise OrderUnknown(order_id)
        status = PaymentStatus.SETTLED if order.captured else PaymentStatus.PENDING
        return GatewayPayment(order_id, f"tx-{order_id}", status, order.amount, bill=self._bill(order_id))

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        raise NotImplementedError("callbacks are another row's business")

    def capture(self, order_id: str, amount: int) -> None:
        """Take `amount`, once."""
        order = self.orders[order_id]
        if not order.captured:
            order.amount, order.captured = amount, True

    def captured(self) -> int:
        return sum(order.amount for order in self.orders.values() if order.captured)

    def unpaid(self) -> list[str]:
        return [order_id for order_id, order in self.orders.items() if not order.captured]

    def _bill(self, order_id: str) -> Bill:
        expires_at = self.orders[order_id].expires_at
        return Bill(order_id, f"tx-{order_id}", PaymentStatus.PENDING, expires_at, billing_code="9880001")
