"""What officers, supervisors and auditors may do: see their dashboards, start our runbooks, read how they ended.

The policies are attached to the permission sets of Identity Center, the only way in. The denials hold whatever else a
role is given: whoever could write documents, resume the workflow, call `decision`, read the table or take another
role could act past the forms, and unseen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from infra.components.acknowledgement import acknowledge, wildcard_finding
from infra.components.runbooks import RUNBOOKS, document_name
from infra.stage import STATED, Stage

# Families are written short: with every runbook named, the policy is close to what IAM takes.
DENIED = {
    "ChangingDocuments": [
        "ssm:CreateDocument",
        "ssm:DeleteDocument",
        "ssm:ModifyDocumentPermission",
        "ssm:UpdateDocument*",
    ],
    "ResumingTheWorkflow": ["states:SendTask*"],
    "OtherWaysToRun": [
        "ssm:SendAutomationSignal",
        "ssm:SendCommand",
        "ssm:StartChangeRequestExecution",
        "ssm:StartSession",
        "states:StartExecution",
        "states:StopExecution",
    ],
    # A forged widget would show an officer what somebody wants decided.
    "ChangingWhatIsShown": ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
    "ReadingBehindTheWidgets": ["dynamodb:*", "kms:GenerateMac", "logs:FilterLogEvents"],
    "BecomingSomebodyElse": [
        "iam:AttachRolePolicy",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "sts:AssumeRole",
    ],
    "ChangingFunctions": ["lambda:AddPermission", "lambda:UpdateFunction*"],
}


# Denied as well, but for the settlement files, to those who work with them.
OPENING, DECRYPTING = "s3:GetObject", "kms:Decrypt"


@dataclass(frozen=True)
class Reach:
    """What the policies name. `dashboards`: by their short names, `queue` and `operations`. `statements_arn`: the
    bucket of settlement files, which `storage_key_arn` encrypts."""

    stage: Stage
    runbook_role_arn: str
    console_arn: str
    dashboards: Mapping[str, str]
    statements_arn: str
    storage_key_arn: str


def officer_policy(stack: Stack, reach: Reach) -> iam.ManagedPolicy:
    """Officers work off the queue. Who may decide what is the application's own rule, checked by `decision`."""
    return _policy(stack, reach, "officer", "Officers: the queue and our runbooks", ("queue",), acts=True)


def supervisor_policy(stack: Stack, reach: Reach) -> iam.ManagedPolicy:
    """Supervisors see operations too, and bring settlement files; what only they decide is `decision`'s to check."""
    return _policy(
        stack,
        reach,
        "supervisor",
        "Supervisors: queue, operations, settlement files and our runbooks",
        ("queue", "operations"),
        acts=True,
        statements=True,
    )


def auditor_policy(stack: Stack, reach: Reach) -> iam.ManagedPolicy:
    """Auditors see all that is shown and start nothing."""
    return _policy(stack, reach, "auditor", "Auditors: read only", ("queue", "operations"), acts=False, statements=True)


def _policy(
    stack: Stack,
    reach: Reach,
    name: str,
    description: str,
    boards: Sequence[str],
    *,
    acts: bool,
    statements: bool = False,
) -> iam.ManagedPolicy:
    definitions = _definitions(stack, reach.stage) if acts else []
    files = [*((f"{reach.statements_arn}/{gateway}/*" for gateway in STATED) if acts else ())] if statements else []
    policy = iam.ManagedPolicy(
        stack,
        f"{name.title()}Policy",
        managed_policy_name=reach.stage.named(name),
        description=description,
        statements=[
            *(_acting(reach, definitions) if acts else ()),
            *_reading(stack, reach, boards),
            *(_settlement_files(stack, reach, files) if statements else ()),
            *_denials(reach, definitions),
            *_denied_openings(stack, reach, statements=statements),
        ],
    )
    acknowledge(
        policy,
        "AWS takes no narrower resource: lists are of an account, executions are named when they start, and the "
        "console may start any version of a runbook; who brings a settlement file names it. Each action is named.",
        *(wildcard_finding(stack, pattern) for pattern in (*definitions, "*", _executions(stack))),
        *(
            wildcard_finding(stack, pattern)
            for pattern in ((f"{reach.statements_arn}/*", *files) if statements else ())
        ),
    )
    return policy


def _definitions(stack: Stack, stage: Stage) -> list[str]:
    own = f"arn:aws:ssm:{stack.region}:{stack.account}:automation-definition"
    return [f"{own}/{document_name(stage, runbook.verb)}:*" for runbook in RUNBOOKS]


def _executions(stack: Stack) -> str:
    return f"arn:aws:ssm:{stack.region}:{stack.account}:automation-execution/*"


