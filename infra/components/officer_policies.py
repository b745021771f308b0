"""What officers may do: start our runbooks, read how they ended, look at our dashboards. And what they never may.

The policies are attached to the permission sets of Identity Center, the only way in. The denials hold whatever else a
role is given: an officer who could write documents, resume the workflow or call `decision` could act past the forms.
"""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from infra.components.acknowledgement import acknowledge, wildcard_finding
from infra.components.runbooks import RUNBOOKS, document_name
from infra.stage import Stage

DENIED = {
    "ChangingDocuments": [
        "ssm:CreateDocument",
        "ssm:DeleteDocument",
        "ssm:ModifyDocumentPermission",
        "ssm:UpdateDocument",
        "ssm:UpdateDocumentDefaultVersion",
        "ssm:UpdateDocumentMetadata",
    ],
    "ResumingTheWorkflow": ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"],
    "OtherWaysToRun": [
        "ssm:SendAutomationSignal",
        "ssm:SendCommand",
        "ssm:StartChangeRequestExecution",
        "ssm:StartSession",
    ],
}


def officer_policy(stack: Stack, stage: Stage, *, runbook_role: iam.IRole, decision_arn: str) -> iam.ManagedPolicy:
    """For officers and supervisors alike: who may decide what is the application's own rule, checked by `decision`."""
    definitions = [
        f"arn:aws:ssm:{stack.region}:{stack.account}:automation-definition/{document_name(stage, runbook.verb)}:*"
        for runbook in RUNBOOKS
    ]
    policy = iam.ManagedPolicy(
        stack,
        "OfficerPolicy",
        managed_policy_name=stage.named("officer"),
        description="Officers: start our runbooks and nothing else",
        statements=[
            iam.PolicyStatement(
                sid="StartOurRunbooks", actions=["ssm:StartAutomationExecution"], resources=definitions
            ),
            iam.PolicyStatement(
                sid="LetThemRun",
                actions=["iam:PassRole"],
                resources=[runbook_role.role_arn],
                conditions={"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}},
            ),
            *_reading(stack, stage),
            *_denials(definitions, decision_arn),
        ],
    )
    _accept_patterns(policy, [*definitions, *_read_patterns(stack, stage)])
    return policy


def auditor_policy(stack: Stack, stage: Stage, *, decision_arn: str) -> iam.ManagedPolicy:
    """Auditors read what officers did; they start nothing."""
    policy = iam.ManagedPolicy(
        stack,
        "AuditorPolicy",
        managed_policy_name=stage.named("auditor"),
        description="Auditors: read only",
        statements=[*_reading(stack, stage), *_denials([], decision_arn)],
    )
    _accept_patterns(policy, _read_patterns(stack, stage))
    return policy


def _read_patterns(stack: Stack, stage: Stage) -> list[str]:
    executions = f"arn:aws:ssm:{stack.region}:{stack.account}:automation-execution/*"
    return ["*", executions, f"arn:aws:cloudwatch::{stack.account}:dashboard/{stage.named('*')}"]


def _reading(stack: Stack, stage: Stage) -> list[iam.PolicyStatement]:
    everything, executions, dashboards = _read_patterns(stack, stage)
    own = f"arn:aws:ssm:{stack.region}:{stack.account}"
    documents = [f"{own}:document/{document_name(stage, runbook.verb)}" for runbook in RUNBOOKS]
    return [
        iam.PolicyStatement(
            sid="ReadOurRunbooks", actions=["ssm:DescribeDocument", "ssm:GetDocument"], resources=documents
        ),
        iam.PolicyStatement(
            sid="ReadHowTheyEnded",
            actions=["ssm:GetAutomationExecution"],
            resources=[executions],
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
            resources=[everything],
        ),
        iam.PolicyStatement(
            sid="OurDashboards",
            actions=["cloudwatch:GetDashboard"],
            resources=[dashboards],
        ),
    ]


def _denials(definitions: list[str], decision_arn: str) -> list[iam.PolicyStatement]:
    deny = iam.Effect.DENY
    other_runbooks = (
        iam.PolicyStatement(
            sid="NoOtherRunbook",
            effect=deny,
            actions=["ssm:StartAutomationExecution"],
            not_resources=definitions,
        )
        if definitions
        else iam.PolicyStatement(
            sid="NoRunbook", effect=deny, actions=["ssm:StartAutomationExecution"], resources=["*"]
        )
    )
    return [
        other_runbooks,
        *[
            iam.PolicyStatement(sid=f"No{sid}", effect=deny, actions=actions, resources=["*"])
            for sid, actions in DENIED.items()
        ],
        iam.PolicyStatement(
            sid="NoDirectDecision",
            effect=deny,
            actions=[
                "lambda:InvokeAsync",
                "lambda:InvokeFunction",
                "lambda:UpdateFunctionCode",
                "lambda:UpdateFunctionConfiguration",
            ],
            resources=[decision_arn, f"{decision_arn}:*"],
        ),
    ]


def _accept_patterns(policy: iam.ManagedPolicy, patterns: list[str]) -> None:
    acknowledge(
        policy,
        "AWS takes no narrower resource: lists are of an account, executions and dashboards are named when they are "
        "made, and the console may start any version of a runbook. Each action is named.",
        *(wildcard_finding(Stack.of(policy), pattern) for pattern in patterns),
    )
