"""Adapters of the officers' views. Only `console` uses them, and all of them only read."""

from __future__ import annotations

import os

from imigrasi.adapters.aws import client
from imigrasi.adapters.dynamo.findings import DynamoFindings
from imigrasi.adapters.dynamo.officer_queue import DynamoOfficerQueue
from imigrasi.adapters.dynamo.sent import DynamoSentMessages
from imigrasi.adapters.dynamo.statements import DynamoStatements
from imigrasi.adapters.executions import StepFunctionsExecutions
from imigrasi.adapters.invocation_log import CloudWatchInvocations
from imigrasi.adapters.statement_files import S3StatementFiles
from imigrasi.entrypoint.settings import setting
from imigrasi.entrypoint.wiring import table

#: A report names each line of a settlement file at most twice.
LARGEST_REPORT = 16 * 1024 * 1024


def officer_queue() -> DynamoOfficerQueue:
    return DynamoOfficerQueue(client("dynamodb"), table())


def findings() -> DynamoFindings:
    return DynamoFindings(client("dynamodb"), table())


def sent_messages() -> DynamoSentMessages:
    return DynamoSentMessages(client("dynamodb"), table())


def statements() -> DynamoStatements:
    return DynamoStatements(client("dynamodb"), table())


def statement_reports() -> S3StatementFiles:
    return S3StatementFiles(client("s3"), setting("STATEMENTS_BUCKET"), LARGEST_REPORT)


def storage_page() -> str | None:
    """Where an object of the settlement files' bucket is shown, with `{key}`; None where there is no such page."""
    return os.environ.get("STATEMENTS_PAGE")


def executions() -> StepFunctionsExecutions:
    return StepFunctionsExecutions(client("stepfunctions"), setting("STATE_MACHINE_ARN"))


def invocation_log() -> CloudWatchInvocations:
    return CloudWatchInvocations(client("logs"), f"/aws/lambda/imigrasi-{setting('STAGE')}-")


def watched_functions() -> list[str]:
    """Functions whose log this one may read, in the order of the work."""
    return setting("WATCHED_FUNCTIONS").split(",")
