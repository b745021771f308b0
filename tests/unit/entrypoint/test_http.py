"""HTTP: what requests are refused for their form, what answers look like."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain import errors
from imigrasi.entrypoint import wiring  # noqa: F401 (its faults belong to the tree)
from imigrasi.entrypoint.http import (
    LARGEST_BODY,
    Answer,
    BodyMalformed,
    Request,
    Route,
    http_function,
    json_object,
)

ROUTE, GET = "POST /v1/things", "GET /v1/things"


def event(route: str = ROUTE, **changes: Any) -> dict[str, Any]:
    return {"routeKey": route, "requestContext": {"requestId": "request-1"}, "headers": {}, **changes}


def serve(act: Route, sent: dict[str, Any] | None = None, *, accepted: bool = True) -> dict[str, Any]:
    handler = http_function({ROUTE: act, GET: act}, lambda _secret: accepted)
    return handler(event() if sent is None else sent, None)


def echo(request: Request) -> Answer:
    return Answer(200, request.json())


def request(**headers: str) -> Request:
    return Request({}, {}, {name.replace("_", "-"): value for name, value in headers.items()}, b"", "request-1")


# ---------------------------------------------------------------- bodies

MALFORMED = {
    "empty": b"",
    "partial": b'{"a": ',
    "an array": b"[1, 2]",
    "a string": b'"text"',
    "a number": b"7",
    "null": b"null",
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a BOM": b'\xef\xbb\xbf{"a": 1}',
    "a key twice": b'{"a": 1, "a": 2}',
    "a key twice, further in": b'{"a": {"b": 1, "b": 1}}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "too deep": b'{"a":' * 9 + b"1" + b"}" * 9,
    "too deep in arrays": b'{"a":' + b"[" * 8 + b"]" * 8 + b"}",
    "absurdly deep": b'{"a":' + b"[" * 20_000,
    "two documents": b'{"a": 1}{"b": 2}',
    "a comment": b'{"a": 1} // one',
    "a huge number": b'{"a": ' + b"9" * 5_000 + b"}",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_body_that_is_not_one_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(BodyMalformed):
        json_object(body)


def test_eight_levels_are_not_too_deep() -> None:
    assert json_object(b'{"a":' * 8 + b"1" + b"}" * 8)


def test_a_body_of_exactly_64_kib_is_read_and_one_byte_more_is_not() -> None:
    body = b'{"a": "' + b"x" * (LARGEST_BODY - 9) + b'"}'
    assert len(json_object(body)["a"]) == LARGEST_BODY - 9
    with pytest.raises(errors.TooLarge):
        json_object(body + b" ")


documents = st.dictionaries(st.text(), st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.text()))


@given(documents)
def test_any_json_object_arrives_as_it_was_sent(content: dict[str, Any]) -> None:
    assert json_object(json.dumps(content).encode()) == content


@given(st.binary(max_size=200))
def test_random_bytes_are_read_or_refused_and_never_a_fault(body: bytes) -> None:
    with suppress(errors.Invalid):
        json_object(body)


def test_a_body_in_base64_is_decoded() -> None:
    sent = event(body=base64.b64encode(b'{"name": "Siti"}').decode(), isBase64Encoded=True)
    assert json.loads(serve(echo, sent)["body"]) == {"name": "Siti"}


@pytest.mark.parametrize("body", ["not base64!", "YQ", "\ud800"])
def test_a_body_that_is_not_what_it_claims_is_refused(body: str) -> None:
    answer = serve(echo, event(body=body, isBase64Encoded=body != "\ud800"))
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, "body_malformed")


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Bearer ABC", "ABC"),
        ("bearer ABC", "ABC"),
        ("BEARER  ABC ", "ABC"),
        ("Basic ABC", ""),
        ("ABC", ""),
        ("Bearer", ""),
        ("", ""),
    ],
)
def test_an_access_key_comes_as_a_bearer_token(header: str, key: str) -> None:
    assert request(authorization=header).bearer() == key


@pytest.mark.parametrize(("header", "version"), [('"d1"', 1), ('W/"d17"', 17), ('  "d3" ', 3)])
def test_if_match_takes_our_etags_weak_or_not(header: str, version: int) -> None:
    assert request(if_match=header).if_match() == version


@pytest.mark.parametrize("header", ["*", "", '"v1"', "d1", '"d1", "d2"', '"d"', '"d-1"', '"d1234567890"', '"d١"'])
def test_if_match_of_anything_else_matches_nothing(header: str) -> None:
    with pytest.raises(errors.PreconditionFailed):
        request(if_match=header).if_match()


def test_if_match_has_to_be_sent() -> None:
    with pytest.raises(errors.PreconditionMissing):
        request().if_match()


@pytest.mark.parametrize(
    ("header", "known"),
    [('"v3"', True), ('W/"v3"', True), ('"v1", "v3"', True), ("*", True), ('"v2"', False), ("", False), ("v3", False)],
)
def test_if_none_match_is_compared_weakly(header: str, known: bool) -> None:
    assert request(if_none_match=header).knows('"v3"') is known


def test_headers_are_found_in_any_case() -> None:
    seen: list[str] = []

    def act(given: Request) -> Answer:
        seen.append(given.bearer())
        return Answer(200, {})

    serve(act, event(headers={"AUTHORIZATION": "Bearer K"}))
    assert seen == ["K"]


# ---------------------------------------------------------------- answers


def test_an_answer_is_json_that_nobody_keeps() -> None:
    answer = serve(lambda _request: Answer(201, {"nama": "Café"}))
    assert answer["statusCode"] == 201
    assert answer["headers"] == {"cache-control": "no-store", "content-type": "application/json"}
    assert answer["body"] == '{"nama":"Café"}'


def test_every_get_has_an_etag_of_its_content() -> None:
    first = serve(lambda _request: Answer(200, {"a": 1}), event(GET))
    again = serve(lambda _request: Answer(200, {"a": 1}), event(GET))
    other = serve(lambda _request: Answer(200, {"a": 2}), event(GET))
    assert first["headers"]["etag"] == again["headers"]["etag"] != other["headers"]["etag"]


def test_who_has_the_content_gets_304_without_a_body() -> None:
    etag = serve(lambda _request: Answer(200, {"a": 1}), event(GET))["headers"]["etag"]
    answer = serve(lambda _request: Answer(200, {"a": 1}), event(GET, headers={"if-none-match": etag}))
    assert answer["statusCode"] == 304
    assert "body" not in answer
    assert answer["headers"]["etag"] == etag


def test_only_a_get_is_answered_with_304() -> None:
    answer = serve(lambda _request: Answer(200, {"a": 1}), event(headers={"if-none-match": "*"}))
    assert answer["statusCode"] == 200


def test_a_request_that_came_by_another_way_is_refused_before_anything_is_read() -> None:
    def act(_request: Request) -> Answer:
        raise AssertionError("reached")

    answer = serve(act, event(body="{"), accepted=False)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (403, "origin_forbidden")


def test_an_unknown_fault_is_500_with_fixed_text() -> None:
    def act(_request: Request) -> Answer:
        raise KeyError("NIK 1707016005909001")

    answer = serve(act)
    assert answer["statusCode"] == 500
    assert json.loads(answer["body"]) == {
        "type": "about:blank",
        "title": "Something on our side failed. Nothing is lost.",
        "status": 500,
        "code": "internal_error",
        "request_id": "request-1",
    }


def test_what_is_not_found_takes_whole_steps_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_request: Request) -> Answer:
        raise errors.NotFound

    waits: list[float] = []
    monkeypatch.setattr("imigrasi.entrypoint.denial.time.monotonic", iter([1.0, 1.013, 2.0]).__next__)
    monkeypatch.setattr("imigrasi.entrypoint.denial.time.sleep", waits.append)
    monkeypatch.setenv("DENIAL_MILLISECONDS", "40")
    assert serve(missing)["statusCode"] == 404
    assert serve(lambda _request: Answer(200, {}))["statusCode"] == 200
    assert waits == pytest.approx([0.027])
