"""What officers, supervisors and auditors may do, decided as IAM decides: an explicit denial wins."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from infra.components.officer_policies import DENIED
from tests.infra.assembly import Assembly, as_list

EVERYBODY = ("Officer", "Supervisor", "Auditor")
ACTING = ("Officer", "Supervisor")
ANYWHERE = "arn:aws:any:::thing"
#: Generous policies that somebody might add to a role later: ours must still hold.
ADMINISTRATOR = {"Effect": "Allow", "Action": "*", "Resource": "*"}

Statement = Mapping[str, Any]


def statements(assembly: Assembly, role: str) -> list[Statement]:
    found: list[Statement] = assembly.one("AWS::IAM::ManagedPolicy", role).properties["PolicyDocument"]["Statement"]
    return found


def covers(pattern: str, value: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), value) is not None


def applies(assembly: Assembly, statement: Statement, action: str, resource: str) -> bool:
    if not any(covers(each, action) for each in as_list(statement["Action"])):
        return False
    if "NotResource" in statement:
        named = [assembly.text(each) for each in as_list(statement["NotResource"])]
        return not any(covers(each, resource) for each in named)
    return any(covers(assembly.text(each), resource) for each in as_list(statement["Resource"]))


def allows(assembly: Assembly, policy: list[Statement], action: str, resource: str) -> bool:
    effects = {it["Effect"] for it in policy if applies(assembly, it, action, resource)}
    return effects == {"Allow"}


@pytest.fixture(params=EVERYBODY)
def anybody(request: pytest.FixtureRequest, production: Assembly) -> list[Statement]:
    """The statements of one of the three, with an administrator's beside them."""
    return [*statements(production, request.param), ADMINISTRATOR]


def definitions(assembly: Assembly) -> list[str]:
    account = "<AWS::AccountId>"
    names = [assembly.text(it.properties["Name"]) for it in assembly.all("AWS::SSM::Document")]
    return [f"arn:aws:ssm:ap-southeast-3:{account}:automation-definition/{name}:$DEFAULT" for name in names]


def console(assembly: Assembly) -> str:
    return assembly.ref(assembly.functions["console"].resource)


def dashboard(assembly: Assembly, name: str) -> str:
    board = assembly.one("AWS::CloudWatch::Dashboard", f"{name}Dashboard")
    return f"arn:aws:cloudwatch::<AWS::AccountId>:dashboard/{board.properties['DashboardName']}"


@pytest.mark.parametrize("role", ACTING)
def test_officers_and_supervisors_start_our_runbooks(production: Assembly, role: str) -> None:
    policy = statements(production, role)
    for definition in definitions(production):
        assert allows(production, policy, "ssm:StartAutomationExecution", definition), definition


def test_auditors_start_nothing_whatever_else_they_are_given(production: Assembly) -> None:
    policy = [*statements(production, "Auditor"), ADMINISTRATOR]
    for definition in (*definitions(production), ANYWHERE):
        assert not allows(production, policy, "ssm:StartAutomationExecution", definition)


@pytest.mark.parametrize("role", ACTING)
def test_nobody_starts_another_runbook(production: Assembly, role: str) -> None:
    policy = [*statements(production, role), ADMINISTRATOR]
    foreign = definitions(production)[0].replace("imigrasi-production-", "AWS-Run")
    assert not allows(production, policy, "ssm:StartAutomationExecution", foreign)


@pytest.mark.parametrize("action", sorted(action for actions in DENIED.values() for action in actions))
def test_what_goes_around_the_forms_is_denied_to_everybody(
    production: Assembly, anybody: list[Statement], action: str
) -> None:
    assert not allows(production, anybody, action.replace("*", "GetItem"), ANYWHERE)


@pytest.mark.parametrize(
    "action",
    [
        "ssm:UpdateDocument",
        "states:SendTaskSuccess",
        "states:SendTaskFailure",
        "dynamodb:Query",
        "kms:Decrypt",
        "s3:GetObject",
        "sts:AssumeRole",
        "cloudwatch:PutDashboard",
        "lambda:UpdateFunctionCode",
    ],
)
def test_these_are_among_what_is_denied(production: Assembly, anybody: list[Statement], action: str) -> None:
    assert not allows(production, anybody, action, ANYWHERE)


def test_of_all_functions_only_the_widgets_one_is_called(production: Assembly, anybody: list[Statement]) -> None:
    for name, function in production.functions.items():
        called = allows(production, anybody, "lambda:InvokeFunction", production.ref(function.resource))
        assert called == (name == "console"), name


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_sees_the_queue_and_its_widgets(production: Assembly, role: str) -> None:
    policy = statements(production, role)
    assert allows(production, policy, "cloudwatch:GetDashboard", dashboard(production, "Queue"))
    assert allows(production, policy, "lambda:InvokeFunction", console(production))


