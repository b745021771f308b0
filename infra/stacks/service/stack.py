"""The service stack."""

from dataclasses import dataclass
from pathlib import Path

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.components.gateway_alarm import gateway_alarms
from infra.components.grants import Grants
from infra.components.malware_alarm import malware_alarms
from infra.components.python_function import Platform
from infra.components.queue import WorkQueue
from infra.stacks.data import DataStack, imported_storage_key
from infra.stacks.service.events import event_functions
from infra.stacks.service.foundation import QUEUES, Foundation, machine_arn, rotating_secret
from infra.stacks.service.http import http_functions
from infra.stacks.service.officers import officer_functions
from infra.stacks.service.schedules import scheduled_functions
from infra.stacks.service.workflow import workflow_functions
from infra.stage import REGION, Stage


@dataclass(frozen=True)
class Sources:
    """Where the code lies that goes into the template's assets: function folders, built layers, built site."""

    functions: Path
    layers: Path  # holds core/python, vendor/python and documents/python
    site: Path


class ServiceStack(Stack):
    """Bus, queues, functions, API, state machine, schedules, secrets, and the alarms on all of them."""

    def __init__(self, scope: Construct, stage: Stage, data: DataStack, sources: Sources) -> None:
        super().__init__(
            scope,
            stage.named("service"),
            env={"account": stage.account, "region": REGION},
            description="Imigrasi Lebong: functions and the roads between them",
        )
        on = self._foundation(stage, data, sources)
        self.origin_secret_arn = on.origin_secret_arn
        self.bus = on.bus
        self.queues = on.queues
        self.alarms = on.platform.alarms
        self.api = http_functions(on)
        mapping = event_functions(on)
        workflow_functions(on)
        scheduled_functions(on)
        gateway_alarms(self, on.platform)
        malware_alarms(self, on.platform)
        officers = officer_functions(on)
        self.console, self.decision = officers.console, officers.decision
        self._outputs(on, mapping)

    def _foundation(self, stage: Stage, data: DataStack, sources: Sources) -> Foundation:
        key = imported_storage_key(self, data)
        alarms = self._alarm_topic(stage, key)
        layers = tuple(self._layer(sources, name) for name in ("core", "vendor"))
        platform = Platform(stage=stage, functions=sources.functions, layers=layers, storage_key=key, alarms=alarms)
        return Foundation(
            scope=self,
            stage=stage,
            data=data,
            platform=platform,
            documents_layer=self._layer(sources, "documents"),
            grants=Grants(self, stage, data),
            bus=events.EventBus(self, "Bus", event_bus_name=f"imigrasi-{stage.name}"),
            queues={name: WorkQueue(self, name, platform, handled_within=timeout) for name, timeout in QUEUES.items()},
            origin_secret_arn=rotating_secret(
                self, "OriginSecret", platform, "Header that only our distribution sends to the API"
            ),
            midtrans_secret_arn=rotating_secret(
                self, "MidtransSecret", platform, "Server keys of the Midtrans account"
            ),
            machine_arn=machine_arn(self, stage),
        )

    def _alarm_topic(self, stage: Stage, key: kms.IKey) -> sns.Topic:
        """Our alarms may publish. Said in full: a topic with any policy of its own loses the usual permission."""
        topic = sns.Topic(self, "Alarms", topic_name=stage.named("alarms"), master_key=key, enforce_ssl=stage.tls_only)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="OurAlarms",
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={
                    "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{self.region}:{self.account}:alarm:*"},
                    "StringEquals": {"aws:SourceAccount": self.account},
                },
            )
        )
        return topic

    def _layer(self, sources: Sources, name: str) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            f"{name.title()}Layer",
            code=lambda_.Code.from_asset(str(sources.layers / name)),
            compatible_architectures=[lambda_.Architecture.ARM_64],
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
        )

    def _outputs(self, on: Foundation, mapping: lambda_.CfnEventSourceMapping) -> None:
        values = {
            "StateMachineArn": on.machine_arn,
            "BusName": on.bus.event_bus_name,
            "ApiId": self.api.api_id,
            "MidtransSecretArn": on.midtrans_secret_arn,
            "OriginSecretArn": on.origin_secret_arn,
            "ConsoleFunctionName": self.console.function.function_name,
            "DecisionFunctionName": self.decision.function.function_name,
            "RelayMappingId": mapping.ref,
            "AlarmTopicArn": on.platform.alarms.topic_arn,
            **{f"{name.title()}QueueUrl": work.queue.queue_url for name, work in on.queues.items()},
        }
        for name, value in values.items():
            CfnOutput(self, name, value=value)
