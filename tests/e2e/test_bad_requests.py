"""Requests that cannot be right: each is refused with its own code, and none leaves anything behind."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from tests.support.http_client import Reply
from tests.support.local_cloud import LocalCloud
from tests.support.outside import problem
from tests.support.visitor import Visitor, expect, fresh_key


def start(visitor: Visitor, content: Any = None, *, key: str | None = None, raw: bytes | None = None) -> Reply:
    body = visitor.form() if content is None and raw is None else content
    key = fresh_key() if key is None else key
    return visitor.api.call("POST", "/v1/applications", body, raw=raw, idempotency_key=key)


# ------------------------------------------------------------ bodies


def test_an_unknown_service_is_refused(visitor: Visitor) -> None:
    problem(start(visitor, visitor.form(service="passport-to-the-moon")), 422, "service_unknown")


def test_a_draft_may_be_partial_but_not_without_a_service(visitor: Visitor) -> None:
    expect(start(visitor, {"service": "passport-renewal"}), 201)
    refused = problem(start(visitor, {"language": "id", "applicant": {}}), 422, "validation_failed")
    assert refused.faults == {("/service", "required")}


def test_wrong_types_are_named_all_at_once(visitor: Visitor) -> None:
    wrong = visitor.form(
        language="xx",
        applicant=visitor.person.applicant(full_name=7, sex="unknown", email="no address", hobby="chess"),
        answers={"validity_years": [5]},
    )
    refused = problem(start(visitor, wrong), 422, "validation_failed")
    assert refused.faults == {
        ("/language", "not_an_option"),
        ("/applicant/full_name", "not_valid"),
        ("/applicant/sex", "not_an_option"),
        ("/applicant/email", "not_valid"),
        ("/applicant/hobby", "unknown_field"),
        ("/answers/validity_years", "not_valid"),
    }


def test_an_oversized_body_is_refused(visitor: Visitor) -> None:
    large = visitor.form(applicant={"address": "x" * 70_000})
    problem(start(visitor, large), 413, "body_too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"service": "passport-renewal", "applicant": ' + b'{"passport":' * 40 + b"1" + b"}" * 40 + b"}",
        b'{"a":' * 20_000 + b"1" + b"}" * 10,
        b'{"service": "passport-renewal", "applicant": {"full_name": "\xe9\xff"}}',
        '{"service": "passport-renewal"}'.encode("utf-16"),
        b'{"service": "passport-renewal", "service": "passport-new"}',
        b'{"service": "passport-renewal", "answers": {"validity_years": NaN}}',
    ],
    ids=["empty", "cut", "array", "null", "deep", "deeper", "latin-1", "utf-16", "twice", "nan"],
)
def test_what_is_not_one_json_object_is_refused(visitor: Visitor, body: bytes) -> None:
    reply = start(visitor, raw=body)
    problem(reply, *((413, "body_too_large") if len(body) > 65_536 else (400, "body_malformed")))


# ------------------------------------------------------------ idempotency keys


@pytest.mark.parametrize(
    "key",
    ["", "1", "order-1", "0" * 64, "0" * 32, str(uuid.UUID(int=0)), str(uuid.uuid1()), "a1b2c3d4e5f60718293a4b5c6d7e"],
    ids=["none", "digit", "word", "zeros", "hex zeros", "nil", "version 1", "112 bits"],
)
def test_a_weak_key_is_refused(visitor: Visitor, key: str) -> None:
    problem(start(visitor, key=key), 400, "idempotency_key_invalid")


def test_a_missing_key_is_refused(visitor: Visitor) -> None:
    problem(visitor.api.call("POST", "/v1/applications", visitor.form()), 400, "idempotency_key_invalid")
    visitor.start()
    for below, body in (
        ("/submission", {"declaration": True}),
        ("/payments", {"gateway": "midtrans"}),
        ("/documents", {}),
    ):
        problem(visitor.call("POST", below, body), 400, "idempotency_key_invalid")


def test_the_same_request_again_gives_the_same_answer(visitor: Visitor) -> None:
    key, body = fresh_key(), visitor.form()
    first = expect(start(visitor, body, key=key), 201)
    again = expect(start(visitor, body, key=key), 201)
    assert again.text == first.text
    assert again.headers["etag"] == first.headers["etag"]


def test_a_key_used_for_another_body_is_refused(visitor: Visitor) -> None:
    key = fresh_key()
    expect(start(visitor, key=key), 201)
    problem(start(visitor, visitor.form(language="en"), key=key), 422, "idempotency_key_reused")


# ------------------------------------------------------------ submissions


def submit(visitor: Visitor, key: str = "", *, declaration: bool = True) -> Reply:
    return visitor.call("POST", "/submission", {"declaration": declaration}, idempotency_key=key or fresh_key())


def test_a_birth_date_against_the_nik_is_found_at_submission(visitor: Visitor) -> None:
    visitor.start(applicant=visitor.person.applicant(birth_date="1990-01-31", nik="1707016005900001", sex="female"))
    visitor.upload_all()
    refused = problem(submit(visitor), 422, "submission_incomplete")
    assert refused.faults == {("/applicant/birth_date", "birth_date_contradicts_nik")}


def test_all_faults_of_a_submission_come_at_once(visitor: Visitor) -> None:
    visitor.start(applicant={"nationality": "IDN", "phone": "12"}, answers={})
    refused = problem(submit(visitor, declaration=False), 422, "submission_incomplete")
    assert {("/applicant/full_name", "required"), ("/applicant/nik", "required")} <= refused.faults
    assert ("/applicant/phone", "phone_not_valid") in refused.faults
    assert ("/answers/validity_years", "required") in refused.faults
    assert ("/declaration", "declaration_required") in refused.faults
    assert len([pointer for pointer, _ in refused.faults if pointer.startswith("/documents")]) == 2
    assert visitor.status == "draft"


def test_a_second_submission_is_refused_and_a_repeated_one_is_not(visitor: Visitor) -> None:
    visitor.start().upload_all()
    key = fresh_key()
    first = expect(submit(visitor, key), 202)
    assert expect(submit(visitor, key), 202).text == first.text
    problem(submit(visitor, key, declaration=False), 422, "idempotency_key_reused")
    problem(submit(visitor), 409, "illegal_move")
    assert visitor.events().count("ApplicationSubmitted") == 1


# ------------------------------------------------------------ preconditions


def test_a_save_names_what_it_replaces(visitor: Visitor) -> None:
    visitor.start()
    body = {"applicant": visitor.person.applicant(), "answers": visitor.person.answers()}
    problem(visitor.call("PUT", "", body), 428, "precondition_required")
    problem(visitor.call("PUT", "", body, headers={"if-match": '"something-else"'}), 412, "precondition_failed")
    stale = visitor.etag
    visitor.save(address="Jalan Contoh 2")
    problem(visitor.call("PUT", "", body, headers={"if-match": stale}), 412, "precondition_failed")
    assert expect(visitor.call("GET", "/draft"), 200).json["applicant"]["address"] == "Jalan Contoh 2"
    expect(visitor.call("PUT", "", body, headers={"if-match": f"W/{visitor.etag}"}), 200)


def test_documents_do_not_move_what_a_save_replaces(visitor: Visitor) -> None:
    visitor.start().upload_all()
    visitor.save()


# ------------------------------------------------------------ strangers

ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("GET", "", None),
    ("GET", "/draft", None),
    ("PUT", "", {"applicant": {}, "answers": {}}),
    (
        "POST",
        "/documents",
        {"kind": "ktp", "filename": "a", "content_type": "image/png", "size": 1, "sha256": "0" * 64},
    ),
    ("GET", "/documents/aaaaaaaaaaaaaaaa", None),
    ("POST", "/documents/aaaaaaaaaaaaaaaa/completion", None),
    ("POST", "/submission", {"declaration": True}),
    ("POST", "/payments", {"gateway": "midtrans"}),
    ("POST", "/payments/LBG-0000-0000-U-1/check", None),
    ("PUT", "/appointment", {"office": "lebong", "slot": "2026-12-01T09:00"}),
    ("POST", "/withdrawal", None),
    ("POST", "/objection", {"grounds": "x"}),
)


@pytest.fixture(scope="module")
def owner(local_cloud: LocalCloud) -> Visitor:
    return Visitor(local_cloud).start()


@pytest.mark.parametrize(("method", "below", "body"), ROUTES, ids=[f"{m} {b or '/'}" for m, b, _ in ROUTES])
def test_a_wrong_key_and_an_unknown_number_look_the_same(owner: Visitor, method: str, below: str, body: Any) -> None:
    def ask(number: str, access_key: str | None) -> tuple[int, str, set[tuple[str, str]]]:
        headers = {"if-match": '"d1"', "idempotency-key": fresh_key()}
        path = f"/v1/applications/{number}{below}"
        reply = owner.api.call(method, path, body, access_key=access_key, headers=headers)
        problem(reply, 404, "not_found")
        same = {(name, value) for name, value in reply.headers.items() if name not in CHANGING}
        return reply.status, reply.text.replace(reply.json["request_id"], ""), same

    stranger = Visitor(owner.cloud).start()
    wrong = ask(owner.application_id, stranger.access_key)
    assert ask("LBG-7777-7777-7", stranger.access_key) == wrong
    assert ask("not-a-number", stranger.access_key) == wrong
    assert ask(owner.application_id, None) == wrong
    assert ask(owner.application_id, "") == wrong
    assert owner.status == "draft"


#: Headers that differ from answer to answer, whatever was asked.
CHANGING = (
    "date",
    "via",
    "x-amz-cf-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "apigw-requestid",
    "x-amzn-trace-id",
    "x-amz-id-2",
)


# ------------------------------------------------------------ the way in


def test_a_request_past_cloudfront_is_refused(owner: Visitor, local_cloud: LocalCloud) -> None:
    straight = local_cloud.execute_api
    number = f"/v1/applications/{owner.application_id}"
    for method, path, body in (
        ("GET", number, None),
        ("POST", "/v1/applications", owner.form()),
        ("GET", "/v1/offices/lebong/slots", None),
        ("POST", "/v1/tracking", {"application_id": owner.application_id, "birth_date": owner.person.birth_date}),
        ("POST", "/v1/payments/callbacks/midtrans", {}),
    ):
        for guess in ({}, {"x-origin-secret": ""}, {"x-origin-secret": "guess"}):
            reply = straight.call(method, path, body, access_key=owner.access_key, headers=guess)
            problem(reply, 403, "origin_forbidden")


def test_nothing_secret_comes_with_an_error(owner: Visitor) -> None:
    personal = owner.person.applicant(full_name="Rahasia Sekali", sex="x")
    reply = start(owner, owner.form(applicant=personal))
    problem(reply, 422, "validation_failed")
    assert not [value for value in personal.values() if len(str(value)) > 3 and str(value) in json.dumps(reply.json)]
