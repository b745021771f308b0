"""The checks that other tests trust can fail: each is shown a fault that was put there by hand."""

from __future__ import annotations

from typing import Any

from tests.support.local_cloud import LocalCloud
from tests.support.visitor import Visitor


def test_an_edited_history_is_found(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.submitted().decided("budi", "return", "illegible")
    key = f"APP#{visitor.application_id}"
    event = next(item for item in items(local_cloud, key) if item.get("reason") == {"S": "illegible"})

    keep(local_cloud, event | {"reason": {"S": "incomplete"}})
    found = local_cloud.run("audit", "verify", visitor.application_id, "--json")
    assert (found.code, found.json["ok"]) == (1, False)
    assert visitor.application_id in str(found.json["broken"])
    assert local_cloud.run("audit", "verify", "--json").code == 1

    keep(local_cloud, event)
    assert local_cloud.command("audit", "verify")["ok"]


def test_a_missing_rupiah_is_found(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.paid()
    entry = next(item for item in items(local_cloud, "LEDGER#") if visitor.application_id in item["sk"]["S"])

    keep(local_cloud, entry | {"amount": {"N": str(int(entry["amount"]["N"]) - 1)}})
    found = local_cloud.run("ledger", "verify", "--json")
    assert (found.code, found.json["ok"]) == (1, False)

    keep(local_cloud, entry)
    assert local_cloud.command("ledger", "verify")["ok"]


def test_a_dead_letter_is_found(local_cloud: LocalCloud) -> None:
    queues = local_cloud.administrator("sqs")
    url = queues.get_queue_url(QueueName="imigrasi-local-notification-dead")["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody="{}")
    assert local_cloud.dead_letters() == {"imigrasi-local-notification-dead": 1}
    queues.purge_queue(QueueUrl=url)
    assert local_cloud.dead_letters() == {}


def items(cloud: LocalCloud, prefix: str) -> list[dict[str, Any]]:
    """Items as they are stored whose partition begins so."""
    pages = (
        cloud.administrator("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=table(cloud),
            FilterExpression="begins_with(pk, :prefix)",
            ExpressionAttributeValues={":prefix": {"S": prefix}},
        )
    )
    return [item for page in pages for item in page["Items"]]


def keep(cloud: LocalCloud, item: dict[str, Any]) -> None:
    cloud.administrator("dynamodb").put_item(TableName=table(cloud), Item=item)


def table(cloud: LocalCloud) -> str:
    return cloud.output("TableName")
