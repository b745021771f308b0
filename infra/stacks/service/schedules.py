"""The road of time: what must happen later, and sweeps that find what was missed."""

from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler

from infra.components.grants import READ, allow, give
from infra.components.python_function import PythonFunction
from infra.components.queue import DeadLetters
from infra.components.queue_listener import listen
from infra.scan import CANDIDATES
from infra.stacks.service.foundation import Foundation
from infra.stacks.service.workflow import reading_executions
from infra.stage import NUMBERED


def scheduled_functions(on: Foundation) -> None:
    """One dead-letter queue for all sweeps: what a missed one would have done, the next one does."""
    dead = DeadLetters(on.scope, "schedules", on.platform)
    rates = {
        _due_work(on, dead): on.stage.due_work_minutes,
        _payment_reconciliation(on, dead): on.stage.reconciliation_minutes,
        _workflow_rescue(on, dead): on.stage.rescue_minutes,
        _document_purge(on, dead): on.stage.purge_minutes,
    }
    role = iam.Role(on.scope, "SchedulerRole", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"))
    give(role, on.grants.sending(dead.queue.queue_arn))
    for function, minutes in rates.items():
        give(role, [allow(function.function.function_arn, "lambda:InvokeFunction")])
        _schedule(function, minutes, role, dead)


def _schedule(function: PythonFunction, minutes: int, role: iam.Role, dead: DeadLetters) -> None:
    scheduler.CfnSchedule(
        function,
        "Schedule",
        name=function.physical_name,
        schedule_expression=f"rate({minutes} {'minute' if minutes == 1 else 'minutes'})",
        flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
        target=scheduler.CfnSchedule.TargetProperty(
            arn=function.function.function_arn,
            role_arn=role.role_arn,
            input='{"source":"schedule"}',
            dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(arn=dead.queue.queue_arn),
            retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                maximum_event_age_in_seconds=3_600, maximum_retry_attempts=5
            ),
        ),
    )


def _due_work(on: Foundation, dead: DeadLetters) -> PythonFunction:
    checks = on.queues["documents"].queue
    return on.function(
        "due_work",
        on.grants.table(*READ, "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.index("due"),
        [allow(on.bus.event_bus_arn, "events:PutEvents")],
        on.grants.sending(checks.queue_arn),
        on.grants.sending(dead.queue.queue_arn),
        memory=512,
        timeout=120,
        environment={"EVENT_BUS_NAME": on.bus.event_bus_name, "DOCUMENT_QUEUE_URL": checks.queue_url},
        dead_letters=dead.queue,
    )


def _payment_reconciliation(on: Foundation, dead: DeadLetters) -> PythonFunction:
    queue = on.queues["confirmation"].queue
    return on.function(
        "payment_reconciliation",
        on.grants.table(*READ, "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        on.grants.objects(on.data.statements, "s3:GetObjectVersion", "s3:PutObject"),
        on.grants.index("due"),
        on.grants.sending(queue.queue_arn),
        on.grants.sending(dead.queue.queue_arn),
        memory=512,
        timeout=120,
        environment={**on.statement_environment, **on.code_range},
        dead_letters=dead.queue,
    )


def _document_purge(on: Foundation, dead: DeadLetters) -> PythonFunction:
    """The only one that deletes what citizens sent. It can read none of it, and nothing that is sealed."""
    stores = (on.data.vault, on.data.incoming)
    return on.function(
        "document_purge",
        on.grants.table("dynamodb:Query", "dynamodb:PutItem"),
        on.grants.index("due"),
        *(on.grants.listing(store, "s3:ListBucketVersions") for store in stores),
        *(on.grants.erasing(store, below=NUMBERED) for store in stores),
        on.grants.erasing(on.data.incoming, below=CANDIDATES),
        on.grants.sending(dead.queue.queue_arn),
        memory=256,
        timeout=120,
        environment={"VAULT_BUCKET": on.data.vault.bucket_name, "INCOMING_BUCKET": on.data.incoming.bucket_name},
        dead_letters=dead.queue,
    )


def _workflow_rescue(on: Foundation, dead: DeadLetters) -> PythonFunction:
    function = on.function(
        "workflow_rescue",
        on.grants.table("dynamodb:GetItem", "dynamodb:PutItem"),
        [allow(on.machine_arn, "states:ListExecutions"), reading_executions(on)],
        on.grants.sending(dead.queue.queue_arn),
        memory=256,
        timeout=120,
        environment={"STATE_MACHINE_ARN": on.machine_arn},
        dead_letters=dead.queue,
    )
    listen(function, on.queues["rescue"], on.grants)
    return function
