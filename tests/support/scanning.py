"""The local cloud's malware scanner at work on moto: the same engine, plan and events, called instead of waiting."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moto.sqs.models import sqs_backends

from infra.scan import CANDIDATES
from local.scanner.engine import Engine
from local.scanner.plan import Event, Plan
from tests.support.installation import ACCOUNT, INCOMING, REGION

if TYPE_CHECKING:
    from tests.support.moto_cloud import MotoCloud

QUEUE = "guardduty"


@functools.cache
def engine() -> Engine:
    return Engine()


@dataclass(slots=True)
class Scanner:
    """Hears of new objects as GuardDuty does: by a rule of its own on the account's bus."""

    cloud: MotoCloud
    #: While it does not run, objects wait.
    asleep: bool = False
    #: Its events are lost on their way: objects are tagged, and nobody is told.
    mute: bool = False
    told: list[Event] = field(default_factory=list)
    _url: str = ""

    def __post_init__(self) -> None:
        s3, events, sqs = (self.cloud.client(service) for service in ("s3", "events", "sqs"))
        s3.put_bucket_notification_configuration(
            Bucket=INCOMING, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )
        self._url = sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
        put = {"bucket": {"name": [INCOMING]}, "object": {"key": [{"prefix": CANDIDATES}]}}
        pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": put}
        events.put_rule(Name=QUEUE, EventPattern=json.dumps(pattern))
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{QUEUE}"
        events.put_targets(Rule=QUEUE, Targets=[{"Id": "queue", "Arn": arn}])

    @property
    def plan(self) -> Plan:
        return Plan(self.cloud.client("s3"), INCOMING, engine(), self.tell, ACCOUNT, REGION)

    def run(self) -> int:
        """Scans what was put since; how many."""
        if self.asleep or not sqs_backends[ACCOUNT][REGION].queues[QUEUE].messages:
            return 0
        sqs = self.cloud.client("sqs")
        messages = sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            found = json.loads(message["Body"])["detail"]["object"]
            self.plan.scan(found["key"], found["version-id"])
            sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return len(messages)

    def tell(self, event: Event) -> None:
        self.told.append(event)
        if not self.mute:
            said = {"Source": event["source"], "DetailType": event["detail-type"]}
            self.cloud.client("events").put_events(Entries=[{**said, "Detail": json.dumps(event["detail"])}])

    def clear(self) -> None:
        self.asleep = self.mute = False
        self.told.clear()

    @contextlib.contextmanager
    def resting(self) -> Iterator[None]:
        """It does not run meanwhile."""
        self.asleep = True
        try:
            yield
        finally:
            self.asleep = False
