"""One Lambda function with everything it needs to be run and watched: its own role, log group, alarms, dead letters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.components.acknowledgement import acknowledge, wildcard_finding
from infra.components.grants import Grant, allow_any, give
from infra.stage import Stage

SYNCHRONOUS = (
    "Called synchronously (HTTP, a queue or stream mapping, a workflow task or a runbook): Lambda never queues its "
    "events, so a function-level dead-letter queue would never receive one. The caller's own road has them."
)

TRACES = "X-Ray takes traces of a whole account, not of a resource; the two actions only send them."
RUNTIME = (
    "Python 3.13 is the newest runtime for which every pinned package publishes arm64 wheels; it has the lowest cold "
    "start measured here and is supported until 2029."
)
CONCURRENCY = (
    "Nothing is reserved: in a small office any function may need the account's whole pool, and a reservation is also "
    "a ceiling. The API's throttle, the queues and the throttle alarm bound and show the load."
)
NO_NETWORK = (
    "There is nothing in a private network to reach: every resource is behind IAM, and a network would add a NAT "
    "gateway's cost and its failure to each call of the payment gateway."
)

RETENTION = {
    7: logs.RetentionDays.ONE_WEEK,
    30: logs.RetentionDays.ONE_MONTH,
    365: logs.RetentionDays.ONE_YEAR,
}


@dataclass(frozen=True)
class Platform:
    """What all functions of an installation share."""

    stage: Stage
    functions: Path  # the folder of function folders
    layers: tuple[lambda_.ILayerVersion, ...]  # of every function
    storage_key: kms.IKey
    alarms: sns.ITopic


class PythonFunction(Construct):
    """`functions/<name>/handler.py` as a function.

    `grants` are its permissions, nothing else is added but logs and traces. `dead_letters` is for functions that
    are invoked asynchronously, `layers` for what no other function has.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        platform: Platform,
        *,
        memory: int,
        timeout: int,
        environment: Mapping[str, str],
        grants: Iterable[Grant],
        dead_letters: sqs.IQueue | None = None,
        layers: Sequence[lambda_.ILayerVersion] = (),
    ) -> None:
        super().__init__(scope, name.title().replace("_", ""))
        self.name = name
        self._platform = platform
        self.physical_name = platform.stage.named(name.replace("_", "-"))
        self.logs = self._log_group()
        self.role = self._role(grants)
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=self.physical_name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            code=lambda_.Code.from_asset(str(platform.functions / name), exclude=["__pycache__", "*.pyc"]),
            handler="handler.handler",
            layers=[*platform.layers, *layers],
            memory_size=memory,
            timeout=Duration.seconds(timeout),
            environment={**self._common(), **environment},
            role=self.role,
            log_group=self.logs,
            tracing=lambda_.Tracing.ACTIVE,
            dead_letter_queue=dead_letters,
        )
        self._alarms()
        self._accepted(asynchronous=dead_letters is not None)

    def allow(self, grants: Iterable[Grant]) -> None:
        """Adds grants to the function's own role."""
        give(self.role, grants)

    def _common(self) -> dict[str, str]:
        return {
            "STAGE": self._platform.stage.name,
            "POWERTOOLS_SERVICE_NAME": self.name,
            "POWERTOOLS_LOG_LEVEL": "INFO",
        }

    def _log_group(self) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Logs",
            log_group_name=f"/aws/lambda/{self.physical_name}",
            retention=RETENTION[self._platform.stage.log_days],
            encryption_key=self._platform.storage_key,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _role(self, grants: Iterable[Grant]) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        stack = Stack.of(self)
        group = f"arn:aws:logs:{stack.region}:{stack.account}:log-group:/aws/lambda/{self.physical_name}"
        streams = allow_any(
            f"{group}:log-stream:*", "logs:CreateLogStream", "logs:PutLogEvents", because="Lambda names the streams."
        )
        give(role, [streams, *grants])
        acknowledge(role, TRACES, wildcard_finding(stack, "*"))
        return role

    def _alarms(self) -> None:
        for name, metric in (
            ("Errors", self.function.metric_errors(period=Duration.minutes(5))),
            ("Throttles", self.function.metric_throttles(period=Duration.minutes(5))),
        ):
            alarm = cloudwatch.Alarm(
                self,
                name,
                alarm_description=f"{self.name}: {name.lower()} in 5 minutes",
                metric=metric,
                threshold=1,
                evaluation_periods=1,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            alarm.add_alarm_action(actions.SnsAction(self._platform.alarms))

    def _accepted(self, *, asynchronous: bool) -> None:
        acknowledge(self.function, RUNTIME, "AwsSolutions-L1", "Serverless-LambdaLatestVersion")
        acknowledge(self.function, CONCURRENCY, "NIST.800.53.R5-LambdaConcurrency")
        acknowledge(self.function, NO_NETWORK, "NIST.800.53.R5-LambdaInsideVPC")
        if not asynchronous:
            acknowledge(self.function, SYNCHRONOUS, "NIST.800.53.R5-LambdaDLQ", "Serverless-LambdaDLQ")