@pytest.mark.parametrize(("role", "sees"), [("Officer", False), ("Supervisor", True), ("Auditor", True)])
def test_operations_are_for_supervisors_and_auditors(production: Assembly, role: str, sees: bool) -> None:
    policy = statements(production, role)
    assert allows(production, policy, "cloudwatch:GetDashboard", dashboard(production, "Operations")) is sees


@pytest.mark.parametrize("role", EVERYBODY)
def test_what_is_allowed_is_named_action_by_action(production: Assembly, role: str) -> None:
    allowed = {
        action for it in statements(production, role) if it["Effect"] == "Allow" for action in as_list(it["Action"])
    }
    assert not any("*" in action for action in allowed)
    changing = {action for action in allowed if not re.match(r"\w+:(Describe|Get|List)", action)}
    acts = {"iam:PassRole", "ssm:StartAutomationExecution"} if role in ACTING else set()
    files = {"Officer": set(), "Supervisor": {"kms:Decrypt", "kms:GenerateDataKey", "s3:PutObject"}}
    assert changing == {"lambda:InvokeFunction"} | acts | files.get(role, {"kms:Decrypt"})


def statement_file(assembly: Assembly, key: str) -> str:
    bucket = assembly.ref(assembly.one("AWS::S3::Bucket", "Statements"))
    return f"{bucket}/{key}"


@pytest.mark.parametrize(
    ("role", "action", "key", "allowed"),
    [
        ("Supervisor", "s3:PutObject", "simponi/2026-11-24.csv", True),
        ("Supervisor", "s3:PutObject", "midtrans/november.csv", True),
        ("Supervisor", "s3:PutObject", "reports/simponi/2026-11-24.csv", False),
        ("Supervisor", "s3:PutObject", "elsewhere/a.csv", False),
        ("Supervisor", "s3:DeleteObject", "simponi/2026-11-24.csv", False),
        ("Supervisor", "s3:GetObject", "reports/simponi/2026-11-24.csv", True),
        ("Auditor", "s3:GetObject", "reports/simponi/2026-11-24.csv", True),
        ("Auditor", "s3:PutObject", "simponi/2026-11-24.csv", False),
        ("Officer", "s3:GetObject", "reports/simponi/2026-11-24.csv", False),
        ("Officer", "s3:PutObject", "simponi/2026-11-24.csv", False),
    ],
)
def test_supervisors_bring_settlement_files_and_auditors_read_them(
    production: Assembly, role: str, action: str, key: str, *, allowed: bool
) -> None:
    resource = statement_file(production, key)
    assert allows(production, statements(production, role), action, resource) is allowed


@pytest.mark.parametrize("role", EVERYBODY)
def test_nobody_opens_a_document(production: Assembly, role: str) -> None:
    policy = [*statements(production, role), ADMINISTRATOR]
    document = f"{production.ref(production.one('AWS::S3::Bucket', 'Vault'))}/LBG-0000-0000-0/abc"
    assert not allows(production, policy, "s3:GetObject", document)


@pytest.mark.parametrize("role", ["Supervisor", "Auditor"])
def test_what_settlement_files_are_decrypted_with_goes_through_s3_only(production: Assembly, role: str) -> None:
    keyed = [it for it in statements(production, role) if "kms:Decrypt" in as_list(it["Action"])]
    via = {"kms:ViaService": "s3.ap-southeast-3.amazonaws.com"}
    assert {(it["Effect"], str(it["Condition"])) for it in keyed} == {
        ("Allow", str({"StringEquals": via})),
        ("Deny", str({"StringNotEquals": via})),
    }
    [allowed] = [it for it in keyed if it["Effect"] == "Allow"]
    assert production.text(allowed["Resource"]) == production.ref(production.one("AWS::KMS::Key", "StorageKey"))


def test_a_policy_fits_what_iam_takes(production: Assembly) -> None:
    """6,144 characters without white space; names that only the account knows are no longer than their references."""

    def written(value: Any) -> Any:
        if isinstance(value, list):
            return [written(each) for each in value]
        if isinstance(value, dict) and not any(key == "Ref" or key.startswith("Fn::") for key in value):
            return {key: written(each) for key, each in value.items()}
        return production.text(value)

    for role in EVERYBODY:
        assert len(json.dumps(written(statements(production, role)), separators=(",", ":"))) < 6144, role


def test_a_runbooks_role_goes_to_systems_manager_only(production: Assembly) -> None:
    for role in ACTING:
        [passing] = [it for it in statements(production, role) if it.get("Sid") == "LetThemRun"]
        assert passing["Condition"] == {"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}}
        assert as_list(passing["Resource"]) == [passing["Resource"]]
        assert production.text(passing["Resource"]) == production.ref(production.one("AWS::IAM::Role", "RunbookRole"))
