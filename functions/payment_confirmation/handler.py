"""A gateway or a citizen says that money moved, or officers that it shall: ask the gateway, and book what it says."""

from typing import Any

from imigrasi.domain.payment import PaymentStatus
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.group_wiring import groups
from imigrasi.entrypoint.patience import patiently
from imigrasi.usecases.confirm_group_payment import Till
from imigrasi.usecases.confirm_order import confirm_order
from imigrasi.usecases.confirm_payment import ConfirmationUnderWay
from imigrasi.usecases.disputes import orders_in_doubt
from imigrasi.usecases.postpone_question import answered_or_postponed


def confirm(message: dict[str, Any]) -> str:
    found = detail(message)
    if "order_id" in found:
        said = found.get("status")
        return confirmed(found["order_id"], None if said is None else PaymentStatus(said))
    # A citizen misses a payment: whichever of their orders it was made for.
    return " ".join(map(confirmed, orders_in_doubt(wiring.applications(), found["application_id"])))


def confirmed(order_id: str, said: PaymentStatus | None = None) -> str:
    """`said`: what a notice says has become of it, if one came."""
    order = wiring.orders().order(order_id)
    polls = wiring.catalogue().known_gateway(order.gateway).polls
    till = Till(wiring.applications(), groups(), wiring.orders(), polls)

    def ask() -> str:
        return confirm_order(till, wiring.gateway(order.gateway), order, said=said, at=now()).value

    # The notice of a payment often comes while an earlier one of the same order is being confirmed.
    return answered_or_postponed(wiring.due, order.order_id, lambda: patiently(ask, ConfirmationUnderWay), at=now())


handler = queue_function("payment.confirmed", confirm)
