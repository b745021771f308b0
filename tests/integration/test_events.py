"""Events on their way: nothing is lost when a part of a batch fails, nothing happens twice when it comes again."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from imigrasi.adapters.messaging import EventBridgeOutbox
from imigrasi.usecases.ports import Message
from tests.support.citizen import Citizen
from tests.support.moto_cloud import MotoCloud
from tests.support.people import person
from tests.support.roads import sqs_event, stream_record


def drafts(cloud: MotoCloud, count: int) -> list[Citizen]:
    return [Citizen(cloud, person(number)).start() for number in range(count)]


def relay(cloud: MotoCloud, records: list[dict[str, Any]] | None = None) -> list[str]:
    """Sequence numbers that the function reported as failed."""
    answer = cloud.invoke("event_relay", {"Records": cloud.roads.stream_records() if records is None else records})
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def marked(cloud: MotoCloud) -> list[str]:
    """Partitions with an event that still waits for the bus."""
    return [item["pk"]["S"] for item in cloud.items() if "relay" in item]


class HalfDeaf(EventBridgeOutbox):
    """A bus that does not take the events of `unheard`."""

    unheard = ""

    def publish(self, messages: Any) -> list[Message]:
        refused = [message for message in messages if self.unheard in message.partition]
        super().publish([message for message in messages if message not in refused])
        return refused


@pytest.fixture
def half_deaf(cloud: MotoCloud, monkeypatch: pytest.MonkeyPatch) -> type[HalfDeaf]:
    from imigrasi.adapters import aws
    from imigrasi.entrypoint import wiring

    outbox = HalfDeaf(aws.client("events"), "imigrasi-local")
    monkeypatch.setattr(wiring, "outbox", lambda: outbox)
    return HalfDeaf


# ---------------------------------------------------------------- the stream


def test_a_relayed_event_loses_its_mark_and_its_due_entry(cloud: MotoCloud) -> None:
    drafts(cloud, 3)
    assert relay(cloud) == []
    assert [
        item for item in cloud.items() if "relay" in item or item.get("due_pk", {}).get("S", "")[:5] == "relay"
    ] == []


def test_what_the_bus_did_not_take_keeps_its_mark_and_is_reported(cloud: MotoCloud, half_deaf: type[HalfDeaf]) -> None:
    citizens = drafts(cloud, 4)
    half_deaf.unheard = citizens[2].application_id
    numbers = {record["dynamodb"]["SequenceNumber"]: record for record in cloud.roads.stream_records()}
    (failed,) = relay(cloud)
    assert numbers[failed]["dynamodb"]["Keys"]["pk"]["S"] == f"APP#{citizens[2].application_id}"
    assert marked(cloud) == [f"APP#{citizens[2].application_id}"]


def test_when_the_bus_is_out_the_batch_fails_and_every_mark_stays(
    cloud: MotoCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts(cloud, 2)

    def out(*_args: Any) -> Any:
        raise ConnectionError

    monkeypatch.setattr(EventBridgeOutbox, "publish", out)
    with pytest.raises(ConnectionError):
        relay(cloud)
    assert len(marked(cloud)) == 2


def test_an_event_relayed_twice_is_no_fault(cloud: MotoCloud) -> None:
    drafts(cloud, 1)
    records = cloud.roads.stream_records()
    assert (relay(cloud, records), relay(cloud, records)) == ([], [])


def test_a_record_without_a_mark_is_passed_over(citizen: Citizen) -> None:
    citizen.start()
    (meta,) = [item for item in citizen.cloud.items("APP#") if item["sk"]["S"] == "META"]
    assert relay(citizen.cloud, [stream_record(meta, 1)]) == []


def test_a_notice_in_the_stream_carries_its_body_in_base64(citizen: Citizen) -> None:
    order_id = citizen.cleared().issue_payment()["order_id"]
    citizen.cloud.roads.relay()
    citizen.cloud.gateway.gateway.pay(order_id)
    (record,) = citizen.cloud.roads.stream_records()
    body = json.loads(base64.b64decode(record["dynamodb"]["NewImage"]["body"]["B"]))
    assert (body["order_id"], relay(citizen.cloud, [record])) == (order_id, [])


def test_a_hundred_events_are_relayed_in_one_batch(cloud: MotoCloud) -> None:
    drafts(cloud, 25)
    assert relay(cloud) == []
    assert marked(cloud) == []


def test_an_event_carries_ids_only(citizen: Citizen) -> None:
    sent: list[Message] = []

    class Listening(EventBridgeOutbox):
        def publish(self, messages: Any) -> list[Message]:
            sent.extend(messages)
            return super().publish(messages)

    from imigrasi.adapters import aws
    from imigrasi.entrypoint import wiring

    with pytest.MonkeyPatch.context() as patch:
        outbox = Listening(aws.client("events"), "imigrasi-local")
        patch.setattr(wiring, "outbox", lambda: outbox)
        citizen.approved()
    known = {"application_id", "seq", "round", "stage", "document_id", "kind", "verdict", "order_id", "payment_id"}
    known |= {"gateway", "notice", "status", "execution_id", "office", "slot"}
    assert {name for message in sent for name in message.detail} <= known
    assert all(
        message.detail["application_id"] == citizen.application_id for message in sent if "seq" in message.detail
    )


def test_the_sweep_stops_at_a_bus_that_does_not_listen(cloud: MotoCloud, half_deaf: type[HalfDeaf]) -> None:
    drafts(cloud, 3)
    half_deaf.unheard = "APP#"
    cloud.clock.advance(minutes=5)
    assert cloud.invoke("due_work")["relayed"] == 0
    assert len(marked(cloud)) == 3


# ---------------------------------------------------------------- queues


def messages(*bodies: Any) -> list[dict[str, Any]]:
    return [
        {"MessageId": f"m{number}", "ReceiptHandle": "r", "Body": body if isinstance(body, str) else json.dumps(body)}
        for number, body in enumerate(bodies)
    ]


def failures(cloud: MotoCloud, function: str, *bodies: Any) -> list[str]:
    answer = cloud.invoke(function, sqs_event(function, messages(*bodies)))
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


POISON: list[Any] = ["not json", "[]", "null", {}, {"detail": {}}, {"detail": {"application_id": "LBG-0000-0001-1"}}]


@pytest.mark.parametrize("function", ["document_check", "payment_confirmation", "workflow_driver", "workflow_rescue"])
@pytest.mark.parametrize("poison", POISON, ids=str)
def test_a_poisoned_message_fails_alone(cloud: MotoCloud, function: str, poison: Any) -> None:
    assert failures(cloud, function, poison) == ["m0"]


@pytest.mark.parametrize("poison", POISON[:5], ids=str)
def test_a_poisoned_notification_fails_alone(cloud: MotoCloud, poison: Any) -> None:
    assert failures(cloud, "notification", poison) == ["m0"]


def test_the_good_messages_of_a_batch_are_done_and_only_the_bad_reported(citizen: Citizen) -> None:
    good = citizen.start().upload("ktp")
    other = citizen.upload("old_passport")
    detail = {"application_id": citizen.application_id}
    bodies = [
        "not json",
        {"detail": detail | {"document_id": good}},
        {"detail": detail | {"document_id": "unknown"}},
        {"detail": detail | {"document_id": other}},
    ]
    assert failures(citizen.cloud, "document_check", *bodies) == ["m0", "m2"]
    to_be_scanned = [item for item in citizen.cloud.items("APP#") if "candidate_version" in item]
    assert {item["sk"]["S"] for item in to_be_scanned} == {f"DOC#{good}", f"DOC#{other}"}
    citizen.cloud.pump()
    assert {row["status"] for row in citizen.view()["documents"]} == {"accepted"}


def test_a_message_that_never_succeeds_ends_in_the_dead_letter_queue(cloud: MotoCloud) -> None:
    cloud.roads.send("documents", {"detail": {"application_id": "LBG-0000-0001-1", "document_id": "x"}})
    cloud.pump()
    assert cloud.roads.dead("documents") == [{"detail": {"application_id": "LBG-0000-0001-1", "document_id": "x"}}]


def test_an_order_nobody_knows_is_not_confirmed(cloud: MotoCloud) -> None:
    assert failures(cloud, "payment_confirmation", {"order_id": "LBG-0000-0001-1-1"}) == ["m0"]
