"""An alarm on a metric that the functions write into their logs."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from constructs import Construct

from infra.components.python_function import Platform

NAMESPACE = "Imigrasi"


def metric_alarm(
    scope: Construct, platform: Platform, name: str, metric: str, what: str, *, minutes: int, gateway: str | None = None
) -> None:
    """It rings when the metric was 1 within `minutes`, and again when it was not. `what`: the alarm's own words."""
    dimensions = {"Stage": platform.stage.name} | ({"Gateway": gateway} if gateway else {})
    alarm = cloudwatch.Alarm(
        scope,
        name,
        alarm_description=what,
        metric=cloudwatch.Metric(
            namespace=NAMESPACE,
            metric_name=metric,
            dimensions_map=dimensions,
            statistic="Maximum",
            period=Duration.minutes(minutes),
        ),
        threshold=1,
        evaluation_periods=1,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    alarm.add_alarm_action(actions.SnsAction(platform.alarms))
    alarm.add_ok_action(actions.SnsAction(platform.alarms))
