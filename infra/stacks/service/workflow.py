"""The road of the workflow: the machine, the function it waits on, its driver and its rescue."""

import json

from aws_cdk import RemovalPolicy
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn

from infra.components.acknowledgement import acknowledge, wildcard_finding
from infra.components.grants import Grant, allow, allow_any, give
from infra.components.python_function import RETENTION, PythonFunction
from infra.components.queue_listener import listen, route, route_pattern
from infra.components.workflow import definition
from infra.stacks.service.foundation import LOCAL_TARGETS, Foundation

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
    "PaymentReleased",
    "ApplicantAttended",
    "ExaminationHeld",
    "ApplicationApproved",
    "ResultReady",
    "ResultCollected",
    "ObjectionGranted",
    "WorkflowRestarted",
)
TOKEN_ACTIONS = ("states:SendTaskSuccess", "states:SendTaskFailure")
# A token is written together with a check of the application's stage and round.
TOKEN_WRITES = ("dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:PutItem")


def workflow_functions(on: Foundation) -> None:
    stage = on.function("stage", on.grants.table(*TOKEN_WRITES), _tokens(on), memory=256, timeout=30, environment={})
    _machine(on, stage)
    _driver(on)
    _failures(on)


def reading_executions(on: Foundation, *more: str) -> Grant:
    executions = on.machine_arn.replace(":stateMachine:", ":execution:") + ":*"
    return allow_any(
        executions, "states:DescribeExecution", *more, because="Executions are named after applications, at run time."
    )


def _tokens(on: Foundation) -> list[Grant]:
    if on.stage.exact_send_targets:
        return [allow(on.machine_arn, *TOKEN_ACTIONS)]
    return [allow_any("*", *TOKEN_ACTIONS, because=LOCAL_TARGETS)]


def _driver(on: Foundation) -> None:
    rescue = on.queues["rescue"].queue
    function = on.function(
        "workflow_driver",
        on.grants.table("dynamodb:GetItem"),
        on.grants.sending(rescue.queue_arn),
        [allow(on.machine_arn, "states:StartExecution")],
        _tokens(on),
        memory=256,
        timeout=30,
        environment={"STATE_MACHINE_ARN": on.machine_arn, "RESCUE_QUEUE_URL": rescue.queue_url},
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
    give(role, [allow(stage.function.function_arn, "lambda:InvokeFunction")])
    acknowledge(
        role,
        "Step Functions delivers its log and its traces by account-wide actions, which take no resource.",
        wildcard_finding(on.scope, "*"),
    )
    sfn.StateMachine(
        on.scope,
        "Machine",
        state_machine_name=name,
        definition_body=sfn.DefinitionBody.from_string(json.dumps(definition(on.stage))),
        definition_substitutions={"StageFunction": stage.function.function_arn},
        role=role,
        logs=sfn.LogOptions(destination=history, level=sfn.LogLevel.ALL, include_execution_data=False),
        tracing_enabled=True,
    )
