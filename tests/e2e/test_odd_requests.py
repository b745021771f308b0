"""Over the wire: bodies too large or packed, and headers that stand twice. Each is answered, and clearly."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.support.http_client import Reply
from tests.support.outside import by_hand, problem
from tests.support.visitor import Visitor, expect, fresh_key

FORM = "/v1/forms/passport-renewal"
URLENCODED = {"content-type": "application/x-www-form-urlencoded"}
JSON = ("Content-Type", "application/json")


def bodies(visitor: Visitor) -> dict[str, Any]:
    keys = {"application_ids": ["LBG-0000-0001-1"] * 2, "access_keys": ["A" * 26] * 2}
    return {
        "/v1/applications": visitor.form(),
        "/v1/tracking": {"application_id": "LBG-0000-0001-1", "birth_date": "1990-05-20"},
        "/v1/groups": keys,
    }


def post(visitor: Visitor, path: str, raw: bytes, **headers: str) -> Reply:
    return visitor.api.call("POST", path, raw=raw, headers=headers, idempotency_key=fresh_key())


@pytest.mark.parametrize("path", ["/v1/applications", "/v1/tracking", "/v1/groups"])
def test_ten_megabytes_are_refused(visitor: Visitor, path: str) -> None:
    body = json.dumps(bodies(visitor)[path] | {"more": "x" * 10_000_000}).encode()
    problem(post(visitor, path, body), 413, "body_too_large")


@pytest.mark.parametrize("path", ["/v1/applications", "/v1/tracking", "/v1/groups"])
def test_a_packed_body_is_refused(visitor: Visitor, path: str) -> None:
    packed = gzip.compress(json.dumps(bodies(visitor)[path]).encode())
    problem(post(visitor, path, packed, **{"content-encoding": "gzip"}), 400, "body_malformed")


def test_a_form_is_refused_as_a_form(visitor: Visitor) -> None:
    problem(visitor.api.call("POST", FORM, raw=b"a=" + b"1" * 10_000_000, headers=URLENCODED), 413, "body_too_large")
    packed = visitor.api.call("POST", FORM, raw=gzip.compress(b"a=1"), headers=URLENCODED)
    assert "form" in problem(packed, 400, "body_malformed").json["title"]


def test_two_idempotency_keys_are_none(visitor: Visitor) -> None:
    body, key = json.dumps(visitor.form()).encode(), fresh_key()
    for second in (key, fresh_key()):
        headers = [JSON, ("Idempotency-Key", key), ("Idempotency-Key", second)]
        problem(by_hand(visitor.api.url, "POST /v1/applications", headers, body), 400, "idempotency_key_invalid")


def test_what_opens_or_replaces_stands_once(visitor: Visitor) -> None:
    visitor.start()
    line = f"/v1/applications/{visitor.application_id}"
    own, other = (("Authorization", f"Bearer {key}") for key in (visitor.access_key, "A" * 26))
    for twice in ([own, own], [own, other], [other, own]):
        problem(by_hand(visitor.api.url, f"GET {line}", twice), 404, "not_found")
    expect(by_hand(visitor.api.url, f"GET {line}", [own]), 200)
    body = json.dumps({"applicant": {}, "answers": {}}).encode()
    for first in (visitor.etag, '"d0"'):
        versions = [JSON, own, ("If-Match", first), ("If-Match", visitor.etag)]
        problem(by_hand(visitor.api.url, f"PUT {line}", versions, body), 412, "precondition_failed")
    assert expect(visitor.call("GET", "/draft"), 200).json["applicant"]["full_name"] == visitor.person.full_name


def test_two_lengths_are_no_request(visitor: Visitor) -> None:
    """A body that one program ends where another does not could hide a second request."""
    lengths = [JSON, ("Content-Length", "2"), ("Content-Length", "50")]
    expect(by_hand(visitor.api.url, "POST /v1/tracking", lengths, b"{}" + b" " * 48), 400)
