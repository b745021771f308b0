"""The road of officers: the one function their runbooks call."""

from infra.components.grants import allow_any
from infra.components.python_function import PythonFunction
from infra.stacks.service.foundation import Foundation


def officer_functions(on: Foundation) -> PythonFunction:
    """`decision` asks SSM who started the execution and with what; its payload is only the execution's id."""
    executions = f"arn:aws:ssm:{on.scope.region}:{on.scope.account}:automation-execution/*"
    return on.function(
        "decision",
        on.grants.table("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        [allow_any(executions, "ssm:GetAutomationExecution", because="SSM makes an execution's id when it starts.")],
        memory=512,
        timeout=30,
        environment={},
    )
