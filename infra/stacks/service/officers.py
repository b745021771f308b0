"""The road of officers: what their dashboards show, and the one function their runbooks call."""

from collections.abc import Iterable
from dataclasses import dataclass

from infra.components.grants import READ, Grant, allow, allow_any
from infra.components.python_function import PythonFunction
from infra.stacks.service.foundation import Foundation
from infra.stacks.service.workflow import reading_executions

# The functions whose runs officers look at, in the order of the work; `console` itself is watched by its alarms.
WATCHED = (
    "intake",
    "upload",
    "document_check",
    "status",
    "payment",
    "payment_callback",
    "payment_confirmation",
    "statement_import",
    "appointment",
    "event_relay",
    "workflow_driver",
    "stage",
    "notification",
    "due_work",
    "payment_reconciliation",
    "workflow_rescue",
    "document_purge",
    "decision",
    "file_viewing",
)


@dataclass(frozen=True)
class OfficerFunctions:
    """`console` reads for people, `decision` writes for runbooks: neither may do the other's work."""

    console: PythonFunction
    decision: PythonFunction


def officer_functions(on: Foundation) -> OfficerFunctions:
    return OfficerFunctions(console=_console(on), decision=_decision(on))


def _decision(on: Foundation) -> PythonFunction:
    """`decision` asks SSM who started the execution and with what; its payload is only the execution's id."""
    executions = f"arn:aws:ssm:{on.scope.region}:{on.scope.account}:automation-execution/*"
    return on.function(
        "decision",
        on.grants.table(*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"),
        [allow_any(executions, "ssm:GetAutomationExecution", because="SSM makes an execution's id when it starts.")],
        memory=512,
        timeout=30,
        environment=on.site_environment,
    )


def _console(on: Foundation) -> PythonFunction:
    """Reads the table, the executions and the logs. It holds no key to personal data, so it shows what was masked."""
    region = on.scope.region
    systems_manager = f"https://{region}.console.aws.amazon.com/systems-manager/automation/execute"
    return on.function(
        "console",
        on.grants.table("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
        on.grants.index("queue"),
        on.grants.objects(on.data.statements, "s3:GetObject", below="reports/"),
        [
            allow(on.machine_arn, "states:DescribeStateMachine", "states:ListExecutions"),
            reading_executions(on, "states:GetExecutionHistory"),
        ],
        _logs(on),
        memory=512,
        timeout=20,
        environment={
            "STATE_MACHINE_ARN": on.machine_arn,
            "WATCHED_FUNCTIONS": ",".join(WATCHED),
            "STATEMENTS_BUCKET": on.data.statements.bucket_name,
            **_storage_page(on),
            "RUNBOOK_FORM": f"{systems_manager}/{on.stage.named('{runbook}')}?region={region}",
        },
    )


def _storage_page(on: Foundation) -> dict[str, str]:
    """Where the console shows an object of the settlement files' bucket; there is no such page on a laptop."""
    if not on.stage.on_aws:
        return {}
    region, bucket = on.scope.region, on.data.statements.bucket_name
    page = f"https://{region}.console.aws.amazon.com/s3/object/{bucket}?region={region}&prefix={{key}}"
    return {"STATEMENTS_PAGE": page}


def _logs(on: Foundation) -> Iterable[Grant]:
    """Each watched function's own log group. AWS compares its ARN with `:*` behind it, the local engine without."""
    for name in WATCHED:
        group = f"/aws/lambda/{on.stage.named(name.replace('_', '-'))}"
        arn = f"arn:aws:logs:{on.scope.region}:{on.scope.account}:log-group:{group}"
        yield allow(arn, "logs:FilterLogEvents")
        yield allow_any(f"{arn}:*", "logs:FilterLogEvents", because="How AWS writes the ARN of one log group.")
