"""A gateway or a citizen says that money moved: ask the gateway, and book what it says."""

from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.patience import patiently
from imigrasi.usecases.confirm_payment import ConfirmationUnderWay, confirm_payment


def confirm(message: dict[str, Any]) -> str:
    order_id = detail(message)["order_id"]
    name = wiring.orders().order(order_id).gateway
    gateway, polls = wiring.gateway(name), wiring.catalogue().known_gateway(name).polls

    def ask() -> str:
        return confirm_payment(wiring.applications(), wiring.orders(), gateway, polls, order_id, at=now()).value

    # The notice of a payment often comes while an earlier one of the same order is being confirmed.
    return patiently(ask, ConfirmationUnderWay)


handler = queue_function("payment.confirmed", confirm)
