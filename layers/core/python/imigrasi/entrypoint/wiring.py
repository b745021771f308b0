"""Adapters put together from the environment. Each is made once, when first used, and imported only then:
a function pays at its cold start for nothing that it does not use.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from imigrasi.adapters.aws import client
from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.domain.errors import NotFound
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.settings import setting

if TYPE_CHECKING:
    from imigrasi.adapters.automation import SsmAutomation
    from imigrasi.adapters.catalogue import FileWordings
    from imigrasi.adapters.dynamo.applications import DynamoApplications
    from imigrasi.adapters.dynamo.billing_codes import DynamoBillingCodes
    from imigrasi.adapters.dynamo.due import DynamoDue
    from imigrasi.adapters.dynamo.gateway_health import DynamoGatewayHealth
    from imigrasi.adapters.dynamo.marks import (
        DynamoAttempts,
        DynamoRelayMarks,
        DynamoSentMarks,
        DynamoSlots,
    )
    from imigrasi.adapters.dynamo.openings import DynamoOpenings
    from imigrasi.adapters.dynamo.orders import DynamoOrders
    from imigrasi.adapters.dynamo.receipts import DynamoReceipts
    from imigrasi.adapters.dynamo.tasks import DynamoTasks
    from imigrasi.adapters.dynamo.tokens import DynamoTokens
    from imigrasi.adapters.kms import KmsMacs, KmsSealer
    from imigrasi.adapters.messaging import (
        EventBridgeOutbox,
        SesMailer,
        SnsTexts,
        SqsConfirmations,
        SqsRescues,
    )
    from imigrasi.adapters.s3 import S3UploadArea
    from imigrasi.adapters.secrets import RotatingSecret
    from imigrasi.adapters.stepfunctions import StepFunctionsWorkflow
    from imigrasi.usecases.payment_ports import PaymentGateway


def table() -> str:
    return setting("TABLE_NAME")


def site() -> str:
    """The portal's public address, without a slash at the end."""
    return setting("SITE_URL").rstrip("/")


@functools.cache
def catalogue() -> FileCatalogue:
    return FileCatalogue()


@functools.cache
def applications() -> DynamoApplications:
    from imigrasi.adapters.dynamo.applications import DynamoApplications

    def queue_shards(office: str) -> int:
        return catalogue().office(office).queue_shards

    return DynamoApplications(client("dynamodb"), table(), queue_shards)


@functools.cache
def shown_applications() -> DynamoApplications:
    """For those who only look: eventually consistent."""
    from imigrasi.adapters.dynamo.applications import DynamoApplications

    return DynamoApplications(client("dynamodb"), table(), consistent=False)


@functools.cache
def orders() -> DynamoOrders:
    from imigrasi.adapters.dynamo.orders import DynamoOrders

    return DynamoOrders(client("dynamodb"), table())


@functools.cache
def receipts() -> DynamoReceipts:
    from imigrasi.adapters.dynamo.receipts import DynamoReceipts

    return DynamoReceipts(client("dynamodb"), table())


@functools.cache
def tasks() -> DynamoTasks:
    from imigrasi.adapters.dynamo.tasks import DynamoTasks

    return DynamoTasks(client("dynamodb"), table())


@functools.cache
def openings() -> DynamoOpenings:
    from imigrasi.adapters.dynamo.openings import DynamoOpenings

    return DynamoOpenings(client("dynamodb"), table())


@functools.cache
def tokens() -> DynamoTokens:
    from imigrasi.adapters.dynamo.tokens import DynamoTokens

    return DynamoTokens(client("dynamodb"), table())


@functools.cache
def due() -> DynamoDue:
    from imigrasi.adapters.dynamo.due import DynamoDue

    return DynamoDue(client("dynamodb"), table())


@functools.cache
def relay_marks() -> DynamoRelayMarks:
    from imigrasi.adapters.dynamo.marks import DynamoRelayMarks

    return DynamoRelayMarks(client("dynamodb"), table())


@functools.cache
def sent_marks() -> DynamoSentMarks:
    from imigrasi.adapters.dynamo.marks import DynamoSentMarks

    return DynamoSentMarks(client("dynamodb"), table())


@functools.cache
def attempts() -> DynamoAttempts:
    from imigrasi.adapters.dynamo.marks import DynamoAttempts

    return DynamoAttempts(client("dynamodb"), table())


@functools.cache
def slots() -> DynamoSlots:
    from imigrasi.adapters.dynamo.marks import DynamoSlots

    return DynamoSlots(client("dynamodb"), table())


@functools.cache
def sealer() -> KmsSealer:
    from imigrasi.adapters.kms import KmsSealer

    return KmsSealer(client("kms"), setting("PERSONAL_KEY_ARN"))


