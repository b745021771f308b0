"""What every road into the service builds on: bus, queues, secrets, and the function factory with its grants."""

import json
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import cast

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs

from infra.components.acknowledgement import acknowledge
from infra.components.grants import Grant, Grants
from infra.components.python_function import Platform, PythonFunction
from infra.components.queue import WorkQueue
from infra.stacks.data import DataStack
from infra.stage import Stage

# Queue → the timeout in seconds of the function that works it off.
QUEUES = {
    "documents": 60,
    "scans": 60,
    "workflow": 30,
    "confirmation": 30,
    "notification": 30,
    "rescue": 120,
    "statements": 300,
}

LOCAL_TARGETS = "Local stage: the engine can't tell which resource a task token or a mail is for; others name it."


@dataclass(frozen=True)
class Foundation:
    """Passed to each road. `machine_arn` is a name, not a reference: the machine and its functions name each other."""

    scope: Stack
    stage: Stage
    data: DataStack
    platform: Platform
    documents_layer: lambda_.ILayerVersion
    grants: Grants
    bus: events.EventBus
    queues: Mapping[str, WorkQueue]
    origin_secret_arn: str
    midtrans_secret_arn: str
    machine_arn: str

    def function(
        self,
        name: str,
        *grants: Iterable[Grant],
        memory: int,
        timeout: int,
        environment: Mapping[str, str],
        dead_letters: sqs.IQueue | None = None,
        layers: Sequence[lambda_.ILayerVersion] = (),
    ) -> PythonFunction:
        """A function that knows the table; everything else it needs is named here."""
        return PythonFunction(
            self.scope,
            name,
            self.platform,
            memory=memory,
            timeout=timeout,
            environment={"TABLE_NAME": self.data.table.table_name, **environment},
            grants=chain.from_iterable(grants),
            dead_letters=dead_letters,
            layers=layers,
        )

    @property
    def gateway_environment(self) -> dict[str, str]:
        """Where a function finds the payment gateway; locally the runner adds the address, which it chooses."""
        settings = {"MIDTRANS_URL": self.stage.midtrans_url, "MIDTRANS_MERCHANT_ID": self.stage.midtrans_merchant_id}
        known = {name: value for name, value in settings.items() if value is not None}
        return {"MIDTRANS_SECRET_ARN": self.midtrans_secret_arn, **known}

    @property
    def statement_environment(self) -> dict[str, str]:
        """Where settlement files lie, and where questions about the orders in them go."""
        return {
            "STATEMENTS_BUCKET": self.data.statements.bucket_name,
            "CONFIRMATION_QUEUE_URL": self.queues["confirmation"].queue.queue_url,
        }

    @property
    def code_range(self) -> dict[str, str]:
        """The billing codes that may be given out; nothing where none are allotted."""
        first, last = self.stage.simponi_codes or ("", "")
        return {"SIMPONI_FIRST_CODE": first, "SIMPONI_LAST_CODE": last} if first else {}

    @property
    def site_environment(self) -> dict[str, str]:
        return {"SITE_URL": self.stage.site_url} if self.stage.site_url else {}


def machine_arn(scope: Stack, stage: Stage) -> str:
    return f"arn:aws:states:{scope.region}:{scope.account}:stateMachine:{stage.named('application')}"


def rotating_secret(scope: Stack, name: str, platform: Platform, description: str) -> str:
    """The ARN of a secret {"current", "previous"}: both are accepted while one replaces the other."""
    secret = secretsmanager.Secret(
        scope,
        name,
        description=description,
        encryption_key=platform.storage_key,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template=json.dumps({"previous": ""}),
            generate_string_key="current",
            password_length=64,
            exclude_characters=string.punctuation,  # it travels in a header and in basic authentication
        ),
        removal_policy=RemovalPolicy.RETAIN if platform.stage.retained else RemovalPolicy.DESTROY,
    )
    acknowledge(
        secret,
        "The secret is shared with another party (the distribution, the gateway), so both sides change by the "
        "rotation runbook: previous = current, current = new, then the other side. An automatic rotation would "
        "cut them off.",
        "AwsSolutions-SMG4",
        "NIST.800.53.R5-SecretsManagerRotationEnabled",
    )
    resource = cast("secretsmanager.CfnSecret", secret.node.default_child)
    return resource.attr_id  # the ARN on both engines; Ref is the name on the local one
