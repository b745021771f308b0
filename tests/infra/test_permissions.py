"""Each role names exact actions on exact resources, and the keys go with them."""

import json

import pytest

from tests.infra.assembly import Assembly, Function

# Every wildcard in a role, and why AWS leaves no other way. A new one has to be argued for here.
REASONED = {
    ("logs:CreateLogStream", "log-stream:*"): "Lambda names the streams",
    ("logs:PutLogEvents", "log-stream:*"): "Lambda names the streams",
    ("xray:PutTraceSegments", "*"): "traces belong to an account",
    ("xray:PutTelemetryRecords", "*"): "traces belong to an account",
    ("dynamodb:ListStreams", "*"): "lists the account's streams",
    ("sns:Publish", "*"): "a phone number has no ARN",
    ("ssm:GetAutomationExecution", "automation-execution/*"): "ids are made at the start",
    ("states:DescribeExecution", "execution:imigrasi-production-application:*"): "named at run time",
    ("states:GetExecutionHistory", "execution:imigrasi-production-application:*"): "named at run time",
    ("logs:FilterLogEvents", ":*"): "how AWS writes one log group's ARN",
    ("s3:PutObject", "/*"): "object keys are made at run time",
    ("s3:GetObjectVersion", "/*"): "object keys are made at run time",
    ("s3:PutObject", "/LBG-*"): "chunks and documents are named after their applications",
    ("s3:GetObjectVersion", "/LBG-*"): "chunks and documents are named after their applications",
    ("s3:DeleteObjectVersion", "/LBG-*"): "chunks and documents are named after their applications",
    ("s3:DeleteObjectVersion", "/candidates/*"): "object keys are made at run time",
    ("s3:GetObject", "/reports/*"): "reports are named at run time",
    # GuardDuty's malware protection, as AWS documents it.
    ("events:DeleteRule", "MalwareProtectionS3*"): "GuardDuty names its rule",
    ("events:PutRule", "MalwareProtectionS3*"): "GuardDuty names its rule",
    ("events:PutTargets", "MalwareProtectionS3*"): "GuardDuty names its rule",
    ("events:RemoveTargets", "MalwareProtectionS3*"): "GuardDuty names its rule",
    ("events:DescribeRule", "MalwareProtectionS3*"): "GuardDuty names its rule",
    ("events:ListTargetsByRule", "MalwareProtectionS3*"): "GuardDuty names its rule",
    ("s3:GetObject", "/candidates/*"): "object keys are made at run time",
    ("s3:GetObjectTagging", "/candidates/*"): "object keys are made at run time",
    ("s3:GetObjectVersionTagging", "/candidates/*"): "object keys are made at run time",
    ("s3:PutObjectTagging", "/candidates/*"): "object keys are made at run time",
    ("s3:PutObjectVersionTagging", "/candidates/*"): "object keys are made at run time",
    # Step Functions' log delivery and sampling, as AWS documents them.
    ("logs:CreateLogDelivery", "*"): "vended logs",
    ("logs:DeleteLogDelivery", "*"): "vended logs",
    ("logs:DescribeLogGroups", "*"): "vended logs",
    ("logs:DescribeResourcePolicies", "*"): "vended logs",
    ("logs:GetLogDelivery", "*"): "vended logs",
    ("logs:ListLogDeliveries", "*"): "vended logs",
    ("logs:PutResourcePolicy", "*"): "vended logs",
    ("logs:UpdateLogDelivery", "*"): "vended logs",
    ("xray:GetSamplingRules", "*"): "traces belong to an account",
    ("xray:GetSamplingTargets", "*"): "traces belong to an account",
}
LOCAL_ONLY = {
    ("states:SendTaskSuccess", "*"): "the engine resolves a token to no machine",
    ("states:SendTaskFailure", "*"): "the engine resolves a token to no machine",
    ("ses:SendEmail", "*"): "the engine resolves a mail to no identity",
    ("s3:GetObject", "/*"): "the engine does not tell which version of a settlement file was put",
}


def _wildcards(assembly: Assembly) -> set[tuple[str, str]]:
    roles = [role.id for role in assembly.all("AWS::IAM::Role")]
    return {
        (granted.action, granted.resource)
        for role in roles
        for granted in assembly.permissions(role)
        if "*" in granted.action + granted.resource
    }


def _reasoned(wildcard: tuple[str, str], reasons: dict[tuple[str, str], str]) -> bool:
    action, resource = wildcard
    return any(
        action == known and (resource == end if end == "*" else resource.endswith(end)) for known, end in reasons
    )


def test_every_wildcard_has_its_reason(production: Assembly) -> None:
    assert {wildcard for wildcard in _wildcards(production) if not _reasoned(wildcard, REASONED)} == set()


def test_no_reason_is_left_without_its_wildcard(production: Assembly) -> None:
    wildcards = _wildcards(production)
    unused = {key for key in REASONED if not any(_reasoned(wildcard, {key: ""}) for wildcard in wildcards)}
    assert unused == set()


def test_the_local_stage_widens_only_what_its_engine_cannot_tell_apart(production: Assembly, local: Assembly) -> None:
    renamed = {
        (action, resource.replace("imigrasi-local", "imigrasi-production")) for action, resource in _wildcards(local)
    }
    wider = {wildcard for wildcard in renamed if not _reasoned(wildcard, REASONED)}
    assert {wildcard for wildcard in wider if not _reasoned(wildcard, LOCAL_ONLY)} == set()
    assert {key for key in LOCAL_ONLY if not any(_reasoned(wildcard, {key: ""}) for wildcard in wider)} == set()


