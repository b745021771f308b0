"""Events in the name of an AWS service. The local engine refuses `aws.` sources to callers, as AWS does, so what a
service says is matched with the deployed rules by the engine itself and handed to their targets here.
"""

from __future__ import annotations

import json
from typing import Any

from local.scanner.plan import Event


def tell(events: Any, queues: Any, event: Event) -> int:
    """Gives the event to the queue of every rule of the account's bus that it matches; how many."""
    told = 0
    pages = events.get_paginator("list_rules").paginate()
    for rule in (rule for page in pages for rule in page["Rules"]):
        pattern = rule.get("EventPattern")
        if pattern is None or rule["State"] != "ENABLED":
            continue
        if not events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"]:
            continue
        for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]:
            address = queues.get_queue_url(QueueName=target["Arn"].rpartition(":")[2])["QueueUrl"]
            queues.send_message(QueueUrl=address, MessageBody=json.dumps(event))
            told += 1
    return told
