"""Events from a bus to a function, through a queue that holds them while the function can't take them."""

from collections.abc import Sequence

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.components.acknowledgement import acknowledge
from infra.components.grants import Grants
from infra.components.python_function import PythonFunction
from infra.components.queue import WorkQueue

SOURCE = "imigrasi.lebong"


def listen(
    function: PythonFunction, work: WorkQueue, grants: Grants, *, batch_size: int = 10
) -> lambda_.EventSourceMapping:
    """Feeds the queue to the function; a batch reports exactly the messages that failed."""
    function.allow(grants.receiving(work.queue.queue_arn))
    mapping = lambda_.EventSourceMapping(
        function,
        f"From{work.node.id}",
        target=function.function,
        event_source_arn=work.queue.queue_arn,
        batch_size=batch_size,
        report_batch_item_failures=True,
    )
    acknowledge(
        mapping,
        "AWS has no failure destination for queue mappings: the queue's own redrive policy leads to its dead letters.",
        "Serverless-LambdaEventSourceMappingDestination",
    )
    return mapping


def route(scope: Construct, bus: events.IEventBus, detail_types: Sequence[str], work: WorkQueue) -> events.Rule:
    """Our own events of these types into the queue. What the bus can't deliver joins the queue's dead letters."""
    return route_pattern(scope, bus, events.EventPattern(source=[SOURCE], detail_type=list(detail_types)), work)


def route_pattern(
    scope: Construct, bus: events.IEventBus | None, pattern: events.EventPattern, work: WorkQueue
) -> events.Rule:
    """As `route`, for any pattern and, where `bus` is None, the account's default bus."""
    return events.Rule(
        scope,
        f"To{work.node.id}",
        event_bus=bus,
        event_pattern=pattern,
        targets=[targets.SqsQueue(work.queue, dead_letter_queue=work.dead.queue)],
    )
