"""Events to the bus, questions to queues, messages to citizens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from imigrasi.usecases.ports import Message

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

SOURCE = "imigrasi.lebong"
#: PutEvents takes ten entries a call (Amazon EventBridge API reference).
ENTRIES_A_CALL = 10


class EventBridgeOutbox:
    def __init__(self, client: EventBridgeClient, bus: str) -> None:
        self._client = client
        self._bus = bus

    def publish(self, messages: Sequence[Message]) -> list[Message]:
        refused = []
        for start in range(0, len(messages), ENTRIES_A_CALL):
            part = messages[start : start + ENTRIES_A_CALL]
            answer = self._client.put_events(
                Entries=[
                    {
                        "Source": SOURCE,
                        "DetailType": message.type,
                        "Detail": json.dumps(message.detail),
                        "EventBusName": self._bus,
                    }
                    for message in part
                ]
            )
            refused += [message for message, entry in zip(part, answer["Entries"], strict=True) if "ErrorCode" in entry]
        return refused


class SqsConfirmations:
    """ConfirmationQueue on SQS."""

    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def ask(self, order_id: str) -> None:
        self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps({"order_id": order_id}))


class SqsRescues:
    """RescueQueue on SQS."""

    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def ask(self, application_id: str, round_: int) -> None:
        body = json.dumps({"application_id": application_id, "round": round_})
        self._client.send_message(QueueUrl=self._url, MessageBody=body)


class SqsChecks:
    """CheckQueue on SQS."""

    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def ask(self, application_id: str, document_id: str) -> None:
        body = json.dumps({"application_id": application_id, "document_id": document_id})
        self._client.send_message(QueueUrl=self._url, MessageBody=body)


class SesMailer:
    def __init__(self, client: SESV2Client, sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, to: str, subject: str, body: str) -> None:
        self._client.send_email(
            FromEmailAddress=self._sender,
            Destination={"ToAddresses": [to]},
            Content={
                "Simple": {
                    "Subject": {"Data": subject, "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": body, "Charset": "UTF-8"}},
                }
            },
        )


class SnsTexts:
    def __init__(self, client: SNSClient) -> None:
        self._client = client

    def send(self, to: str, text: str) -> None:
        self._client.publish(PhoneNumber=to, Message=text)
