"""The four keys: two that encrypt (rotating) and two that authenticate (never rotated: what they derive must stay).

Key policies name no function: they set the bounds (through which services, never through a service), and each
function's own role then says what it may do within them. Administration and use are kept apart, so that whoever may
manage a key cannot read with it.
"""

from collections.abc import Mapping

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.stage import Stage

ADMINISTRATION = [
    "kms:CancelKeyDeletion",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateKeyDescription",
]
SYMMETRIC_USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
STORAGE_SERVICES = ("dynamodb", "s3", "secretsmanager", "sns", "sqs")
NEVER_VIA_A_SERVICE = {"Null": {"kms:ViaService": "true"}}


def storage_key(scope: Construct, stage: Stage) -> kms.Key:
    """Encrypts tables, buckets, queues, topics, secrets and logs; usable through those services only."""
    stack = Stack.of(scope)
    via = {"StringEquals": {"kms:ViaService": [f"{name}.{stack.region}.amazonaws.com" for name in STORAGE_SERVICES]}}
    log_groups = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:*"
    return _key(
        scope,
        "StorageKey",
        stage,
        "Tables, buckets, queues, secrets and logs, through those services only",
        [
            _account_may("Use", [*SYMMETRIC_USE, "kms:ReEncryptFrom", "kms:ReEncryptTo"], via),
            _account_may(
                "DelegateToTheTable", ["kms:CreateGrant"], {**via, "Bool": {"kms:GrantIsForAWSResource": "true"}}
            ),
            _service_may(
                f"logs.{stack.region}.amazonaws.com",
                ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
                {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
            ),
            # Rules write to encrypted queues and alarms to an encrypted topic under the services' own names, without
            # naming the source to KMS; whose rules and alarms may write is in the queues' and the topic's policies.
            _service_may("events.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], {}),
            _service_may("cloudwatch.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey*"], {}),
        ],
    )


def personal_key(scope: Construct, stage: Stage) -> kms.Key:
    """Encrypts the personal sections, by direct calls only and always bound to an application and a section."""
    bounds: dict[str, object] = {**NEVER_VIA_A_SERVICE}
    if stage.encryption_context:
        bounds["ForAllValues:StringEquals"] = {"kms:EncryptionContextKeys": ["application_id", "section"]}
        bounds["Null"] = {"kms:ViaService": "true", "kms:EncryptionContextKeys": "false"}
    use = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
    return _key(
        scope,
        "PersonalKey",
        stage,
        "Personal sections of applications, never through a service",
        [_account_may("Use", use, bounds)],
    )


def authentication_key(scope: Construct, name: str, stage: Stage, description: str) -> kms.Key:
    """A 256-bit HMAC key; what is derived from it (identifiers, access keys, indexes) must stay derivable."""
    return _key(
        scope,
        name,
        stage,
        description,
        [_account_may("Use", ["kms:GenerateMac"], NEVER_VIA_A_SERVICE)],
        spec=kms.KeySpec.HMAC_256,
    )


def _key(
    scope: Construct,
    name: str,
    stage: Stage,
    description: str,
    use: list[iam.PolicyStatement],
    spec: kms.KeySpec = kms.KeySpec.SYMMETRIC_DEFAULT,
) -> kms.Key:
    symmetric = spec == kms.KeySpec.SYMMETRIC_DEFAULT
    return kms.Key(
        scope,
        name,
        description=description,
        key_spec=spec,
        key_usage=kms.KeyUsage.ENCRYPT_DECRYPT if symmetric else kms.KeyUsage.GENERATE_VERIFY_MAC,
        enable_key_rotation=symmetric,
        policy=iam.PolicyDocument(statements=[_account_may("Administration", ADMINISTRATION, {}), *use]),
        removal_policy=RemovalPolicy.RETAIN if stage.retained else RemovalPolicy.DESTROY,
    )


def _account_may(sid: str, actions: list[str], conditions: Mapping[str, object]) -> iam.PolicyStatement:
    """Lets the account's identity policies grant these actions, within the conditions."""
    return iam.PolicyStatement(
        sid=sid,
        principals=[iam.AccountRootPrincipal()],
        actions=actions,
        resources=["*"],  # in a key policy: this key
        conditions=conditions,
    )


def _service_may(service: str, actions: list[str], conditions: Mapping[str, object]) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal(service)], actions=actions, resources=["*"], conditions=conditions
    )
