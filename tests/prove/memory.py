"""What histories run on: the tests' store in memory, the one service on either path, a gateway that takes money."""

from __future__ import annotations

from dataclasses import replace

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.domain.lifecycle import Path
from imigrasi.domain.payment import PaymentStatus
from imigrasi.domain.service import Service
from imigrasi.usecases.writes import FreeSlot, PutFinding, Write
from tests.support.fakes import MemoryGateway, MemoryStore


class WholeStore(MemoryStore):
    """Also frees slots, and takes findings, which nobody reads here."""

    def _keep(self, application_id: str, write: Write) -> None:
        match write:
            case FreeSlot(office, slot):
                self.slots.get((office, slot), set()).discard(application_id)
            case PutFinding():
                pass
            case _:
                super()._keep(application_id, write)


class CapturingGateway(MemoryGateway):
    """Takes money. Amounts whole rupiah."""

    def capture(self, order_id: str, amount: int) -> None:
        """Take `amount`, once."""
        order = self.orders[order_id]
        if order.status is not PaymentStatus.SETTLED:
            self.orders[order_id] = replace(order, status=PaymentStatus.SETTLED, amount=amount)

    def captured(self) -> int:
        return sum(order.amount for order in self.orders.values() if order.status is PaymentStatus.SETTLED)

    def unpaid(self) -> list[str]:
        return [name for name, order in self.orders.items() if order.status is not PaymentStatus.SETTLED]


class AnyCatalogue(FileCatalogue):
    """The real catalogue, its one service offered on either path and with or without a second approval."""

    def __init__(self, path: Path, *, second_approval: bool) -> None:
        self._path = path
        self._second = second_approval

    def service(self, code: str) -> Service:
        return replace(super().service(code), path=self._path, second_approval=self._second)