def _acting(reach: Reach, definitions: Sequence[str]) -> list[iam.PolicyStatement]:
    return [
        iam.PolicyStatement(
            sid="StartOurRunbooks", actions=["ssm:StartAutomationExecution"], resources=list(definitions)
        ),
        iam.PolicyStatement(
            sid="LetThemRun",
            actions=["iam:PassRole"],
            resources=[reach.runbook_role_arn],
            conditions={"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}},
        ),
    ]


def _reading(stack: Stack, reach: Reach, boards: Sequence[str]) -> list[iam.PolicyStatement]:
    own = f"arn:aws:ssm:{stack.region}:{stack.account}"
    documents = [f"{own}:document/{document_name(reach.stage, runbook.verb)}" for runbook in RUNBOOKS]
    return [
        iam.PolicyStatement(
            sid="OurDashboards",
            actions=["cloudwatch:GetDashboard"],
            resources=[reach.dashboards[board] for board in boards],
        ),
        # A dashboard calls its widgets' function in the name of who looks at it.
        iam.PolicyStatement(sid="OurWidgets", actions=["lambda:InvokeFunction"], resources=[reach.console_arn]),
        iam.PolicyStatement(
            sid="ReadOurRunbooks", actions=["ssm:DescribeDocument", "ssm:GetDocument"], resources=documents
        ),
        iam.PolicyStatement(
            sid="ReadHowTheyEnded", actions=["ssm:GetAutomationExecution"], resources=[_executions(stack)]
        ),
        iam.PolicyStatement(
            sid="Lists",
            actions=[
                "cloudwatch:DescribeAlarms",
                "cloudwatch:GetMetricData",
                "cloudwatch:ListDashboards",
                "ssm:DescribeAutomationExecutions",
                "ssm:DescribeAutomationStepExecutions",
                "ssm:ListDocuments",
            ],
            resources=["*"],
        ),
    ]


def _settlement_files(stack: Stack, reach: Reach, files: Sequence[str]) -> list[iam.PolicyStatement]:
    """Reads files and reports; puts files where `files` says so."""
    key = ["kms:Decrypt", *(["kms:GenerateDataKey"] if files else [])]
    reading = [
        iam.PolicyStatement(
            sid="ListSettlementFiles",
            actions=["s3:GetBucketLocation", "s3:ListBucket"],
            resources=[reach.statements_arn],
        ),
        iam.PolicyStatement(sid="ReadSettlementFiles", actions=[OPENING], resources=[f"{reach.statements_arn}/*"]),
        iam.PolicyStatement(
            sid="ThroughTheirKey",
            actions=key,
            resources=[reach.storage_key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"s3.{stack.region}.amazonaws.com"}},
        ),
    ]
    bringing = iam.PolicyStatement(sid="BringSettlementFiles", actions=["s3:PutObject"], resources=list(files))
    return [*reading, bringing] if files else reading


def _denied_openings(stack: Stack, reach: Reach, *, statements: bool) -> list[iam.PolicyStatement]:
    """No document is opened behind the widgets, and nothing is decrypted, but for settlement files through S3."""
    deny = iam.Effect.DENY
    if not statements:
        return [iam.PolicyStatement(sid="NoOpening", effect=deny, actions=[DECRYPTING, OPENING], resources=["*"])]
    return [
        iam.PolicyStatement(
            sid="NoOtherFile", effect=deny, actions=[OPENING], not_resources=[f"{reach.statements_arn}/*"]
        ),
        iam.PolicyStatement(
            sid="NoOtherDecryption",
            effect=deny,
            actions=[DECRYPTING],
            resources=["*"],
            conditions={"StringNotEquals": {"kms:ViaService": f"s3.{stack.region}.amazonaws.com"}},
        ),
    ]


def _denials(reach: Reach, definitions: Sequence[str]) -> list[iam.PolicyStatement]:
    deny = iam.Effect.DENY
    start = ["ssm:StartAutomationExecution"]
    runbooks = (
        iam.PolicyStatement(sid="NoOtherRunbook", effect=deny, actions=start, not_resources=list(definitions))
        if definitions
        else iam.PolicyStatement(sid="NoRunbook", effect=deny, actions=start, resources=["*"])
    )
    functions = iam.PolicyStatement(
        sid="NoOtherFunction",
        effect=deny,
        actions=["lambda:InvokeAsync", "lambda:InvokeFunction", "lambda:InvokeFunctionUrl"],
        not_resources=[reach.console_arn],
    )
    others = (
        iam.PolicyStatement(sid=f"No{sid}", effect=deny, actions=actions, resources=["*"])
        for sid, actions in DENIED.items()
    )
    return [runbooks, functions, *others]
