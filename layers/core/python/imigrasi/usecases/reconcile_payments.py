"""Ask about every payment whose end has not been heard, before it may expire and after."""

from __future__ import annotations

from datetime import datetime, timedelta

from imigrasi.usecases.payment_ports import ConfirmationQueue
from imigrasi.usecases.ports import DueIndex

#: A queued question that was lost is asked again after this long.
ASK_AGAIN = timedelta(minutes=30)


def reconcile_payments(due: DueIndex, queue: ConfirmationQueue, *, at: datetime) -> int:
    """How many orders were queued for confirmation."""
    asked = 0
    for order_id in due.unheard_payments(at):
        queue.ask(order_id)
        due.ask_again(order_id, at + ASK_AGAIN)
        asked += 1
    return asked
