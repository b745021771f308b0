"""Scans what is put below the plan's prefix: `python -m local.scanner`.

As GuardDuty does, it hears of new objects through a rule of its own on the account's bus, reads and tags them under
the plan's role, and tells the bus what it has found. Objects that came while it did not run are looked up at its start.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.scan import CANDIDATES, SESSION
from local import cloud
from local.home import ACCOUNT, REGION, Home
from local.scanner import bus
from local.scanner.engine import Engine
from local.scanner.plan import Plan

RULE = "DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3-local"
QUEUE = "guardduty-malware-protection"
PATIENCE_SECONDS = 20  # the longest that SQS lets one wait
#: What could not be scanned is tried again so soon.
HIDDEN_SECONDS = 5


def main() -> None:
    home, engine = Home.current(), Engine()
    while True:
        try:
            work(home, engine)
        except (BotoCoreError, ClientError) as fault:
            print(f"{type(fault).__name__}: {fault}", file=sys.stderr, flush=True)
            time.sleep(1)


def work(home: Home, engine: Engine) -> None:
    """Scans what is waiting, then what comes, until something goes wrong (the role's session ends in time, too)."""
    plan, queue = plan_of(home, engine), listen(home)
    objects, queues = (cloud.client(service, home.ports()) for service in ("s3", "sqs"))
    scan_new(plan, objects, CANDIDATES)
    while True:
        answer = queues.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=PATIENCE_SECONDS)
        for message in answer.get("Messages", []):
            scan_new(plan, objects, json.loads(message["Body"])["detail"]["object"]["key"])
            queues.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def scan_new(plan: Plan, objects: Any, prefix: str) -> None:
    """Every version that has no verdict yet: the engine's events don't say which one was put."""
    for key, version in versions(objects, plan.bucket, prefix):
        if not plan.is_judged(key, version):
            print(f"{plan.scan(key, version)} {key} {version}", flush=True)


def versions(objects: Any, bucket: str, prefix: str) -> Iterator[tuple[str, str]]:
    for page in objects.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        yield from ((each["Key"], each["VersionId"]) for each in page.get("Versions", []))


def plan_of(home: Home, engine: Engine) -> Plan:
    """The deployed plan: it works under its own role, within what that may do."""
    ports = home.ports()
    role = cloud.output(home, "ScanRoleArn")
    given = cloud.client("sts", ports).assume_role(RoleArn=role, RoleSessionName=SESSION)["Credentials"]
    connect: Any = boto3.client
    objects = connect(
        "s3",
        region_name=REGION,
        endpoint_url=f"http://127.0.0.1:{ports.cloud}",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    tell = partial(bus.tell, cloud.client("events", ports), cloud.client("sqs", ports))
    return Plan(objects, cloud.output(home, "IncomingBucket"), engine, tell, ACCOUNT, REGION)


def listen(home: Home) -> str:
    """The address of the queue to which new objects are told; made at the first start."""
    ports = home.ports()
    events, queues = cloud.client("events", ports), cloud.client("sqs", ports)
    hidden = {"VisibilityTimeout": str(HIDDEN_SECONDS)}
    address = str(queues.create_queue(QueueName=QUEUE, Attributes=hidden)["QueueUrl"])
    arn = queues.get_queue_attributes(QueueUrl=address, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    put = {"bucket": {"name": [cloud.output(home, "IncomingBucket")]}, "object": {"key": [{"prefix": CANDIDATES}]}}
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": put}
    events.put_rule(Name=RULE, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=RULE, Targets=[{"Id": "scanner", "Arn": arn}])
    return address


if __name__ == "__main__":
    main()