def test_nothing_scans_or_administers(either: Assembly) -> None:
    actions = {granted.action for function in either.functions.values() for granted in function.permissions}
    forbidden = ("dynamodb:Scan", "dynamodb:BatchWrite", "dynamodb:PartiQL", "iam:", "kms:CreateGrant", "s3:PutBucket")
    assert [action for action in sorted(actions) if action.startswith(forbidden)] == []


def test_no_role_has_policies_that_others_wrote(either: Assembly) -> None:
    assert [role.id for role in either.all("AWS::IAM::Role") if role.properties.get("ManagedPolicyArns")] == []


def _storage_uses(assembly: Assembly, function: Function, service: str) -> set[str]:
    key = assembly.ref(assembly.one("AWS::KMS::Key", "StorageKey"))
    via = f"{service}.ap-southeast-3.amazonaws.com"
    return {granted.action for granted in function.permissions if granted.resource == key and via in granted.conditions}


def test_whoever_touches_the_table_holds_the_storage_key_through_it(either: Assembly) -> None:
    table = either.ref(either.one("AWS::DynamoDB::Table"))
    for function in either.functions.values():
        assert table in function.resources("dynamodb:"), function.name
        uses = _storage_uses(either, function, "dynamodb")
        assert "kms:Decrypt" in uses, function.name
        writes = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}
        if any(function.may(action, table) for action in writes):
            assert uses >= {"kms:Encrypt", "kms:GenerateDataKey"}, function.name


@pytest.mark.parametrize(
    ("service", "reading", "writing"),
    [
        ("s3", ("s3:GetObject", "s3:GetObjectVersion"), ("s3:PutObject",)),
        ("sqs", ("sqs:ReceiveMessage",), ("sqs:SendMessage",)),
        ("secretsmanager", ("secretsmanager:GetSecretValue",), ()),
    ],
)
def test_whoever_uses_an_encrypted_service_holds_the_storage_key_through_it(
    either: Assembly, service: str, reading: tuple[str, ...], writing: tuple[str, ...]
) -> None:
    users = 0
    for function in either.functions.values():
        actions = {granted.action for granted in function.permissions}
        uses = _storage_uses(either, function, service)
        if actions & {*reading, *writing}:
            users += 1
            assert "kms:Decrypt" in uses, function.name
        if actions & set(writing):
            assert "kms:GenerateDataKey" in uses, function.name
    assert users


@pytest.mark.parametrize(
    ("key", "holders"),
    [
        (
            "PersonalKey",
            {
                "intake": {"kms:Decrypt", "kms:Encrypt"},
                "notification": {"kms:Decrypt"},
                "file_viewing": {"kms:Decrypt"},
            },
        ),
        ("AccessKey", {"intake": {"kms:GenerateMac"}}),
        ("IndexKey", {"intake": {"kms:GenerateMac"}, "status": {"kms:GenerateMac"}}),
    ],
)
def test_a_key_is_held_by_those_named_for_it_only(either: Assembly, key: str, holders: dict[str, set[str]]) -> None:
    arn = either.ref(either.one("AWS::KMS::Key", key))
    held = {
        function.name: {granted.action for granted in function.permissions if granted.resource == arn}
        for function in either.functions.values()
    }
    assert {name: actions for name, actions in held.items() if actions} == holders


@pytest.mark.parametrize(("name", "section"), [("notification", "contact"), ("file_viewing", "objection")])
def test_these_open_one_section_only(production: Assembly, local: Assembly, name: str, section: str) -> None:
    def condition(assembly: Assembly) -> str:
        arn = assembly.ref(assembly.one("AWS::KMS::Key", "PersonalKey"))
        [granted] = [it for it in assembly.functions[name].permissions if it.resource == arn]
        return granted.conditions

    assert json.loads(condition(production)) == {"StringEquals": {"kms:EncryptionContext:section": section}}
    assert json.loads(condition(local)) == {}  # the engine denies every such condition


def test_only_those_who_need_an_index_may_query_it(either: Assembly) -> None:
    table = either.ref(either.one("AWS::DynamoDB::Table"))
    for index, readers in {
        "due": {"due_work", "payment_reconciliation", "document_purge"},
        "queue": {"console"},
    }.items():
        arn = f"{table}/index/{index}"
        assert {it.name for it in either.functions.values() if it.may("dynamodb:Query", arn)} == readers


def test_one_function_deletes_documents_and_it_can_read_none_and_open_nothing(either: Assembly) -> None:
    deleting = {
        it.name
        for it in either.functions.values()
        if any("Delete" in p.action and p.action.startswith("s3:") for p in it.permissions)
    }
    assert deleting == {"document_purge"}
    actions = {granted.action for granted in either.functions["document_purge"].permissions}
    assert {it for it in actions if it.startswith("s3:")} == {"s3:ListBucketVersions", "s3:DeleteObjectVersion"}
    personal = either.ref(either.one("AWS::KMS::Key", "PersonalKey"))
    assert not [it for it in either.functions["document_purge"].permissions if it.resource == personal]
    assert _storage_uses(either, either.functions["document_purge"], "s3") == set()


def test_secrets_are_read_by_those_who_use_them(either: Assembly) -> None:
    readers: dict[str, set[str]] = {}
    for function in either.functions.values():
        for secret in function.resources("secretsmanager:"):
            readers.setdefault(secret.partition("Secret")[0].strip("<"), set()).add(function.name)
    assert readers == {
        "Origin": {"appointment", "file_viewing", "intake", "payment", "payment_callback", "status", "upload"},
        "Midtrans": {"payment", "payment_callback", "payment_confirmation"},
    }


def test_tokens_are_resumed_by_the_stage_and_its_driver_only(either: Assembly) -> None:
    holders = {it.name for it in either.functions.values() if it.resources("states:SendTask")}
    assert holders == {"stage", "workflow_driver"}
