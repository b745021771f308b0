"""The road of citizens and gateways, and of officers to a document: HTTP functions behind the distribution."""

from infra.components.grants import READ
from infra.components.http_api import HttpApi
from infra.stacks.service.foundation import Foundation
from infra.stage import NUMBERED

APPLICATION = "/v1/applications/{application_id}"
GROUP = "/v1/groups/{group_id}"


def http_functions(on: Foundation) -> HttpApi:
    api = HttpApi(on.scope, on.platform)
    _intake(on, api)
    _status(on, api)
    _upload(on, api)
    _payment(on, api)
    _payment_callback(on, api)
    _appointment(on, api)
    _file_viewing(on, api)
    return api


#: Longer than any lookup of a warm function takes; see entrypoint/denial.py.
DENIAL_MILLISECONDS = 100


def _origin(on: Foundation) -> dict[str, str]:
    return {"ORIGIN_SECRET_ARN": on.origin_secret_arn, "DENIAL_MILLISECONDS": str(DENIAL_MILLISECONDS)}


def _intake(on: Foundation, api: HttpApi) -> None:
    function = on.function(
        "intake",
        on.grants.table(*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.personal("kms:Encrypt", "kms:Decrypt"),
        on.grants.mac(on.data.access_key),
        on.grants.mac(on.data.index_key),
        on.grants.secret(on.origin_secret_arn),
        memory=512,
        timeout=10,
        environment={
            "PERSONAL_KEY_ARN": on.data.personal_key.key_arn,
            "ACCESS_KEY_ARN": on.data.access_key.key_arn,
            "INDEX_KEY_ARN": on.data.index_key.key_arn,
            **on.site_environment,
            **_origin(on),
        },
    )
    api.serve(
        function,
        [
            "POST /v1/applications",
            f"GET {APPLICATION}/draft",
            f"PUT {APPLICATION}",
            f"POST {APPLICATION}/submission",
            f"POST {APPLICATION}/withdrawal",
            f"POST {APPLICATION}/objection",
            "POST /v1/groups",
            "GET /v1/forms/{service}",
            "POST /v1/forms/{service}",
        ],
    )


def _status(on: Foundation, api: HttpApi) -> None:
    """Reads what was masked when it was written: it holds no key to anything personal."""
    function = on.function(
        "status",
        on.grants.table(*READ, "dynamodb:UpdateItem"),
        on.grants.mac(on.data.index_key),
        on.grants.secret(on.origin_secret_arn),
        memory=256,
        timeout=5,
        environment={"INDEX_KEY_ARN": on.data.index_key.key_arn, **_origin(on)},
    )
    api.serve(function, [f"GET {APPLICATION}", "POST /v1/tracking", "GET /v1/verifications/{code}"])


def _upload(on: Foundation, api: HttpApi) -> None:
    """Signs the form that browsers post chunks with, so its role is the one S3 asks about every chunk."""
    function = on.function(
        "upload",
        on.grants.table(*READ, "dynamodb:PutItem"),
        on.grants.objects(on.data.incoming, "s3:PutObject", below=NUMBERED),
        on.grants.listing(on.data.incoming, "s3:ListBucket"),
        on.grants.secret(on.origin_secret_arn),
        memory=512,
        timeout=10,
        environment={
            "INCOMING_BUCKET": on.data.incoming.bucket_name,
            "STORAGE_KEY_ARN": on.data.storage_key.key_arn,
            **_origin(on),
        },
    )
    api.serve(
        function,
        [
            f"POST {APPLICATION}/documents",
            f"GET {APPLICATION}/documents/{{document_id}}",
            f"POST {APPLICATION}/documents/{{document_id}}/completion",
        ],
    )


def _payment(on: Foundation, api: HttpApi) -> None:
    queue = on.queues["confirmation"].queue
    function = on.function(
        "payment",
        on.grants.table(*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.sending(queue.queue_arn),
        on.grants.secret(on.midtrans_secret_arn),
        on.grants.secret(on.origin_secret_arn),
        memory=512,
        timeout=15,
        environment={
            "CONFIRMATION_QUEUE_URL": queue.queue_url,
            **on.gateway_environment,
            **on.code_range,
            **_origin(on),
        },
    )
    api.serve(
        function,
        [
            f"POST {APPLICATION}/payments",
            f"POST {APPLICATION}/payments/{{payment_id}}/check",
            f"POST {GROUP}/payments",
        ],
    )


def _payment_callback(on: Foundation, api: HttpApi) -> None:
    function = on.function(
        "payment_callback",
        on.grants.table("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.secret(on.midtrans_secret_arn),
        on.grants.secret(on.origin_secret_arn),
        memory=512,
        timeout=10,
        environment={**on.gateway_environment, **_origin(on)},
    )
    api.serve(function, ["POST /v1/payments/callbacks/{gateway}"])


def _appointment(on: Foundation, api: HttpApi) -> None:
    function = on.function(
        "appointment",
        on.grants.table("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.secret(on.origin_secret_arn),
        memory=512,
        timeout=10,
        environment=_origin(on),
    )
    api.serve(
        function, ["GET /v1/offices/{office}/slots", f"PUT {APPLICATION}/appointment", f"PUT {GROUP}/appointment"]
    )


def _file_viewing(on: Foundation, api: HttpApi) -> None:
    """Reads documents in the vault by name and version, and lists nothing; of what is sealed, grounds only."""
    function = on.function(
        "file_viewing",
        on.grants.table(*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.objects(on.data.vault, "s3:GetObjectVersion", below=NUMBERED),
        on.grants.objects(on.data.renditions, "s3:PutObject", "s3:GetObjectVersion"),
        on.grants.personal("kms:Decrypt", section="objection"),
        on.grants.secret(on.origin_secret_arn),
        memory=1024,
        timeout=20,
        environment={
            "VAULT_BUCKET": on.data.vault.bucket_name,
            "RENDITIONS_BUCKET": on.data.renditions.bucket_name,
            "STORAGE_KEY_ARN": on.data.storage_key.key_arn,
            "PERSONAL_KEY_ARN": on.data.personal_key.key_arn,
            **_origin(on),
        },
        layers=[on.documents_layer],
    )
    api.serve(function, ["GET /v1/files/{code}", "POST /v1/files/{code}"])
