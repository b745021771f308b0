"""Alarms about payment gateways. Their metrics are what the functions write into their logs."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from constructs import Construct

from infra.components.python_function import Platform

NAMESPACE = "Imigrasi"
GATEWAYS = ("midtrans",)


def gateway_alarms(scope: Construct, platform: Platform) -> None:
    """One a gateway that is asked over the network: it rings when calls of it stop, and again when they go on. And
    one that rings while few billing codes are left."""
    for gateway in GATEWAYS:
        _alarm(
            scope,
            platform,
            gateway,
            "GatewayDown",
            f"{gateway} does not answer: payments wait, nothing is lost, and lapses are postponed",
            minutes=5,
        )
    _alarm(
        scope,
        platform,
        "simponi",
        "BillingCodesLow",
        "few billing codes are left: ask the treasury for another range, and put it into infra/stage.py",
        minutes=60,
    )


def _alarm(scope: Construct, platform: Platform, gateway: str, metric: str, what: str, *, minutes: int) -> None:
    alarm = cloudwatch.Alarm(
        scope,
        f"{gateway.title()}{metric.removeprefix('Gateway')}",
        alarm_description=what,
        metric=cloudwatch.Metric(
            namespace=NAMESPACE,
            metric_name=metric,
            dimensions_map={"Stage": platform.stage.name, "Gateway": gateway},
            statistic="Maximum",
            period=Duration.minutes(minutes),
        ),
        threshold=1,
        evaluation_periods=1,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    alarm.add_alarm_action(actions.SnsAction(platform.alarms))
    alarm.add_ok_action(actions.SnsAction(platform.alarms))
