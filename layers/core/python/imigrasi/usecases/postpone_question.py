"""In an outage a question about an order waits in the schedule: a queue's few tries would be used up long before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from imigrasi.usecases.payment_ports import GatewayUnavailable
from imigrasi.usecases.ports import DueIndex

#: The next reconciliation after this asks again.
POSTPONED = timedelta(minutes=5)


def answered_or_postponed(due: Callable[[], DueIndex], order_id: str, ask: Callable[[], str], *, at: datetime) -> str:
    """What `ask` answers, or `postponed`.

    Raises GatewayUnavailable where there is no outage yet, and for an order that the schedule looks at no more.
    """
    try:
        return ask()
    except GatewayUnavailable as outage:
        is_known = outage.retry_after is not None
        if not is_known or not due().ask_again(order_id, at + POSTPONED):
            raise
        return "postponed"
