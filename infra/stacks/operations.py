"""The operations stack: what people work with in the console: dashboards, runbooks, and their policies."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.components.dashboards import operations_dashboard, queue_dashboard
from infra.components.grants import allow, give
from infra.components.officer_policies import Reach, auditor_policy, officer_policy, supervisor_policy
from infra.components.runbooks import RUNBOOKS, create_documents, document_name
from infra.stacks.data import DataStack
from infra.stacks.service.stack import ServiceStack
from infra.stage import REGION, Stage


class OperationsStack(Stack):
    def __init__(self, scope: Construct, stage: Stage, data: DataStack, service: ServiceStack) -> None:
        super().__init__(
            scope,
            stage.named("operations"),
            env={"account": stage.account, "region": REGION},
            description="Imigrasi Lebong: dashboards, runbooks, officers' policies",
        )
        self._stage = stage
        self._service = service
        decision_arn = service.decision.function.function_arn
        role = self._runbook_role(decision_arn)
        create_documents(self, stage, role_arn=role.role_arn, function_name=service.decision.function.function_name)
        console_arn = service.console.function.function_arn
        boards = {
            "queue": queue_dashboard(self, stage, console_arn),
            "operations": operations_dashboard(
                self, stage, console_arn, api_id=service.api.api_id, queues=service.queues
            ),
        }
        reach = Reach(
            stage=stage,
            runbook_role_arn=role.role_arn,
            console_arn=console_arn,
            dashboards={name: board.dashboard_arn for name, board in boards.items()},
            statements_arn=data.export_value(data.statements.bucket_arn),
            storage_key_arn=data.storage_key.key_arn,
        )
        for policy in (officer_policy, supervisor_policy, auditor_policy):
            policy(self, reach)
        self._links()

    def _runbook_role(self, decision_arn: str) -> iam.Role:
        """What runbooks act as, whoever started them: it may call `decision`, and only SSM in this account takes it."""
        role = iam.Role(
            self,
            "RunbookRole",
            role_name=self._stage.named("runbook"),
            assumed_by=iam.ServicePrincipal(
                "ssm.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": self.account},
                    "ArnLike": {"aws:SourceArn": f"arn:aws:ssm:{self.region}:{self.account}:automation-execution/*"},
                },
            ),
        )
        give(role, [allow(decision_arn, "lambda:InvokeFunction")])
        return role

    def _links(self) -> None:
        """Where officers open each form, for their guide and bookmarks."""
        console = f"https://{self.region}.console.aws.amazon.com/systems-manager/automation/execute"
        for runbook in RUNBOOKS:
            name = document_name(self._stage, runbook.verb)
            CfnOutput(self, f"{runbook.verb.title()}Form", value=f"{console}/{name}?region={self.region}")
