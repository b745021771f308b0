"""The citizen says "I have paid": ask the gateway now, through the same queue as its own calls."""

from __future__ import annotations

from imigrasi.domain.errors import NotFound
from imigrasi.domain.payment import MONEY_MOVED
from imigrasi.usecases.access import authorised_file
from imigrasi.usecases.payment_ports import ConfirmationQueue
from imigrasi.usecases.ports import ApplicationStore


def request_confirmation(
    store: ApplicationStore, queue: ConfirmationQueue, application_id: str, payment_id: str, *, key: str
) -> None:
    """Raises NotFound: also for a payment of another application. One whose money has come costs no question."""
    file = authorised_file(store, application_id, key)
    asked = next((payment for payment in file.payments if payment.order_id == payment_id), None)
    if asked is None:
        raise NotFound
    if asked.status not in MONEY_MOVED:
        queue.ask(asked.charged_as)
