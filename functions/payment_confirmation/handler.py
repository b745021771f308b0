"""A gateway or a citizen says that money moved, or officers that it shall: ask the gateway, and book what it says."""

from typing import Any

from imigrasi.domain.payment import PaymentStatus
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.patience import patiently
from imigrasi.usecases.confirm_payment import ConfirmationUnderWay, confirm_payment
from imigrasi.usecases.disputes import orders_in_doubt
from imigrasi.usecases.postpone_question import answered_or_postponed
from imigrasi.usecases.send_refund import note_refusal, send_refund


def confirm(message: dict[str, Any]) -> str:
    found = detail(message)
    if "order_id" in found:
        return confirm_order(found["order_id"], found.get("status"))
    # A citizen misses a payment: whichever of their orders it was made for.
    return " ".join(map(confirm_order, orders_in_doubt(wiring.applications(), found["application_id"])))


def confirm_order(order_id: str, said: str | None = None) -> str:
    """`said`: what a notice says has become of it, if one came."""
    store, orders = wiring.applications(), wiring.orders()
    order = orders.order(order_id)
    gateway, polls = wiring.gateway(order.gateway), wiring.catalogue().known_gateway(order.gateway).polls
    heard = PaymentStatus(said) if said is not None and not order.owed else None

    def ask() -> str:
        if order.shares or order.group_order:
            from imigrasi.entrypoint.group_wiring import groups
            from imigrasi.usecases.confirm_group_payment import Till, confirm_group_payment

            till = Till(store, groups(), orders, polls)
            return confirm_group_payment(till, gateway, order.charged_as, heard=heard, at=now()).value
        return confirm_payment(store, orders, gateway, polls, order.order_id, heard=heard, at=now()).value

    def send_and_ask() -> str:
        # What is owed is asked for again at every occasion, under its one key, until the gateway shows it as done.
        refused = send_refund(orders, gateway, order) if order.owed else None
        # The notice of a payment often comes while an earlier one of the same order is being confirmed.
        status = patiently(ask, ConfirmationUnderWay)
        if refused is not None:
            note_refusal(store, orders, refused, at=now())
        return status

    return answered_or_postponed(wiring.due, order.order_id, send_and_ask, at=now())


handler = queue_function("payment.confirmed", confirm)
