"""A gateway or a citizen says that money moved, or officers that it shall: ask the gateway, and book what it says."""

from typing import Any

from imigrasi.domain.payment import PaymentStatus
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.patience import patiently
from imigrasi.usecases.confirm_payment import ConfirmationUnderWay, confirm_payment
from imigrasi.usecases.postpone_question import answered_or_postponed
from imigrasi.usecases.send_refund import note_refusal, send_refund


def confirm(message: dict[str, Any]) -> str:
    found = detail(message)
    store, orders = wiring.applications(), wiring.orders()
    order = orders.order(found["order_id"])
    gateway, polls = wiring.gateway(order.gateway), wiring.catalogue().known_gateway(order.gateway).polls
    # What is owed is asked for again at every occasion, under its one key, until the gateway shows it as done.
    refused = order.owed > 0 and send_refund(orders, gateway, order)
    heard = PaymentStatus(found["status"]) if "status" in found and not order.owed else None

    def ask() -> str:
        return confirm_payment(store, orders, gateway, polls, order.order_id, heard=heard, at=now()).value

    def ask_patiently() -> str:
        # The notice of a payment often comes while an earlier one of the same order is being confirmed.
        return patiently(ask, ConfirmationUnderWay)

    status = answered_or_postponed(wiring.due, order.order_id, ask_patiently, at=now())
    if refused:
        note_refusal(store, orders, order.order_id, at=now())
    return status


handler = queue_function("payment.confirmed", confirm)
