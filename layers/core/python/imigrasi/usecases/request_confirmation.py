"""The citizen says "I have paid": ask the gateway now, through the same queue as its own calls."""

from __future__ import annotations

from imigrasi.domain.errors import NotFound
from imigrasi.usecases.access import authorised_file
from imigrasi.usecases.payment_ports import ConfirmationQueue
from imigrasi.usecases.ports import ApplicationStore


def request_confirmation(
    store: ApplicationStore, queue: ConfirmationQueue, application_id: str, payment_id: str, *, key: str
) -> None:
    """Raises NotFound: also for a payment of another application."""
    file = authorised_file(store, application_id, key)
    if payment_id not in {payment.order_id for payment in file.payments}:
        raise NotFound
    queue.ask(payment_id)
