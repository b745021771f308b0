"""Permissions: exact actions on one resource, and with them the key actions that resource's service will ask for.

AWS asks for the key separately (a table grant without it fails at run time), the local engine does not: so they are
never written apart. A resource that can't be named exactly brings the reason why, which goes into the acknowledgement
of the rule packs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from infra.components.acknowledgement import acknowledge, wildcard_finding
from infra.stacks.data import DataStack
from infra.stage import Stage

READ = ("dynamodb:GetItem", "dynamodb:Query")
OBJECT_KEYS = "Object keys are made at run time, from the application and the document; the bucket is named exactly."


@dataclass(frozen=True)
class Grant:
    """One statement. `because` says why its resource is a pattern, where it is one."""

    resource: str
    actions: tuple[str, ...]
    conditions: Mapping[str, object] = field(default_factory=dict)
    because: str = ""
    effect: iam.Effect = iam.Effect.ALLOW

    def statement(self) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            effect=self.effect,
            actions=sorted(self.actions),
            resources=[self.resource],
            conditions=self.conditions or None,
        )


def allow(resource: str, *actions: str) -> Grant:
    """Exactly these actions on exactly this resource."""
    return Grant(resource, actions)


def allow_any(resource: str, *actions: str, because: str) -> Grant:
    """These actions on every resource that the pattern covers, for a reason."""
    return Grant(resource, actions, because=because)


def give(role: iam.Role, grants: Iterable[Grant]) -> None:
    """Writes the grants into the role's own policy."""
    for grant in grants:
        role.add_to_policy(grant.statement())
        if grant.because:
            acknowledge(role, grant.because, wildcard_finding(Stack.of(role), grant.resource))


class Grants:
    """Permissions on the data stack's resources, written for one consuming stack."""

    def __init__(self, scope: Stack, stage: Stage, data: DataStack) -> None:
        self._region = scope.region
        self._stage = stage
        self._data = data

    def table(self, *actions: str) -> list[Grant]:
        """Actions on the one table. Writers may also encrypt with the storage key, readers only decrypt."""
        reads = {*READ, "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem"}
        decrypt = ("kms:Decrypt", "kms:DescribeKey")
        encrypt = () if reads.issuperset(actions) else ("kms:Encrypt", "kms:GenerateDataKey")
        return [allow(self._data.table.table_arn, *actions), self.storage("dynamodb", *decrypt, *encrypt)]

    def index(self, name: str) -> list[Grant]:
        """Queries of one index."""
        return [allow(f"{self._data.table.table_arn}/index/{name}", "dynamodb:Query")]

    def stream(self) -> list[Grant]:
        """Reading the table's stream."""
        return [
            allow(self._data.stream_arn, "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
            allow_any("*", "dynamodb:ListStreams", because="AWS takes no single stream here: it lists the account's."),
            self.storage("dynamodb", "kms:Decrypt"),
        ]

    def objects(self, bucket: s3.IBucket, *actions: str, below: str = "") -> list[Grant]:
        """Actions on the objects of a bucket, or of those `below` a folder of it."""
        # A presigned or multipart write also decrypts its own data key.
        encrypt = ("kms:GenerateDataKey",) if "s3:PutObject" in actions else ()
        # Exported here, because the finding is named after the export.
        arn = self._data.export_value(bucket.bucket_arn)
        return [
            allow_any(f"{arn}/{below}*", *actions, because=OBJECT_KEYS),
            self.storage("s3", "kms:Decrypt", *encrypt),
        ]

    def erasing(self, bucket: s3.IBucket, *, below: str = "") -> list[Grant]:
        """Deleting versions of objects for good, which takes no key."""
        arn = self._data.export_value(bucket.bucket_arn)
        return [allow_any(f"{arn}/{below}*", "s3:DeleteObjectVersion", because=OBJECT_KEYS)]

    def listing(self, bucket: s3.IBucket, *actions: str) -> list[Grant]:
        """Actions on a bucket as such."""
        return [allow(bucket.bucket_arn, *actions)]

    def secret(self, arn: str) -> list[Grant]:
        """Reading one secret."""
        return [allow(arn, "secretsmanager:GetSecretValue"), self.storage("secretsmanager", "kms:Decrypt")]

    def sending(self, queue_arn: str) -> list[Grant]:
        """Sending to one encrypted queue."""
        return [allow(queue_arn, "sqs:SendMessage"), self.storage("sqs", "kms:Decrypt", "kms:GenerateDataKey")]

    def receiving(self, queue_arn: str) -> list[Grant]:
        """What an event source mapping does with one encrypted queue, in the function's name."""
        actions = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
        return [allow(queue_arn, *actions), self.storage("sqs", "kms:Decrypt")]

    def personal(self, *actions: str, section: str | None = None) -> list[Grant]:
        """Direct use of the personal key, where the stage allows it narrowed to one section."""
        narrowed = section is not None and self._stage.encryption_context
        context = {"StringEquals": {"kms:EncryptionContext:section": section}}
        return [Grant(self._data.personal_key.key_arn, actions, conditions=context if narrowed else {})]

    def mac(self, key: kms.IKey) -> list[Grant]:
        """Deriving with one HMAC key."""
        return [allow(key.key_arn, "kms:GenerateMac")]

    def storage(self, service: str, *actions: str) -> Grant:
        """The storage key, through one service only."""
        via = {"StringEquals": {"kms:ViaService": f"{service}.{self._region}.amazonaws.com"}}
        return Grant(self._data.storage_key.key_arn, actions, conditions=via)
