"""What must outlive every deployment: the keys, the table and the documents' buckets."""

from typing import cast

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.components.acknowledgement import acknowledge
from infra.components.buckets import announce_objects, deliver_access_logs
from infra.components.keys import authentication_key, personal_key, storage_key
from infra.components.malware_scan import MalwareScan
from infra.scan import CANDIDATES
from infra.stage import REGION, Stage

INDEXES = ("queue", "due")
REFUSED_DAYS = 7  # as long as a refused document is kept
RECOVERY_DAYS = 35  # the most that DynamoDB keeps


class DataStack(Stack):
    """Keys, table and buckets. Others take their grants from the attributes here, by reference only."""

    def __init__(self, scope: Construct, stage: Stage) -> None:
        super().__init__(
            scope,
            stage.named("data"),
            env={"account": stage.account, "region": REGION},
            termination_protection=stage.retained,
            description="Imigrasi Lebong: keys, application table, documents",
        )
        self._stage = stage
        self.storage_key = storage_key(self, stage)
        self.personal_key = personal_key(self, stage)
        self.access_key = authentication_key(
            self, "AccessKey", stage, "Derives application numbers and access keys; never rotated"
        )
        self.index_key = authentication_key(self, "IndexKey", stage, "Blind index and birth check; never rotated")
        self.table = self._application_table()
        self.access_logs = self._access_log_bucket()
        self.incoming = self._document_bucket("Incoming", *_incoming_lifecycle(), cors=True)
        self.scan = MalwareScan(self, "MalwareScan", self.incoming, CANDIDATES, self.storage_key)
        self.vault = self._document_bucket("Vault", _vault_lifecycle(), cors=False)
        self.renditions = self._document_bucket("Renditions", _rendition_lifecycle(), cors=False)
        self.statements = self._document_bucket("Statements", _statement_lifecycle(), cors=False)
        announce_objects(self.statements)
        self._outputs()

    def _application_table(self) -> dynamodb.Table:
        """One table for everything; two sparse indexes that carry keys only, so nothing personal is copied."""
        table = dynamodb.Table(
            self,
            "Applications",
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self.storage_key,
            stream=dynamodb.StreamViewType.NEW_IMAGE,
            time_to_live_attribute="expires",
            deletion_protection=self._stage.retained,
            removal_policy=self._removal,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True, recovery_period_in_days=RECOVERY_DAYS
            ),
        )
        for index in INDEXES:
            table.add_global_secondary_index(
                index_name=index,
                partition_key=_text(f"{index}_pk"),
                sort_key=_text(f"{index}_sk"),
                projection_type=dynamodb.ProjectionType.KEYS_ONLY,
            )
        acknowledge(
            table,
            "Point-in-time recovery covers 35 days, and the copy beyond the account is made into a second "
            "account in the same region (residency), which that account's backup vault pulls.",
            "NIST.800.53.R5-DynamoDBInBackupPlan",
        )
        return table

    def _access_log_bucket(self) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "AccessLogs",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=self._stage.tls_only,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=Duration.days(self._stage.log_days),
                    noncurrent_version_expiration=Duration.days(1),
                )
            ],
            removal_policy=self._removal,
        )
        # For the whole account, not one source: the site's bucket stands in a stack that depends on this one.
        bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AccessLogDelivery",
                principals=[iam.ServicePrincipal("logging.s3.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[bucket.arn_for_objects("*")],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        acknowledge(
            bucket,
            "This bucket receives access logs: logging it into itself would never end, S3 delivers them to "
            "SSE-S3 buckets only, and they can be lost without a citizen noticing.",
            "AwsSolutions-S1",
            "NIST.800.53.R5-S3BucketLoggingEnabled",
            "NIST.800.53.R5-S3BucketReplicationEnabled",
            "NIST.800.53.R5-S3DefaultEncryptionKMS",
        )
        return bucket

    def _document_bucket(self, name: str, *lifecycle: s3.LifecycleRule, cors: bool) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            name,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.storage_key,
            bucket_key_enabled=True,
            enforce_ssl=self._stage.tls_only,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=True,
            lifecycle_rules=list(lifecycle),
            cors=[self._browser_uploads()] if cors else None,
            removal_policy=self._removal,
        )
        deliver_access_logs(bucket, to=self.access_logs.bucket_name)
        acknowledge(
            bucket,
            "Documents stay in one region by law (residency); versions and the second account's copy guard them.",
            "NIST.800.53.R5-S3BucketReplicationEnabled",
        )
        return bucket

    def _browser_uploads(self) -> s3.CorsRule:
        """Chunks are posted by the site's own pages. The origin comes from the stage: a reference would be a cycle."""
        return s3.CorsRule(
            allowed_methods=[s3.HttpMethods.POST],
            allowed_origins=list(self._stage.site_origins),
            allowed_headers=["*"],
            exposed_headers=["ETag"],
            max_age=86_400,
        )

    @property
    def stream_arn(self) -> str:
        return cast("str", self.table.table_stream_arn)  # None only without a stream

    @property
    def _removal(self) -> RemovalPolicy:
        return RemovalPolicy.RETAIN if self._stage.retained else RemovalPolicy.DESTROY

    def _outputs(self) -> None:
        values = {
            "TableName": self.table.table_name,
            "IncomingBucket": self.incoming.bucket_name,
            "VaultBucket": self.vault.bucket_name,
            "RenditionsBucket": self.renditions.bucket_name,
            "StatementsBucket": self.statements.bucket_name,
            "StorageKeyArn": self.storage_key.key_arn,
            "PersonalKeyArn": self.personal_key.key_arn,
            "AccessKeyArn": self.access_key.key_arn,
            "IndexKeyArn": self.index_key.key_arn,
            "ScanRoleArn": self.scan.role.role_arn,
        }
        for name, value in values.items():
            CfnOutput(self, name, value=value)


