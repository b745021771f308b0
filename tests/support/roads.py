"""The roads between functions: table stream → event_relay → bus → rules → queues → consumers.

Bus, rules and queues are moto's; the rules' event types are read from the deployed stacks. Only the two
pollers that Lambda itself runs (of the stream, of each queue) are here.
"""

from __future__ import annotations

import ast
import functools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.sqs.models import sqs_backends

from infra.scan import RESULT, SOURCE, results
from tests.support.handlers import ROOT
from tests.support.installation import ACCOUNT, BUS, INCOMING, REGION

if TYPE_CHECKING:
    from tests.support.moto_cloud import MotoCloud

BATCH = 10
MAX_RECEIVES = 4


class StillBusy(AssertionError):
    """Something goes round for ever."""


@functools.cache
def deployed_types(file: str, name: str) -> tuple[str, ...]:
    """A tuple of event types as it stands in a stack's source (importing a stack starts Node)."""
    tree = ast.parse((ROOT / "infra" / "stacks" / "service" / file).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and [getattr(target, "id", "") for target in node.targets] == [name]:
            found: tuple[str, ...] = ast.literal_eval(node.value)
            return found
    raise LookupError(f"{file} has no {name}")


@dataclass(frozen=True, slots=True)
class Road:
    """A queue, its consumer and the event types that its rule lets through."""

    queue: str
    function: str
    types: tuple[str, ...] = ()
    setting: str | None = None
    #: What it hears on the account's own bus.
    account: dict[str, Any] | None = None


def roads() -> tuple[Road, ...]:
    return (
        Road("documents", "document_check", ("DocumentReceived",), "DOCUMENT_QUEUE_URL"),
        Road(
            "scans",
            "document_check",
            account={"source": [SOURCE], "detail-type": [RESULT], "detail": results(INCOMING)},
        ),
        Road(
            "confirmation", "payment_confirmation", deployed_types("events.py", "CONFIRMED"), "CONFIRMATION_QUEUE_URL"
        ),
        Road("notification", "notification", deployed_types("events.py", "NOTIFIED")),
        Road("workflow", "workflow_driver", deployed_types("workflow.py", "MOVES")),
        Road("statements", "statement_import"),
        Road("rescue", "workflow_rescue", (), "RESCUE_QUEUE_URL"),
    )


@dataclass(slots=True)
class Roads:
    cloud: MotoCloud
    urls: dict[str, str] = field(default_factory=dict)
    _sqs: Any = None
    _road: dict[str, Road] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sqs = self.cloud.client("sqs")
        events = self.cloud.client("events")
        for road in roads():
            self._road[road.queue] = road
            dead = self._sqs.create_queue(QueueName=f"{road.queue}-dead")["QueueUrl"]
            redrive = {"deadLetterTargetArn": self._arn(dead), "maxReceiveCount": str(MAX_RECEIVES)}
            url = self._sqs.create_queue(
                QueueName=road.queue,
                Attributes={"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": "180"},
            )["QueueUrl"]
            self.urls |= {road.queue: url, f"{road.queue}-dead": dead}
            if road.types:
                pattern = json.dumps({"source": ["imigrasi.lebong"], "detail-type": list(road.types)})
                events.put_rule(Name=road.queue, EventBusName=BUS, EventPattern=pattern)
                target = {"Id": "queue", "Arn": self._arn(url)}
                events.put_targets(Rule=road.queue, EventBusName=BUS, Targets=[target])
            if road.account:
                events.put_rule(Name=road.queue, EventPattern=json.dumps(road.account))
                events.put_targets(Rule=road.queue, Targets=[{"Id": "queue", "Arn": self._arn(url)}])

    @property
    def environment(self) -> dict[str, str]:
        return {road.setting: self.urls[name] for name, road in self._road.items() if road.setting}

    def pump(self, rounds: int) -> None:
        for _ in range(rounds):
            moved = self.relay() + sum(self.deliver(queue) for queue in self._road) + self.cloud.machine.run()
            moved += self.cloud.scanner.run()
            if not moved:
                return
        raise StillBusy(f"after {rounds} rounds: {self.waiting()}")

    # ------------------------------------------------------------ the stream

    def stream_records(self) -> list[dict[str, Any]]:
        """What the stream's filter would let through now: one record per item that carries a relay mark."""
        marked = [item for item in self.cloud.items() if "relay" in item]
        marked.sort(key=lambda item: item["due_sk"]["S"])
        return [stream_record(item, number) for number, item in enumerate(marked, start=1)]

    def relay(self) -> int:
        """How many events event_relay was given."""
        records = self.stream_records()
        for start in range(0, len(records), 100):
            self.cloud.invoke("event_relay", {"Records": records[start : start + 100]})
        return len(records)

    # ------------------------------------------------------------ the queues

    def send(self, queue: str, message: dict[str, Any]) -> None:
        self._sqs.send_message(QueueUrl=self.urls[queue], MessageBody=json.dumps(message))

    def take(self, queue: str) -> list[dict[str, Any]]:
        """Up to ten messages, in flight until `finish`."""
        answer = self._sqs.receive_message(
            QueueUrl=self.urls[queue], MaxNumberOfMessages=BATCH, AttributeNames=["ApproximateReceiveCount"]
        )
        return list(answer.get("Messages", []))

    def deliver(self, queue: str) -> int:
        """Give the consumer all that waits, in batches; failed messages stay. How many were given."""
        given = 0
        failed: list[dict[str, Any]] = []
        while not self._is_idle(queue) and (messages := self.take(queue)):
            answer = self.cloud.invoke(self._road[queue].function, sqs_event(queue, messages))
            bad = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
            for message in messages:
                if message["MessageId"] in bad:
                    failed.append(message)
                else:
                    self._sqs.delete_message(QueueUrl=self.urls[queue], ReceiptHandle=message["ReceiptHandle"])
            given += len(messages)
        for message in failed:
            self._sqs.change_message_visibility(
                QueueUrl=self.urls[queue], ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        return given

    def dead(self, queue: str) -> list[dict[str, Any]]:
        """Bodies in the dead-letter queue."""
        url = self.urls[f"{queue}-dead"]
        found = []
        while messages := self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=BATCH).get("Messages"):
            found += [json.loads(message["Body"]) for message in messages]
        return found

    def waiting(self) -> dict[str, int]:
        """Messages per queue, dead-letter queues included; only those that are not empty."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        counts = {}
        for queue, url in self.urls.items():
            attributes = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            counts[queue] = sum(int(attributes[name]) for name in names)
        return {queue: count for queue, count in counts.items() if count}

    def clear(self) -> None:
        """At once: SQS purges a queue once a minute only."""
        for queue in sqs_backends[ACCOUNT][REGION].queues.values():
            queue._messages.clear()
            queue.pending_messages.clear()

    def _is_idle(self, queue: str) -> bool:
        """Nothing visible. Asked of moto itself: most polls find nothing, and a poll over the wire takes 3 ms."""
        return not sqs_backends[ACCOUNT][REGION].queues[queue].messages

    def _arn(self, url: str) -> str:
        attributes = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        return str(attributes["QueueArn"])


def stream_record(item: dict[str, Any], number: int) -> dict[str, Any]:
    """A record of the table's stream for `item` (typed attributes, binary as base64 text)."""
    return {
        "eventID": f"{number:032x}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": {"pk": item["pk"], "sk": item["sk"]},
            "NewImage": item,
            "SequenceNumber": f"{number:021}",
            "StreamViewType": "NEW_IMAGE",
        },
    }


def sqs_event(queue: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
    """A batch as Lambda's poller hands it over."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
                "awsRegion": REGION,
            }
            for message in messages
        ]
    }
