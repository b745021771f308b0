"""What is kept is encrypted, recoverable, private, and not deleted by a deployment."""

import json

from imigrasi.domain.document import REFUSED_LIFETIME, UPLOAD_LIFETIME
from infra.stacks.data import RECOVERY_DAYS
from tests.infra.assembly import Assembly, Resource, as_list

NO_PUBLIC_ACCESS = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": True,
}


def test_the_table_can_be_restored_to_any_second_of_35_days_and_resists_deletion(production: Assembly) -> None:
    table = production.one("AWS::DynamoDB::Table").properties
    assert table["PointInTimeRecoverySpecification"] == {
        "PointInTimeRecoveryEnabled": True,
        "RecoveryPeriodInDays": RECOVERY_DAYS,
    }
    assert table["DeletionProtectionEnabled"] is True


def test_the_table_streams_new_images_and_forgets_what_expires(either: Assembly) -> None:
    table = either.one("AWS::DynamoDB::Table").properties
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_IMAGE"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires", "Enabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_indexes_carry_keys_only(either: Assembly) -> None:
    indexes = either.one("AWS::DynamoDB::Table").properties["GlobalSecondaryIndexes"]
    shapes = {
        index["IndexName"]: ([key["AttributeName"] for key in index["KeySchema"]], index["Projection"])
        for index in indexes
    }
    assert shapes == {
        name: ([f"{name}_pk", f"{name}_sk"], {"ProjectionType": "KEYS_ONLY"}) for name in ("queue", "due")
    }


def test_what_holds_data_outlives_its_stack_in_production(production: Assembly) -> None:
    lasting = ("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::SecretsManager::Secret")
    for stack in ("data", "service"):
        for name, body in production.templates[stack]["Resources"].items():
            if body["Type"] in lasting:
                assert body["DeletionPolicy"] == "Retain", name


def test_encryption_keys_rotate_and_authentication_keys_never_do(either: Assembly) -> None:
    keys = {key.id.partition("Key")[0]: key.properties for key in either.all("AWS::KMS::Key")}
    assert set(keys) == {"Storage", "Personal", "Access", "Index"}
    for name in ("Storage", "Personal"):
        assert keys[name]["EnableKeyRotation"] is True
    for name in ("Access", "Index"):
        assert keys[name]["KeySpec"] == "HMAC_256"
        assert keys[name]["KeyUsage"] == "GENERATE_VERIFY_MAC"
        assert not keys[name].get("EnableKeyRotation")


def _use(assembly: Assembly, key: str) -> dict[str, object]:
    statements = assembly.one("AWS::KMS::Key", key).properties["KeyPolicy"]["Statement"]
    [use] = [statement for statement in statements if statement.get("Sid") == "Use"]
    return dict(use)


def test_the_storage_key_is_used_through_its_services_only(either: Assembly) -> None:
    assert _use(either, "StorageKey")["Condition"] == {
        "StringEquals": {
            "kms:ViaService": [
                f"{service}.ap-southeast-3.amazonaws.com"
                for service in ("dynamodb", "s3", "secretsmanager", "sns", "sqs")
            ]
        }
    }


def test_keys_to_anything_personal_are_never_used_through_a_service(either: Assembly) -> None:
    for key in ("PersonalKey", "AccessKey", "IndexKey"):
        condition = json.loads(json.dumps(_use(either, key)["Condition"]))
        assert condition["Null"]["kms:ViaService"] == "true", key


def test_the_personal_key_demands_application_and_section(production: Assembly) -> None:
    condition = json.loads(json.dumps(_use(production, "PersonalKey")["Condition"]))
    assert condition["ForAllValues:StringEquals"] == {"kms:EncryptionContextKeys": ["application_id", "section"]}
    assert condition["Null"]["kms:EncryptionContextKeys"] == "false"


def test_who_administers_a_key_cannot_read_with_it(either: Assembly) -> None:
    for key in either.all("AWS::KMS::Key"):
        [administration] = [it for it in key.properties["KeyPolicy"]["Statement"] if it.get("Sid") == "Administration"]
        using = (
            "kms:Decrypt",
            "kms:Encrypt",
            "kms:Generate",
            "kms:ReEncrypt",
            "kms:Verify",
            "kms:*",
            "kms:CreateGrant",
        )
        assert not [action for action in administration["Action"] if action.startswith(using)]


