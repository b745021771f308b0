"""Adapters of the officers' views. Only `console` uses them, and all of them only read."""

from __future__ import annotations

from imigrasi.adapters.aws import client
from imigrasi.adapters.dynamo.findings import DynamoFindings
from imigrasi.adapters.dynamo.officer_queue import DynamoOfficerQueue
from imigrasi.adapters.dynamo.sent import DynamoSentMessages
from imigrasi.adapters.executions import StepFunctionsExecutions
from imigrasi.adapters.invocation_log import CloudWatchInvocations
from imigrasi.entrypoint.settings import setting
from imigrasi.entrypoint.wiring import table


def officer_queue() -> DynamoOfficerQueue:
    return DynamoOfficerQueue(client("dynamodb"), table())


def findings() -> DynamoFindings:
    return DynamoFindings(client("dynamodb"), table())


def sent_messages() -> DynamoSentMessages:
    return DynamoSentMessages(client("dynamodb"), table())


def executions() -> StepFunctionsExecutions:
    return StepFunctionsExecutions(client("stepfunctions"), setting("STATE_MACHINE_ARN"))


def invocation_log() -> CloudWatchInvocations:
    return CloudWatchInvocations(client("logs"), f"/aws/lambda/imigrasi-{setting('STAGE')}-")


def watched_functions() -> list[str]:
    """Functions whose log this one may read, in the order of the work."""
    return setting("WATCHED_FUNCTIONS").split(",")
