"""The road of events: from the table's stream to the bus, and from the bus through queues to those who act on them."""

from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as destinations
from aws_cdk import aws_ses as ses

from infra.components.grants import READ_WRITE, Statements, allow
from infra.components.queue import DeadLetters
from infra.components.queue_listener import listen, route
from infra.stacks.service.foundation import Foundation

# What a citizen hears of.
NOTIFIED = (
    "ApplicationSubmitted",
    "ApplicationCleared",
    "ApplicationReturned",
    "ApplicationRejected",
    "ApplicationWithdrawn",
    "ApplicationLapsed",
    "ApplicationCancelled",
    "ApplicationApproved",
    "LapseWarned",
    "PaymentIssued",
    "PaymentSettled",
    "PaymentSuspended",
    "AppointmentBooked",
    "ApplicantMissed",
    "ResultReady",
    "ResultCollected",
    "CollectionWarned",
    "ObjectionFiled",
    "ObjectionUpheld",
    "ObjectionGranted",
    "DocumentChecked",
)


def event_functions(on: Foundation) -> lambda_.EventSourceMapping:
    """Returns the stream's mapping, which the local runner has to wake after a restart."""
    mapping = _event_relay(on)
    _document_check(on)
    _payment_confirmation(on)
    _notification(on)
    return mapping


def _event_relay(on: Foundation) -> lambda_.EventSourceMapping:
    """Only items that carry `relay` are events; everything else in the stream is filtered before any invocation."""
    dead = DeadLetters(on.scope, "relay", on.platform)
    stream = on.data.table.table_stream_arn
    assert stream is not None
    function = on.function(
        "event_relay",
        on.grants.table("dynamodb:UpdateItem"),
        [allow(on.bus.event_bus_arn, "events:PutEvents")],
        on.grants.sending(dead.queue.queue_arn),
        [
            allow(stream, "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
            # AWS takes no single stream here: the action lists the account's streams.
            allow("*", "dynamodb:ListStreams"),
        ],
        memory=256,
        timeout=30,
        environment={"EVENT_BUS_NAME": on.bus.event_bus_name},
    )
    return lambda_.EventSourceMapping(
        function,
        "FromStream",
        target=function.function,
        event_source_arn=stream,
        starting_position=lambda_.StartingPosition.TRIM_HORIZON,
        batch_size=100,
        bisect_batch_on_error=True,
        report_batch_item_failures=True,
        retry_attempts=5,
        on_failure=destinations.SqsDlq(dead.queue),
        filters=[
            lambda_.FilterCriteria.filter(
                {"dynamodb": {"NewImage": {"relay": {"S": lambda_.FilterRule.exists()}}}}
            )
        ],
    )


def _document_check(on: Foundation) -> None:
    function = on.function(
        "document_check",
        on.grants.table(*READ_WRITE),
        on.grants.objects(
            on.data.incoming, "s3:GetObject", "s3:GetObjectVersion", "s3:DeleteObject", "s3:DeleteObjectVersion"
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
    )
    work = on.queues["documents"]
    route(on.scope, on.bus, ["DocumentReceived"], work)
    listen(function, work, on.grants)


def _payment_confirmation(on: Foundation) -> None:
    function = on.function(
        "payment_confirmation",
        on.grants.table(*READ_WRITE),
        on.grants.secret(on.midtrans_secret_arn),
        memory=512,
        timeout=30,
        environment=on.gateway_environment,
    )
    work = on.queues["confirmation"]
    route(on.scope, on.bus, ["PaymentNoticeReceived"], work)
    listen(function, work, on.grants)


def _notification(on: Foundation) -> None:
    function = on.function(
        "notification",
        on.grants.table("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
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


def _mail(on: Foundation) -> Statements:
    """Mail from the sender's domain only, which the installation proves to own by its DKIM records."""
    domain = on.stage.mail_sender.partition("@")[2]
    ses.CfnEmailIdentity(on.scope, "MailDomain", email_identity=domain)
    identity = f"arn:aws:ses:{on.scope.region}:{on.scope.account}:identity/{domain}"
    return [allow(identity if on.stage.exact_send_targets else "*", "ses:SendEmail")]


def _text_messages() -> Statements:
    """A phone number has no ARN, so the permission is for `*`; topics, which have one, are denied."""
    return [
        allow("*", "sns:Publish"),
        iam.PolicyStatement(effect=iam.Effect.DENY, actions=["sns:Publish"], resources=["arn:aws:sns:*:*:*"]),
    ]
