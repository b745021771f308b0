"""The local stand-in for GuardDuty: what its engine finds, and how it says so."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.scanner import bus
from local.scanner.engine import Engine, Status
from local.scanner.plan import DETAIL_TYPE, TAG, Plan
from local.scanner.unpacking import LARGEST
from tests.support import packed, papers
from tests.support.files_hostile import EICAR

ENGINE = Engine()
PROGRAM = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(100)


@pytest.mark.parametrize(
    "content",
    [
        papers.png(),
        papers.jpeg(size=400_000),
        papers.pdf(),
        packed.pdf_with(b"BT (halaman) Tj ET" * 100),
        b"",
        EICAR[:-1],
    ],
    ids=["png", "jpeg", "pdf", "packed page", "empty", "cut short"],
)
def test_what_citizens_send_is_clean(content: bytes) -> None:
    assert ENGINE.scan(content) == (Status.NO_THREATS_FOUND, ())


@pytest.mark.parametrize(
    "content",
    [
        EICAR,
        papers.jpeg() + EICAR,
        papers.png() + packed.zipped(EICAR),
        packed.pdf_with(b"q " + EICAR + b" Q"),
        packed.pdf_with(packed.zipped(EICAR)),
        packed.zipped(packed.zipped(EICAR)),
        b"no pdf at all stream\n" + packed.pdf_with(EICAR),
    ],
    ids=[
        "plain",
        "behind a picture",
        "zip behind a picture",
        "in a stream",
        "zip in a stream",
        "zip in zip",
        "polyglot",
    ],
)
def test_the_test_file_is_found_wherever_it_hides(content: bytes) -> None:
    assert ENGINE.scan(content) == (Status.THREATS_FOUND, ("EICAR_Test_File",))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PROGRAM, "Program_For_Windows"),
        (b"\x7fELF" + bytes(60), "Program_For_Linux"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "Office_Macro"),
    ],
)
def test_a_program_is_found_in_what_a_file_carries_too(content: bytes, name: str) -> None:
    assert ENGINE.scan(content).threats == (name,)
    assert ENGINE.scan(packed.pdf_with(content)).threats == (name,)


def locked() -> bytes:
    """An archive whose one member says that it has a password."""
    archive = bytearray(packed.zipped(b"secret"))
    archive[6] |= 1
    archive[archive.index(b"PK\x01\x02") + 8] |= 1
    return bytes(archive)


def nested(depth: int) -> bytes:
    content = b"page"
    for _ in range(depth):
        content = packed.zipped(content)
    return content


@pytest.mark.parametrize(
    "content",
    [locked(), nested(5), packed.pdf_with(bytes(LARGEST + 1)), packed.zipped(bytes(LARGEST + 1))],
    ids=["locked", "too deep", "a stream too large", "an archive too large"],
)
def test_what_cannot_be_looked_into_is_called_neither_clean_nor_bad(content: bytes) -> None:
    assert ENGINE.scan(content).status is Status.UNSUPPORTED


class Objects:
    """As much of S3 as the plan uses: one object."""

    def __init__(self, content: bytes | None) -> None:
        self.content = content
        self.calls: list[tuple[str, Any]] = []

    def get_object(self, **given: Any) -> dict[str, Any]:
        self.calls.append(("read", given))
        if self.content is None:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": ""}}, "GetObject")
        return {"Body": io.BytesIO(self.content), "ETag": '"e"'}

    def put_object_tagging(self, Tagging: Any, **given: Any) -> None:  # noqa: N803 - as the SDK calls it
        (tag,) = Tagging["TagSet"]
        self.calls.append(("tag", {**given, "tag": (tag["Key"], tag["Value"])}))


def scanned(content: bytes | None) -> tuple[Objects, dict[str, Any]]:
    objects = Objects(content)
    told: list[dict[str, Any]] = []
    Plan(objects, "incoming", ENGINE, told.append, "123456789012", "ap-southeast-3").scan("candidates/a/d", "v1")
    (event,) = told
    return objects, event


def test_a_version_is_read_tagged_and_told_of_as_that_very_version() -> None:
    objects, event = scanned(EICAR)
    version = {"Bucket": "incoming", "Key": "candidates/a/d", "VersionId": "v1"}
    assert objects.calls == [("read", version), ("tag", {**version, "tag": (TAG, "THREATS_FOUND")})]
    assert (event["source"], event["detail-type"]) == ("aws.guardduty", DETAIL_TYPE)
    assert event["detail"] == {
        "schemaVersion": "1.0",
        "scanStatus": "COMPLETED",
        "resourceType": "S3_OBJECT",
        "s3ObjectDetails": {
            "bucketName": "incoming",
            "objectKey": "candidates/a/d",
            "eTag": "e",
            "versionId": "v1",
            "s3Throttled": False,
        },
        "scanResultDetails": {"scanResultStatus": "THREATS_FOUND", "threats": [{"name": "EICAR_Test_File"}]},
    }


def test_a_clean_version_names_no_threats() -> None:
    _, event = scanned(papers.png())
    assert event["detail"]["scanResultDetails"] == {"scanResultStatus": "NO_THREATS_FOUND", "threats": None}


def test_what_may_not_be_read_is_told_as_such() -> None:
    _, event = scanned(None)
    assert event["detail"]["scanStatus"] == "FAILED"
    assert event["detail"]["scanResultDetails"]["scanResultStatus"] == "ACCESS_DENIED"


class Rules:
    """A bus with three rules, of which the engine says which one matches."""

    def __init__(self) -> None:
        self.rules = [
            {"Name": "ours", "State": "ENABLED", "EventPattern": "match"},
            {"Name": "off", "State": "DISABLED", "EventPattern": "match"},
            {"Name": "other", "State": "ENABLED", "EventPattern": "no"},
            {"Name": "hourly", "State": "ENABLED"},
        ]

    def get_paginator(self, _name: str) -> Rules:
        return self

    def paginate(self) -> list[dict[str, Any]]:
        return [{"Rules": self.rules}]

    def test_event_pattern(self, EventPattern: str, Event: str) -> dict[str, bool]:  # noqa: N803
        return {"Result": EventPattern == "match"}

    def list_targets_by_rule(self, Rule: str) -> dict[str, Any]:  # noqa: N803
        return {"Targets": [{"Arn": f"arn:aws:sqs:r:a:{Rule}-queue"}]}


class Queues:
    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []

    def get_queue_url(self, QueueName: str) -> dict[str, str]:  # noqa: N803
        return {"QueueUrl": f"http://{QueueName}"}

    def send_message(self, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803
        self.sent.append((QueueUrl, json.loads(MessageBody)))


def test_an_event_reaches_the_queues_of_the_rules_that_it_matches_and_are_on() -> None:
    queues = Queues()
    assert bus.tell(Rules(), queues, {"source": "aws.guardduty"}) == 1
    assert queues.sent == [("http://ours-queue", {"source": "aws.guardduty"})]
