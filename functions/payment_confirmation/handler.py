"""A gateway or a citizen says that money moved: ask the gateway, and book what it says."""

from typing import Any

from imigrasi.domain.payment import PaymentStatus
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.patience import patiently
from imigrasi.usecases.confirm_payment import ConfirmationUnderWay, confirm_payment


def confirm(message: dict[str, Any]) -> str:
    found = detail(message)
    name = wiring.orders().order(found["order_id"]).gateway
    gateway, polls = wiring.gateway(name), wiring.catalogue().known_gateway(name).polls
    heard = PaymentStatus(found["status"]) if "status" in found else None

    def ask() -> str:
        store, orders = wiring.applications(), wiring.orders()
        return confirm_payment(store, orders, gateway, polls, found["order_id"], heard=heard, at=now()).value

    # The notice of a payment often comes while an earlier one of the same order is being confirmed.
    return patiently(ask, ConfirmationUnderWay)


handler = queue_function("payment.confirmed", confirm)
