"""The operations stack: what people work with in the console, the dashboard, the runbooks, and their policies."""

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.components.grants import allow, give
from infra.components.officer_policies import auditor_policy, officer_policy
from infra.components.runbooks import RUNBOOKS, create_documents, document_name
from infra.stacks.service.stack import ServiceStack
from infra.stage import REGION, Stage


class OperationsStack(Stack):
    def __init__(self, scope: Construct, stage: Stage, service: ServiceStack) -> None:
        super().__init__(
            scope,
            stage.named("operations"),
            env={"account": stage.account, "region": REGION},
            description="Imigrasi Lebong: dashboard, runbooks, officers' policies",
        )
        self._stage = stage
        self._service = service
        decision_arn = service.decision.function.function_arn
        role = self._runbook_role(decision_arn)
        create_documents(self, stage, role_arn=role.role_arn, function_name=service.decision.function.function_name)
        officer_policy(self, stage, runbook_role=role, decision_arn=decision_arn)
        auditor_policy(self, stage, decision_arn=decision_arn)
        self._dashboard()
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

    def _dashboard(self) -> None:
        waiting = [
            work.dead.queue.metric_approximate_number_of_messages_visible(label=name)
            for name, work in self._service.queues.items()
        ]
        age = [
            work.queue.metric_approximate_age_of_oldest_message(label=name)
            for name, work in self._service.queues.items()
        ]
        api = {
            name: cloudwatch.Metric(
                namespace="AWS/ApiGateway",
                metric_name=name,
                dimensions_map={"ApiId": self._service.api.api_id},
                statistic=statistic,
            )
            for name, statistic in {"Count": "Sum", "4xx": "Sum", "5xx": "Sum", "Latency": "p95"}.items()
        }
        dashboard = cloudwatch.Dashboard(self, "Dashboard", dashboard_name=self._stage.named("service"))
        dashboard.add_widgets(
            cloudwatch.GraphWidget(title="API", left=[api["Count"], api["4xx"], api["5xx"]], right=[api["Latency"]]),
            cloudwatch.GraphWidget(title="Oldest message, seconds", left=age),
            cloudwatch.GraphWidget(title="Dead letters", left=waiting),
        )

    def _links(self) -> None:
        """Where officers open each form, for their guide and bookmarks."""
        console = f"https://{self.region}.console.aws.amazon.com/systems-manager/automation/execute"
        for runbook in RUNBOOKS:
            name = document_name(self._stage, runbook.verb)
            CfnOutput(self, f"{runbook.verb.title()}Form", value=f"{console}/{name}?region={self.region}")
