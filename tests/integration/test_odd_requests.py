"""Citizens' requests as no site of ours sends them: too large, packed, and with headers that stand twice."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.support.citizen import Citizen, fresh_key
from tests.support.http_client import Reply
from tests.support.moto_cloud import MotoCloud
from tests.support.people import Person

START = {"service": "passport-renewal", "applicant": Person().applicant(), "answers": Person().answers()}
#: Bodies, each with the route that takes it.
ROUTES: dict[str, dict[str, Any]] = {
    "/v1/applications": START,
    "/v1/tracking": {"application_id": "LBG-0000-0001-1", "birth_date": "1990-05-20"},
    "/v1/groups": {"application_ids": ["LBG-0000-0001-1"] * 2, "access_keys": ["A" * 26] * 2},
}


def post(cloud: MotoCloud, path: str, raw: bytes, **headers: str) -> Reply:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return cloud.http.call("POST", path, raw=raw, headers={"idempotency-key": fresh_key(), **sent})


@pytest.mark.parametrize("path", ROUTES)
def test_ten_megabytes_are_refused_and_leave_nothing(cloud: MotoCloud, path: str) -> None:
    reply = post(cloud, path, json.dumps(ROUTES[path] | {"more": "x" * 10_000_000}).encode())
    assert (reply.status, reply.code) == (413, "body_too_large")
    assert cloud.items() == []


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_packed_body_is_refused_whatever_it_says_of_itself(cloud: MotoCloud, path: str, encoding: str) -> None:
    packed = gzip.compress(json.dumps(ROUTES[path]).encode())
    reply = post(cloud, path, packed, content_encoding=encoding)
    assert (reply.status, reply.code) == (400, "body_malformed")
    assert cloud.items() == []


def test_two_keys_are_none(cloud: MotoCloud) -> None:
    """API Gateway joins what stands twice with a comma: which of them counts is nobody's to guess."""
    key = fresh_key()
    for twice in (f"{key},{key}", f"{key}, {fresh_key()}"):
        reply = post(cloud, "/v1/applications", json.dumps(START).encode(), idempotency_key=twice)
        assert (reply.status, reply.code) == (400, "idempotency_key_invalid")
    assert cloud.items() == []


def test_two_access_keys_open_nothing(citizen: Citizen) -> None:
    citizen.start()
    own = f"Bearer {citizen.access_key}"
    for twice in (f"{own},{own}", f"{own},Bearer {'A' * 26}", f"Bearer {'A' * 26},{own}"):
        reply = citizen.cloud.http.call(
            "GET", f"/v1/applications/{citizen.application_id}", headers={"authorization": twice}
        )
        assert (reply.status, reply.code) == (404, "not_found")


def test_two_versions_replace_nothing(citizen: Citizen) -> None:
    etag = citizen.start().call("GET", "/draft").headers["etag"]
    for twice in (f"{etag},{etag}", f'"d0",{etag}'):
        body = {"applicant": {"full_name": "Lain"}, "answers": {}}
        reply = citizen.call("PUT", "", body, headers={"if-match": twice})
        assert (reply.status, reply.code) == (412, "precondition_failed")
    assert citizen.call("GET", "/draft").json["applicant"] == citizen.person.applicant()