def imported_storage_key(scope: Construct, data: DataStack) -> kms.IKey:
    """The storage key as other stacks may hold it: constructs there can't add to its policy, which would be a cycle."""
    return kms.Key.from_key_arn(scope, "StorageKey", data.storage_key.key_arn)


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)


def _incoming_lifecycle() -> tuple[s3.LifecycleRule, ...]:
    """Chunks live only until their document is assembled; a week leaves room for a weekend and for looking into what
    was refused. What was never finished `document_purge` takes away the next day: by age alone it can't be told.
    """
    leaving = s3.LifecycleRule(
        expiration=Duration.days(REFUSED_DAYS),
        noncurrent_version_expiration=Duration.days(1),
        abort_incomplete_multipart_upload_after=Duration.days(1),
    )
    return leaving, s3.LifecycleRule(expired_object_delete_marker=True)  # S3 takes both in one rule not


def _rendition_lifecycle() -> s3.LifecycleRule:
    """What an officer was shown is fetched within a minute, or never."""
    return s3.LifecycleRule(
        expiration=Duration.days(1),
        noncurrent_version_expiration=Duration.days(1),
        abort_incomplete_multipart_upload_after=Duration.days(1),
    )


def _statement_lifecycle() -> s3.LifecycleRule:
    """Settlement files stay, as the books they belong to. A replaced one is kept until its comparisons are over."""
    return s3.LifecycleRule(
        noncurrent_version_expiration=Duration.days(RECOVERY_DAYS),
        abort_incomplete_multipart_upload_after=Duration.days(1),
    )


def _vault_lifecycle() -> s3.LifecycleRule:
    """Documents leave by their service's retention (`document_purge`), not by age; of one that was overwritten the
    earlier version can be brought back for 35 days.
    """
    return s3.LifecycleRule(
        expired_object_delete_marker=True,
        noncurrent_version_expiration=Duration.days(RECOVERY_DAYS),
        abort_incomplete_multipart_upload_after=Duration.days(1),
    )
