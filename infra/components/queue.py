"""An encrypted work queue with its dead letters, and the alarm that says somebody has to look at them."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.components.acknowledgement import acknowledge
from infra.components.python_function import Platform

MAX_RECEIVES = 4


class DeadLetters(Construct):
    """A queue of what could not be handled, kept 14 days, with an alarm on the first message."""

    def __init__(self, scope: Construct, name: str, platform: Platform) -> None:
        super().__init__(scope, f"{name.title()}Dead")
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=platform.stage.named(f"{name}-dead"),
            retention_period=Duration.days(14),
            encryption_master_key=platform.storage_key,
            enforce_ssl=platform.stage.tls_only,
            removal_policy=RemovalPolicy.RETAIN if platform.stage.retained else RemovalPolicy.DESTROY,
        )
        acknowledge(
            self.queue,
            "This queue is the dead letters itself: an alarm rings on the first message, and a person redrives it.",
            "AwsSolutions-SQS3",
            "Serverless-SQSRedrivePolicy",
        )
        alarm = cloudwatch.Alarm(
            self,
            "Waiting",
            alarm_description=f"{name}: messages wait in the dead letters; see the redrive runbook",
            metric=self.queue.metric_approximate_number_of_messages_visible(
                period=Duration.minutes(1), statistic="Maximum"
            ),
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(platform.alarms))


class WorkQueue(Construct):
    """A queue whose messages are tried four times and then set aside in its own dead letters."""

    def __init__(self, scope: Construct, name: str, platform: Platform, *, handled_within: int) -> None:
        """`handled_within` is its function's timeout in seconds; a message stays hidden six times as long."""
        super().__init__(scope, f"{name.title()}Queue")
        self.dead = DeadLetters(self, name, platform)
        self.queue = sqs.Queue(
            self,
            "Queue",
            queue_name=platform.stage.named(name),
            visibility_timeout=Duration.seconds(6 * handled_within),
            retention_period=Duration.days(4),
            encryption_master_key=platform.storage_key,
            enforce_ssl=platform.stage.tls_only,
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead.queue, max_receive_count=MAX_RECEIVES),
        )
