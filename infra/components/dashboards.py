"""The dashboards: the officers' queue, and operations. Widgets of `console` beside CloudWatch's own metrics."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.components.queue import WorkQueue
from infra.stage import Stage

WHOLE, HALF, THIRD = 24, 12, 8


@dataclass(frozen=True)
class Widget:
    """A custom widget of `console`. `every`: it asks again when the dashboard refreshes."""

    widget: str
    title: str
    width: int
    height: int
    every: bool = True


QUEUE = (
    Widget("queue", "Antrean kantor", HALF, 16),
    # It keeps what was typed into it; a refresh would empty it.
    Widget("application", "Permohonan", HALF, 16, every=False),
)
OPERATIONS = (
    Widget("executions", "Alur kerja", THIRD, 14, every=False),
    Widget("messages", "Pesan kepada pemohon", THIRD, 14, every=False),
    Widget("invocations", "Pemanggilan fungsi", THIRD, 14),
)
STATEMENTS = Widget("statements", "Berkas penyelesaian bank dan kas negara", WHOLE, 9)
CLOCK = Widget("clock", "Jam platform", HALF, 5)


def queue_dashboard(scope: Construct, stage: Stage, console_arn: str) -> cloudwatch.Dashboard:
    """What an officer has open all day."""
    board = _dashboard(scope, "QueueDashboard", stage.named("queue"))
    board.add_widgets(*(_custom(widget, console_arn) for widget in QUEUE))
    return board


def operations_dashboard(
    scope: Construct, stage: Stage, console_arn: str, *, api_id: str, queues: Mapping[str, WorkQueue]
) -> cloudwatch.Dashboard:
    """What a supervisor looks at when something is slow or stuck."""
    board = _dashboard(scope, "OperationsDashboard", stage.named("operations"))
    board.add_widgets(*(_custom(widget, console_arn) for widget in OPERATIONS))
    board.add_widgets(_custom(STATEMENTS, console_arn))
    board.add_widgets(*_metrics(api_id, queues))
    if not stage.on_aws:
        board.add_widgets(_custom(CLOCK, console_arn))
    return board


def _dashboard(scope: Construct, id_: str, name: str) -> cloudwatch.Dashboard:
    return cloudwatch.Dashboard(scope, id_, dashboard_name=name, default_interval=Duration.hours(3))


def _custom(widget: Widget, console_arn: str) -> cloudwatch.CustomWidget:
    return cloudwatch.CustomWidget(
        function_arn=console_arn,
        title=widget.title,
        params={"widget": widget.widget},
        width=widget.width,
        height=widget.height,
        update_on_refresh=widget.every,
        update_on_resize=False,
        update_on_time_range_change=widget.widget == "invocations",
    )


def _metrics(api_id: str, queues: Mapping[str, WorkQueue]) -> list[cloudwatch.IWidget]:
    api = {
        name: cloudwatch.Metric(
            namespace="AWS/ApiGateway", metric_name=name, dimensions_map={"ApiId": api_id}, statistic=statistic
        )
        for name, statistic in {"Count": "Sum", "4xx": "Sum", "5xx": "Sum", "Latency": "p95"}.items()
    }
    age = [work.queue.metric_approximate_age_of_oldest_message(label=name) for name, work in queues.items()]
    dead = [work.dead.queue.metric_approximate_number_of_messages_visible(label=name) for name, work in queues.items()]
    return [
        cloudwatch.GraphWidget(
            title="API", left=[api["Count"], api["4xx"], api["5xx"]], right=[api["Latency"]], width=THIRD
        ),
        cloudwatch.GraphWidget(title="Pesan tertua (detik)", left=age, width=THIRD),
        cloudwatch.GraphWidget(title="Pesan yang gagal", left=dead, width=THIRD),
    ]
