"""Refunds: proposed by one officer, approved by another, then paid by the gateway or the treasury.

proposed → approved → done | refused. What a gateway has given back without being asked by us is a refund that is done
from the beginning: the ledger has to show that the money went.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from imigrasi.domain.gateway import RefundRoad

#: Why the gateway's own refunds are here: nobody of ours decided them.
AT_GATEWAY = "at_gateway"


class RefundStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund of a payment. `number` counts from 1, `amount` is whole rupiah still to be paid or paid.

    `reason` is a code. `gateway_key` is the gateway's own name of it, where that is not ours; `reference` the
    treasury's. `failed`: the gateway has said no, so somebody has to pay it by hand.
    """

    order_id: str
    number: int
    amount: int
    reason: str
    status: RefundStatus
    road: RefundRoad
    proposed_at: datetime
    proposed_by: str = ""
    approved_by: str | None = None
    gateway_key: str | None = None
    reference: str | None = None
    failed: bool = False

    @property
    def key(self) -> str:
        """Its name at the gateway: asked for twice under it, money goes back once."""
        return self.gateway_key or f"{self.order_id}-r{self.number}"

    @property
    def is_open(self) -> bool:
        """Not at its end: a payment has one such refund at a time."""
        return self.status in (RefundStatus.PROPOSED, RefundStatus.APPROVED)

    @property
    def is_to_be_sent(self) -> bool:
        """The gateway is to be asked for it, now or again."""
        return self.status is RefundStatus.APPROVED and self.road is RefundRoad.GATEWAY and not self.failed

    @property
    def is_to_be_paid_by_hand(self) -> bool:
        """Somebody pays it and writes down the reference: state revenue, or what a gateway would not do."""
        return self.status is RefundStatus.APPROVED and (self.road is RefundRoad.LETTER or self.failed)