@functools.cache
def macs() -> KmsMacs:
    """Both HMAC keys; a function that may use only one of them has only that one in its environment."""
    from imigrasi.adapters.kms import KmsMacs

    return KmsMacs(
        client("kms"),
        access_key_arn=os.environ.get("ACCESS_KEY_ARN", ""),
        index_key_arn=setting("INDEX_KEY_ARN"),
    )


@functools.cache
def incoming() -> S3UploadArea:
    """The incoming bucket only: all that `upload` may touch."""
    from imigrasi.adapters.s3 import S3UploadArea

    return S3UploadArea(client("s3"), incoming=setting("INCOMING_BUCKET"), storage_key=setting("STORAGE_KEY_ARN"))


@functools.cache
def workflow() -> StepFunctionsWorkflow:
    from imigrasi.adapters.stepfunctions import StepFunctionsWorkflow

    return StepFunctionsWorkflow(client("stepfunctions"), setting("STATE_MACHINE_ARN"))


@functools.cache
def waits() -> StepFunctionsWorkflow:
    """The workflow as its own stage function sees it: tokens to complete, no executions to start."""
    from imigrasi.adapters.stepfunctions import StepFunctionsWorkflow

    return StepFunctionsWorkflow(client("stepfunctions"))


@functools.cache
def outbox() -> EventBridgeOutbox:
    from imigrasi.adapters.messaging import EventBridgeOutbox

    return EventBridgeOutbox(client("events"), setting("EVENT_BUS_NAME"))


@functools.cache
def confirmations() -> SqsConfirmations:
    from imigrasi.adapters.messaging import SqsConfirmations

    return SqsConfirmations(client("sqs"), setting("CONFIRMATION_QUEUE_URL"))


@functools.cache
def rescues() -> SqsRescues:
    from imigrasi.adapters.messaging import SqsRescues

    return SqsRescues(client("sqs"), setting("RESCUE_QUEUE_URL"))


@functools.cache
def wordings() -> FileWordings:
    from imigrasi.adapters.catalogue import FileWordings

    return FileWordings(setting("SITE_URL"))


@functools.cache
def mailer() -> SesMailer:
    from imigrasi.adapters.messaging import SesMailer

    return SesMailer(client("sesv2"), setting("MAIL_SENDER"))


@functools.cache
def texts() -> SnsTexts:
    from imigrasi.adapters.messaging import SnsTexts

    return SnsTexts(client("sns"))


@functools.cache
def automation() -> SsmAutomation:
    from imigrasi.adapters.automation import SsmAutomation

    return SsmAutomation(client("ssm"))


@functools.cache
def secret(name: str) -> RotatingSecret:
    from imigrasi.adapters.secrets import RotatingSecret

    return RotatingSecret(client("secretsmanager"), setting(name))


def origin_accepted(given: str) -> bool:
    """Whether a request came through the distribution, which alone knows the origin secret."""
    return secret("ORIGIN_SECRET_ARN").accepts(given)


@functools.cache
def billing_codes() -> DynamoBillingCodes:
    """Only who gives codes out knows the range; a stage to which none is allotted has none to give."""
    from imigrasi.adapters.dynamo.billing_codes import DynamoBillingCodes
    from imigrasi.domain.billing_code import CodeRange

    first, last = os.environ.get("SIMPONI_FIRST_CODE"), os.environ.get("SIMPONI_LAST_CODE")
    allotted = CodeRange(first, last) if first and last else None
    return DynamoBillingCodes(client("dynamodb"), table(), allotted)


@functools.cache
def gateway_health() -> DynamoGatewayHealth:
    from imigrasi.adapters.dynamo.gateway_health import DynamoGatewayHealth

    return DynamoGatewayHealth(client("dynamodb"), table())


@functools.cache
def gateway(name: str) -> PaymentGateway:
    """Raises NotFound for one that there is not. One that is switched off still has payments to hear about."""
    if name == "simponi":
        from imigrasi.adapters.gateways.simponi import Simponi

        return Simponi(billing_codes(), now=now)
    if name != "midtrans":
        raise NotFound
    from imigrasi.adapters.gateways.guarded import Guarded
    from imigrasi.adapters.gateways.midtrans import Midtrans
    from imigrasi.entrypoint.metrics import gateway_changed

    keys = secret("MIDTRANS_SECRET_ARN")
    merchant = os.environ.get("MIDTRANS_MERCHANT_ID")
    midtrans = Midtrans(setting("MIDTRANS_URL"), keys=keys.values, now=now, merchant_id=merchant)
    return Guarded(midtrans, gateway_health(), now=now, tell=gateway_changed)
