"""The road of the workflow: the machine, the function it waits on, its driver and its rescue."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn

from infra.components.grants import Statements, allow
from infra.components.python_function import RETENTION, PythonFunction
from infra.components.queue_listener import listen, route, route_pattern
from infra.components.workflow import definition
from infra.stacks.service.foundation import Foundation

# Every event that moves an application from one stage to another.
MOVES = (
    "ApplicationSubmitted",
    "ApplicationCleared",
    "ApplicationReturned",
    "ApplicationRejected",
    "ApplicationWithdrawn",
    "ApplicationLapsed",
    "ApplicationCancelled",
    "PaymentSettled",
    "ApplicantAttended",
    "ExaminationHeld",
    "ApplicationApproved",
    "ResultReady",
    "ResultCollected",
    "ObjectionGranted",
)
TOKEN_ACTIONS = ("states:SendTaskSuccess", "states:SendTaskFailure")
CONDITIONAL_WRITES = (
    "dynamodb:ConditionCheckItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
)


def workflow_functions(on: Foundation) -> None:
    stage = on.function(
        "stage", on.grants.table(*CONDITIONAL_WRITES), _tokens(on), memory=256, timeout=30, environment={}
    )
    _machine(on, stage)
    _driver(on)
    _failures(on)


def execution_arn(on: Foundation) -> str:
    """Executions are named `<application>-<round>`, so a pattern stands for them."""
    return on.machine_arn.replace(":stateMachine:", ":execution:") + ":*"


def _tokens(on: Foundation) -> Statements:
    return [allow(on.machine_arn if on.stage.exact_send_targets else "*", *TOKEN_ACTIONS)]


def _driver(on: Foundation) -> None:
    function = on.function(
        "workflow_driver",
        on.grants.table(*CONDITIONAL_WRITES),
        [allow(on.machine_arn, "states:StartExecution")],
        _tokens(on),
        memory=256,
        timeout=30,
        environment={"STATE_MACHINE_ARN": on.machine_arn},
    )
    work = on.queues["workflow"]
    route(on.scope, on.bus, MOVES, work)
    listen(function, work, on.grants)


def _failures(on: Foundation) -> None:
    """Step Functions tells the account's default bus when an execution ends badly; the rescue hears of ours."""
    pattern = events.EventPattern(
        source=["aws.states"],
        detail_type=["Step Functions Execution Status Change"],
        detail={"status": ["FAILED", "TIMED_OUT", "ABORTED"], "stateMachineArn": [on.machine_arn]},
    )
    route_pattern(on.scope, None, pattern, on.queues["rescue"])


def _machine(on: Foundation, stage: PythonFunction) -> None:
    name = on.stage.named("application")
    history = logs.LogGroup(
        on.scope,
        "MachineLogs",
        log_group_name=f"/aws/vendedlogs/states/{name}",
        retention=RETENTION[on.stage.log_days],
        encryption_key=on.platform.storage_key,
        removal_policy=RemovalPolicy.DESTROY,
    )
    role = iam.Role(on.scope, "MachineRole", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
    role.add_to_policy(allow(stage.function.function_arn, "lambda:InvokeFunction"))
    sfn.StateMachine(
        on.scope,
        "Machine",
        state_machine_name=name,
        definition_body=sfn.DefinitionBody.from_string(Stack.of(on.scope).to_json_string(definition(on.stage))),
        definition_substitutions={"StageFunction": stage.function.function_arn},
        role=role,
        logs=sfn.LogOptions(destination=history, level=sfn.LogLevel.ALL, include_execution_data=False),
        tracing_enabled=True,
    )
