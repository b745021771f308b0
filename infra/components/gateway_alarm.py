"""The alarm on payment gateways that do not answer. Its metric is what the functions write into their logs."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from constructs import Construct

from infra.components.python_function import Platform

NAMESPACE = "Imigrasi"
METRIC = "GatewayDown"
GATEWAYS = ("midtrans",)


def gateway_alarms(scope: Construct, platform: Platform) -> None:
    """One a gateway that is asked over the network: it rings when calls of it stop, and again when they go on."""
    for gateway in GATEWAYS:
        alarm = cloudwatch.Alarm(
            scope,
            f"{gateway.title()}Down",
            alarm_description=f"{gateway} does not answer: payments wait, nothing is lost, and lapses are postponed",
            metric=cloudwatch.Metric(
                namespace=NAMESPACE,
                metric_name=METRIC,
                dimensions_map={"Stage": platform.stage.name, "Gateway": gateway},
                statistic="Maximum",
                period=Duration.minutes(5),
            ),
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(platform.alarms))
        alarm.add_ok_action(actions.SnsAction(platform.alarms))