def test_every_bucket_is_private_versioned_and_encrypted(either: Assembly) -> None:
    for bucket in either.all("AWS::S3::Bucket"):
        assert bucket.properties["PublicAccessBlockConfiguration"] == NO_PUBLIC_ACCESS
        assert bucket.properties["VersioningConfiguration"] == {"Status": "Enabled"}
        assert bucket.properties["BucketEncryption"]


def test_documents_lie_under_the_storage_key(either: Assembly) -> None:
    key = either.ref(either.one("AWS::KMS::Key", "StorageKey"))
    for name in ("Incoming", "Vault", "Renditions"):
        bucket = either.one("AWS::S3::Bucket", name)
        [rule] = bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["BucketKeyEnabled"] is True
        assert either.text(rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]) == key


def test_what_officers_were_shown_is_gone_the_next_day(either: Assembly) -> None:
    [rule] = either.one("AWS::S3::Bucket", "Renditions").properties["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert not rule.keys() & {"Prefix", "Filter", "TagFilters"}  # of everything
    assert rule["ExpirationInDays"] == 1
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}


def test_nothing_arrives_that_does_not_leave_again_within_a_week(either: Assembly) -> None:
    leaving, markers = either.one("AWS::S3::Bucket", "Incoming").properties["LifecycleConfiguration"]["Rules"]
    for rule in (leaving, markers):
        assert rule["Status"] == "Enabled"
        assert not rule.keys() & {"Prefix", "Filter", "TagFilters"}  # of everything
    assert leaving["ExpirationInDays"] == REFUSED_LIFETIME.days == 7
    assert leaving["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    assert leaving["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": UPLOAD_LIFETIME.days}
    assert markers["ExpiredObjectDeleteMarker"] is True


def test_a_checked_document_never_leaves_by_age(either: Assembly) -> None:
    [rule] = either.one("AWS::S3::Bucket", "Vault").properties["LifecycleConfiguration"]["Rules"]
    assert "ExpirationInDays" not in rule
    assert rule["ExpiredObjectDeleteMarker"] is True
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": RECOVERY_DAYS}


def test_only_the_site_may_post_to_the_incoming_bucket(production: Assembly) -> None:
    [rule] = production.one("AWS::S3::Bucket", "Incoming").properties["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["POST"]
    assert rule["AllowedOrigins"] == [production.stage.site_url]
    others = [it for it in production.all("AWS::S3::Bucket") if "Incoming" not in it.id]
    assert not [bucket.id for bucket in others if "CorsConfiguration" in bucket.properties]


def _refusing_plain_http(assembly: Assembly, kind: str, names: str) -> set[str]:
    return {
        name
        for policy in assembly.resources
        if policy.type == kind
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny" and statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
        for name in map(assembly.text, as_list(policy.properties[names]))
    }


def _names(resources: list[Resource]) -> set[str]:
    return {f"<{resource.id}>" for resource in resources}


def test_on_aws_everything_refuses_plain_http(production: Assembly) -> None:
    for kind, policy, names in (
        ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"),
        ("AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"),
        ("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"),
    ):
        assert _refusing_plain_http(production, policy, names) == _names(production.all(kind))


def test_the_local_engine_serves_http_so_its_buckets_take_it(local: Assembly) -> None:
    assert _refusing_plain_http(local, "AWS::S3::BucketPolicy", "Bucket") == set()


def test_queues_topics_secrets_and_logs_lie_under_the_storage_key(either: Assembly) -> None:
    key = either.ref(either.one("AWS::KMS::Key", "StorageKey"))
    for kind, attribute in (
        ("AWS::SQS::Queue", "KmsMasterKeyId"),
        ("AWS::SNS::Topic", "KmsMasterKeyId"),
        ("AWS::SecretsManager::Secret", "KmsKeyId"),
        ("AWS::Logs::LogGroup", "KmsKeyId"),
    ):
        for resource in either.all(kind):
            assert either.text(resource.properties[attribute]) == key, resource.id


def test_secrets_start_with_one_current_value(either: Assembly) -> None:
    for secret in either.all("AWS::SecretsManager::Secret"):
        generated = secret.properties["GenerateSecretString"]
        assert json.loads(generated["SecretStringTemplate"]) == {"previous": ""}
        assert generated["GenerateStringKey"] == "current"
