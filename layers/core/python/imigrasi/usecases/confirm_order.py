"""Whatever says that money may have moved, or that it shall, comes to one question: ask the gateway, and book its word.

What is owed is asked for again at every occasion, under its one key, until the gateway shows it as done.
"""

from __future__ import annotations

from datetime import datetime

from imigrasi.domain.payment import Payment, PaymentStatus
from imigrasi.usecases.confirm_group_payment import Till, confirm_group_payment
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.payment_ports import PaymentGateway
from imigrasi.usecases.send_refund import note_refusal, send_refund


def confirm_order(
    till: Till, gateway: PaymentGateway, order: Payment, *, said: PaymentStatus | None = None, at: datetime
) -> PaymentStatus:
    """The order's status. `order`: of an application, of a group, or a share; `said`: by a notice, if one came.

    Raises NotFound, ConfirmationUnderWay, GatewayUnavailable (all retried).
    """
    heard = None if order.owed else said
    refused = send_refund(till.orders, gateway, order) if order.owed else None
    if order.shares or order.group_order:
        status = confirm_group_payment(till, gateway, order.charged_as, heard=heard, at=at)
    else:
        status = confirm_payment(till.store, till.orders, gateway, till.polls, order.order_id, heard=heard, at=at)
    if refused is not None:
        note_refusal(till.store, till.orders, refused, at=at)
    return status
