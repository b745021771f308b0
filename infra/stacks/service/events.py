"""The road of events: from the table's stream to the bus, and from the bus through queues to those who act on them."""

import json

from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_ses as ses

from infra.components.grants import READ, Grant, allow, allow_any
from infra.components.queue import DeadLetters
from infra.components.queue_listener import listen, route, route_pattern
from infra.scan import CANDIDATES, RESULT, SOURCE, results
from infra.stacks.service.foundation import LOCAL_TARGETS, Foundation
from infra.stage import NUMBERED, STATED

# Stream records of events not yet relayed.
RELAYED = {"dynamodb": {"NewImage": {"relay": {"S": [{"exists": True}]}}}}

# What has a gateway asked about an order, and for a refund.
CONFIRMED = ("PaymentNoticeReceived", "RefundApproved", "PaymentDisputed")

# What a citizen hears of.
NOTIFIED = (
    "ApplicationSubmitted",
    "ApplicationCleared",
    "ApplicationReturned",
    "ApplicationRejected",
    "ApplicationWithdrawn",
    "ApplicationLapsed",
    "ApplicationCancelled",
    "LapsePostponed",
    "LapseWarned",
    "PaymentSettled",
    "PaymentSuspended",
    "PaymentReleased",
    "PaymentRefunded",
    "PaymentChargedBack",
    "RefundApproved",
    "DisputeClosed",
    "AppointmentBooked",
    "ResultReady",
    "ResultCollected",
    "CollectionWarned",
    "ObjectionUpheld",
    "ObjectionGranted",
)


def event_functions(on: Foundation) -> lambda_.CfnEventSourceMapping:
    """Returns the stream's mapping, which the local runner has to wake after a restart."""
    mapping = _event_relay(on)
    _document_check(on)
    _payment_confirmation(on)
    _statement_import(on)
    _notification(on)
    return mapping


def _event_relay(on: Foundation) -> lambda_.CfnEventSourceMapping:
    """Only items that carry `relay` are events; everything else in the stream is filtered before any invocation."""
    dead = DeadLetters(on.scope, "relay", on.platform)
    function = on.function(
        "event_relay",
        on.grants.table("dynamodb:UpdateItem"),
        [allow(on.bus.event_bus_arn, "events:PutEvents")],
        on.grants.sending(dead.queue.queue_arn),
        on.grants.stream(),
        memory=256,
        timeout=30,
        environment={"EVENT_BUS_NAME": on.bus.event_bus_name},
    )
    # As a plain resource: the construct's dead-letter destination would widen the role with key patterns.
    mapping = lambda_.CfnEventSourceMapping
    return mapping(
        function,
        "FromStream",
        function_name=function.function.function_name,
        event_source_arn=on.data.stream_arn,
        starting_position="TRIM_HORIZON",
        batch_size=100,
        bisect_batch_on_function_error=True,
        function_response_types=["ReportBatchItemFailures"],
        maximum_retry_attempts=5,
        destination_config=mapping.DestinationConfigProperty(
            on_failure=mapping.OnFailureProperty(destination=dead.queue.queue_arn)
        ),
        filter_criteria=mapping.FilterCriteriaProperty(filters=[mapping.FilterProperty(pattern=json.dumps(RELAYED))]),
    )


def _document_check(on: Foundation) -> None:
    """Alone with the packages that take files apart. A file may take it 25 seconds, so only two come at once.

    It reads what citizens have sent, puts what it made of that where it is scanned, and keeps what is clean.
    """
    function = on.function(
        "document_check",
        on.grants.table("dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.objects(on.data.incoming, "s3:GetObjectVersion", below=NUMBERED),
        on.grants.objects(
            on.data.incoming,
            "s3:GetObjectVersion",
            "s3:GetObjectVersionTagging",
            "s3:PutObject",
            below=CANDIDATES,
        ),
        on.grants.listing(on.data.incoming, "s3:ListBucketVersions"),
        on.grants.objects(on.data.vault, "s3:PutObject"),
        memory=1024,
        timeout=60,
        environment={
            "INCOMING_BUCKET": on.data.incoming.bucket_name,
            "VAULT_BUCKET": on.data.vault.bucket_name,
            "STORAGE_KEY_ARN": on.data.storage_key.key_arn,
        },
        layers=[on.documents_layer],
    )
    work, scans = on.queues["documents"], on.queues["scans"]
    route(on.scope, on.bus, ["DocumentReceived"], work)
    listen(function, work, on.grants, batch_size=2)
    pattern = events.EventPattern(source=[SOURCE], detail_type=[RESULT], detail=results(on.data.incoming.bucket_name))
    route_pattern(on.scope, None, pattern, scans)
    listen(function, scans, on.grants, batch_size=2)


def _payment_confirmation(on: Foundation) -> None:
    function = on.function(
        "payment_confirmation",
        on.grants.table(*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.secret(on.midtrans_secret_arn),
        memory=512,
        timeout=30,
        environment=on.gateway_environment,
    )
    work = on.queues["confirmation"]
    route(on.scope, on.bus, CONFIRMED, work)
    listen(function, work, on.grants)


def _statement_import(on: Foundation) -> None:
    """Officers put settlement files into the bucket, each below its gateway's name; the reports lie beside them."""
    reading = ("s3:GetObjectVersion",) if on.stage.named_versions else ("s3:GetObject", "s3:GetObjectVersion")
    function = on.function(
        "statement_import",
        on.grants.table(*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.objects(on.data.statements, *reading, "s3:PutObject"),
        on.grants.sending(on.queues["confirmation"].queue.queue_arn),
        memory=1024,
        timeout=300,
        environment=on.statement_environment,
    )
    work = on.queues["statements"]
    pattern = events.EventPattern(
        source=["aws.s3"],
        detail_type=["Object Created"],
        detail={
            "bucket": {"name": [on.data.statements.bucket_name]},
            "object": {"key": [{"prefix": f"{gateway}/"} for gateway in STATED]},
        },
    )
    route_pattern(on.scope, None, pattern, work)
    listen(function, work, on.grants)


def _notification(on: Foundation) -> None:
    function = on.function(
        "notification",
        on.grants.table("dynamodb:GetItem", "dynamodb:PutItem"),
        on.grants.personal("kms:Decrypt", section="contact"),
        _mail(on),
        _text_messages(),
        memory=256,
        timeout=30,
        environment={
            "PERSONAL_KEY_ARN": on.data.personal_key.key_arn,
            "MAIL_SENDER": on.stage.mail_sender,
            **on.site_environment,
        },
    )
    work = on.queues["notification"]
    route(on.scope, on.bus, NOTIFIED, work)
    listen(function, work, on.grants)


def _mail(on: Foundation) -> list[Grant]:
    """Mail from the sender's domain only, which the installation proves to own by its DKIM records."""
    domain = on.stage.mail_sender.partition("@")[2]
    ses.CfnEmailIdentity(on.scope, "MailDomain", email_identity=domain)
    identity = f"arn:aws:ses:{on.scope.region}:{on.scope.account}:identity/{domain}"
    if on.stage.exact_send_targets:
        return [allow(identity, "ses:SendEmail")]
    return [allow_any("*", "ses:SendEmail", because=LOCAL_TARGETS)]


def _text_messages() -> list[Grant]:
    return [
        allow_any("*", "sns:Publish", because="A phone number has no ARN; topics, which have one, are denied."),
        Grant("arn:aws:sns:*:*:*", ("sns:Publish",), effect=iam.Effect.DENY),
    ]
