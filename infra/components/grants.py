"""Policy statements: exact actions on one resource, and with them the key actions that resource's service will ask for.

AWS asks for the key separately (a table grant without it fails at run time), the local engine does not: so they are
never written apart.
"""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from infra.stacks.data import DataStack
from infra.stage import Stage

Statements = list[iam.PolicyStatement]

READ = ("dynamodb:GetItem", "dynamodb:Query")
# What TransactWriteItems is authorised by; never Scan, never an index unless granted by name.
READ_WRITE = (
    *READ,
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)


def allow(resource: str, *actions: str, conditions: dict[str, object] | None = None) -> iam.PolicyStatement:
    """Exactly these actions on exactly this resource."""
    return iam.PolicyStatement(actions=sorted(actions), resources=[resource], conditions=conditions)


class Grants:
    """Statements about the data stack's resources, written for one consuming stack."""

    def __init__(self, scope: Stack, stage: Stage, data: DataStack) -> None:
        self._region = scope.region
        self._stage = stage
        self._data = data

    def table(self, *actions: str) -> Statements:
        """Actions on the one table. Writers may also encrypt with the storage key, readers only decrypt."""
        reads = {*READ, "dynamodb:ConditionCheckItem"}
        keys = ("kms:Decrypt", "kms:DescribeKey")
        if not reads.issuperset(actions):
            keys = (*keys, "kms:Encrypt", "kms:GenerateDataKey")
        return [allow(self._data.table.table_arn, *actions), self.storage("dynamodb", *keys)]

    def index(self, name: str) -> Statements:
        """Queries of one index."""
        return [allow(f"{self._data.table.table_arn}/index/{name}", "dynamodb:Query")]

    def objects(self, bucket: s3.IBucket, *actions: str) -> Statements:
        """Actions on the objects of a document bucket."""
        writes = "s3:PutObject" in actions
        reads = any(action.startswith("s3:GetObject") for action in actions)
        # A presigned or multipart write also decrypts its own data key.
        keys = ("kms:Decrypt", "kms:GenerateDataKey") if writes else ("kms:Decrypt",)
        statements = [allow(bucket.arn_for_objects("*"), *actions)]
        return [*statements, self.storage("s3", *keys)] if reads or writes else statements

    def listing(self, bucket: s3.IBucket, *actions: str) -> Statements:
        """Actions on a bucket as such."""
        return [allow(bucket.bucket_arn, *actions)]

    def secret(self, arn: str) -> Statements:
        """Reading one secret."""
        return [allow(arn, "secretsmanager:GetSecretValue"), self.storage("secretsmanager", "kms:Decrypt")]

    def sending(self, queue_arn: str) -> Statements:
        """Sending to one encrypted queue."""
        return [allow(queue_arn, "sqs:SendMessage"), self.storage("sqs", "kms:Decrypt", "kms:GenerateDataKey")]

    def receiving(self, queue_arn: str) -> Statements:
        """What an event source mapping does with one encrypted queue, in the function's name."""
        actions = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
        return [allow(queue_arn, *actions), self.storage("sqs", "kms:Decrypt")]

    def personal(self, *actions: str, section: str | None = None) -> Statements:
        """Direct use of the personal key, where the stage allows it narrowed to one section."""
        narrowed = section and self._stage.encryption_context
        conditions: dict[str, object] = {"StringEquals": {"kms:EncryptionContext:section": section}}
        return [allow(self._data.personal_key.key_arn, *actions, conditions=conditions if narrowed else None)]

    def mac(self, key: kms.IKey) -> Statements:
        """Deriving with one HMAC key."""
        return [allow(key.key_arn, "kms:GenerateMac")]

    def storage(self, service: str, *actions: str) -> iam.PolicyStatement:
        """The storage key, through one service only."""
        via = {"StringEquals": {"kms:ViaService": f"{service}.{self._region}.amazonaws.com"}}
        return allow(self._data.storage_key.key_arn, *actions, conditions=via)
