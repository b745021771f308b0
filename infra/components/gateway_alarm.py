"""Alarms about payment gateways."""

from constructs import Construct

from infra.components.metric_alarm import metric_alarm
from infra.components.python_function import Platform

GATEWAYS = ("midtrans",)


def gateway_alarms(scope: Construct, platform: Platform) -> None:
    """One a gateway that is asked over the network: it rings when calls of it stop, and again when they go on. And
    one that rings while few billing codes are left."""
    for gateway in GATEWAYS:
        metric_alarm(
            scope,
            platform,
            f"{gateway.title()}Down",
            "GatewayDown",
            f"{gateway} does not answer: payments wait, nothing is lost, and lapses are postponed",
            minutes=5,
            gateway=gateway,
        )
    metric_alarm(
        scope,
        platform,
        "SimponiBillingCodesLow",
        "BillingCodesLow",
        "few billing codes are left: ask the treasury for another range, and put it into infra/stage.py",
        minutes=60,
        gateway="simponi",
    )
