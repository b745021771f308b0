"""Ask about every payment whose end has not been heard, before it may expire and after."""

from __future__ import annotations

from datetime import datetime

from imigrasi.usecases.payment_ports import ConfirmationQueue
from imigrasi.usecases.ports import Catalogue, DueIndex


def reconcile_payments(due: DueIndex, queue: ConfirmationQueue, catalogue: Catalogue, *, at: datetime) -> int:
    """How many orders were queued for confirmation. A question that is lost is asked again at the next time due."""
    asked = 0
    for order in due.unheard_payments(at):
        polls = catalogue.known_gateway(order.gateway).polls
        queue.ask(order.order_id)
        due.ask_again(order.order_id, polls.next(at, order.expires_at) or at + polls.late_every)
        asked += 1
    return asked
