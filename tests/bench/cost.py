"""What a million applications cost, messages to citizens apart, and the always-on peer beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.scan import CANDIDATES
from tests.bench.journey import Journey, journey
from tests.bench.line import Line
from tests.bench.meter import Call

PRICES: dict[str, Any] = json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8"))
#: Memory as the stack gives it, in MB.
MEMORY = {"document_check": 1024, "status": 256, "event_relay": 256, "workflow_driver": 256, "stage": 256}
USUAL_MEMORY = 512
#: Functions of the queues, each message of which is sent, received and deleted.
QUEUE_FUNCTIONS = ("document_check", "payment_confirmation", "notification", "workflow_driver")
S3_READS = ("GetObject", "GetObjectTagging")
ASKING_THE_GATEWAY = ("POST /v1/applications/{application_id}/payments", "payment_confirmation")
CHUNKS = 4  # two documents of two chunks, straight to the bucket


def lines() -> Iterator[Line]:
    made = journey()
    parts = parts_of_cost(made)
    total = sum(parts.values())
    largest = sorted(parts.items(), key=lambda part: -part[1])
    shown = ", ".join(f"{name} {usd:.0f}" for name, usd in largest[:6])
    yield Line("cost per million applications", shown, total, 600, " USD")
    runbooks = len([each for each in made.way if each.function == "decision"])
    usd = runbooks * PRICES["per_million"]["runbook_steps"]
    free = 100_000 // runbooks
    note = f"{runbooks} Automation steps each; {free:,} applications a month are free"
    yield Line("officers' runbooks per million", note, usd, None, " USD")
    peer = sum(PRICES["always_on_peer_monthly"].values())
    fixed = sum(PRICES["fixed_monthly"].values())
    each = total / 1_000_000
    yield Line("always-on peer, a month", f"ours idle {fixed:.0f} USD a month", peer, None, " USD")
    yield Line("break-even with the peer", "applications a month", (peer - fixed) / each)


def parts_of_cost(made: Journey) -> Mapping[str, float]:
    """USD per million applications, by what is paid for."""
    price, assumed = PRICES["per_million"], PRICES["assumptions"]
    invocations = len(made.way)
    requests = len([each for each in made.way if "routeKey" in each.event])
    messages = sum(len(each.event["Records"]) for each in made.way if each.function in QUEUE_FUNCTIONS)
    events = sum(len(call.parameters["Entries"]) for call in made.calls if call.operation == "PutEvents")
    s3 = [call for call in made.calls if call.service == "s3"]
    reads = len([call for call in s3 if call.operation in S3_READS])
    logged = invocations * assumed["log_bytes_per_invocation"] + len(made.states) * assumed["log_bytes_per_transition"]
    keys = len([call for call in made.calls if call.service == "kms"])
    # Each is read and tagged by GuardDuty, on our account.
    scanned = len([call for call in s3 if _puts_a_candidate(call)])
    return {
        "writes": sum(call.writes for call in made.calls) * price["dynamodb_write_units"],
        "reads": sum(call.reads for call in made.calls) * price["dynamodb_read_units"],
        "transitions": len(made.states) * price["state_transitions"],
        "keys": keys * price["kms_requests"],
        "API": requests * price["api_requests"],
        "CloudFront": requests * price["cloudfront_requests"],
        "Lambda calls": invocations * price["lambda_requests"],
        "Lambda time": gigabyte_seconds(made) * price["lambda_gb_seconds_arm64"],
        "queues": messages * assumed["sqs_requests_per_message"] * price["sqs_requests"],
        "bus": events * price["bus_events"] + (CHUNKS + scanned) * price["s3_events"],
        "S3": (len(s3) - reads + CHUNKS + scanned) * price["s3_writes_and_lists"]
        + (reads + scanned) * price["s3_reads"],
        "malware scan": scanned * price["scanned_objects"]
        + scanned * assumed["kept_bytes_per_photograph"] / 1_000 * PRICES["scanned_gigabyte"],
        "traces": invocations * assumed["traced_share"] * price["traces"],
        "logs": logged / 1_000 * PRICES["log_gigabyte"],
    }


def _puts_a_candidate(call: Call) -> bool:
    return call.operation == "PutObject" and call.parameters["Key"].startswith(CANDIDATES)


def gigabyte_seconds(made: Journey) -> float:
    """Of one application, warm, from the calls that each invocation makes and the file's assumptions."""
    assumed = PRICES["assumptions"]
    total = 0.0
    for each in made.way:
        milliseconds = assumed["lambda_milliseconds_per_invocation"]
        milliseconds += sum(each.counts.values()) * assumed["lambda_milliseconds_per_sdk_call"]
        if each.route in ASKING_THE_GATEWAY:
            milliseconds += assumed["lambda_milliseconds_per_gateway_call"]
        total += milliseconds / 1000 * MEMORY.get(each.function, USUAL_MEMORY) / 1024
    return total
