"""Nobody reads what is not theirs, and nobody learns what exists."""

from __future__ import annotations

import re
from typing import Any

import pytest

from imigrasi.domain.identifier import application_number
from tests.support import handlers
from tests.support.citizen import Citizen, fresh_key
from tests.support.http_client import Reply, http_event
from tests.support.installation import ORIGIN_SECRET
from tests.support.moto_cloud import MotoCloud
from tests.support.people import person

UNKNOWN = "LBG-0000-0001-1"
WRONG_KEY = "A" * 26
#: Every route under one application, with a body that is well formed.
GUARDED: dict[str, Any] = {
    "GET /v1/applications/{application_id}": None,
    "GET /v1/applications/{application_id}/draft": None,
    "PUT /v1/applications/{application_id}": {"applicant": {}, "answers": {}},
    "POST /v1/applications/{application_id}/submission": {"declaration": True},
    "POST /v1/applications/{application_id}/withdrawal": {},
    "POST /v1/applications/{application_id}/objection": {"grounds": "x"},
    "POST /v1/applications/{application_id}/documents": {
        "kind": "ktp",
        "filename": "a.png",
        "content_type": "image/png",
        "size": 1,
        "sha256": "a" * 64,
    },
    "GET /v1/applications/{application_id}/documents/{document_id}": None,
    "POST /v1/applications/{application_id}/documents/{document_id}/completion": {},
    "POST /v1/applications/{application_id}/payments": {"gateway": "midtrans"},
    "POST /v1/applications/{application_id}/payments/{payment_id}/check": {},
    "PUT /v1/applications/{application_id}/appointment": {"office": "lebong", "slot": "2026-11-24T08:00"},
}


def ask(cloud: MotoCloud, route: str, application_id: str, key: str | None) -> Reply:
    method, path = route.split(" ")
    path = path.format(application_id=application_id, document_id="abcdefgh", payment_id=f"{application_id}-1")
    headers = {"if-match": '"d1"'} if method == "PUT" else {}
    return cloud.http.call(method, path, GUARDED[route], access_key=key, idempotency_key=fresh_key(), headers=headers)


def without_request_id(reply: Reply) -> tuple[int, dict[str, str], str]:
    return reply.status, reply.headers, reply.text.replace(reply.json["request_id"], "")


def test_every_route_under_an_application_is_tried_here() -> None:
    assert set(GUARDED) == {route for route in handlers.routes() if "{application_id}" in route}


@pytest.mark.parametrize("route", GUARDED)
def test_a_wrong_key_and_an_unknown_number_are_answered_alike_byte_for_byte(citizen: Citizen, route: str) -> None:
    citizen.start()
    wrong = ask(citizen.cloud, route, citizen.application_id, WRONG_KEY)
    unknown = ask(citizen.cloud, route, UNKNOWN, WRONG_KEY)
    assert wrong.status == 404
    assert without_request_id(wrong) == without_request_id(unknown)


@pytest.mark.parametrize("route", GUARDED)
def test_another_citizens_key_opens_nothing(cloud: MotoCloud, route: str) -> None:
    one, other = Citizen(cloud, person(1)).start(), Citizen(cloud, person(2)).start()
    assert ask(cloud, route, one.application_id, other.access_key).status == 404


@pytest.mark.parametrize("route", GUARDED)
def test_no_key_opens_nothing(citizen: Citizen, route: str) -> None:
    citizen.start()
    assert ask(citizen.cloud, route, citizen.application_id, None).status == 404


@pytest.mark.parametrize(
    "number", ["x", "LBG-0000-0001-2", "LBG-0000-0000-U", "APP", "..", "%00", "LBG-0000-0001-1%0A"]
)
def test_a_malformed_number_is_answered_like_an_unknown_one(cloud: MotoCloud, number: str) -> None:
    asked = cloud.http.call("GET", f"/v1/applications/{number}", access_key=WRONG_KEY)
    known = cloud.http.call("GET", f"/v1/applications/{UNKNOWN}", access_key=WRONG_KEY)
    assert without_request_id(asked) == without_request_id(known)


@pytest.mark.parametrize("change", [str.lower, lambda key: key[:-1], lambda key: key + "A", lambda key: key[::-1]])
def test_a_key_that_is_almost_right_is_wrong(citizen: Citizen, change: Any) -> None:
    citizen.start()
    assert citizen.call("GET", access_key=change(citizen.access_key)).status == 404


def test_if_none_match_does_not_open_what_the_key_does_not(citizen: Citizen) -> None:
    etag = citizen.start().call("GET").headers["etag"]
    asked = citizen.call("GET", access_key=WRONG_KEY, headers={"if-none-match": etag})
    star = citizen.call("GET", access_key=WRONG_KEY, headers={"if-none-match": "*"})
    assert (asked.status, star.status) == (404, 404)


# ---------------------------------------------------------------- the origin secret


@pytest.mark.parametrize("route", sorted(handlers.routes()))
@pytest.mark.parametrize("secret", ["", "wrong", ORIGIN_SECRET + "x", ORIGIN_SECRET[:-1]])
def test_no_route_is_served_but_through_the_distribution(cloud: MotoCloud, route: str, secret: str) -> None:
    method, template = route.split(" ")
    path = re.sub(r"{\w+}", "x", template)
    event = http_event(method, path, body=b"{}", headers={"x-origin-secret": secret})
    reply = cloud.http.send(event)
    assert (reply.status, reply.code) == (403, "origin_forbidden")


def test_both_values_of_a_rotating_origin_secret_are_taken(citizen: Citizen) -> None:
    citizen.start()
    citizen.cloud.set_secret("ORIGIN_SECRET_ARN", "the-next-secret", ORIGIN_SECRET)
    after = citizen.call("GET", headers={"x-origin-secret": "the-next-secret"})
    assert (citizen.call("GET").status, after.status) == (200, 200)


# ---------------------------------------------------------------- tracking


def track(cloud: MotoCloud, application_id: str, birth_date: str) -> Reply:
    body = {"application_id": application_id, "birth_date": birth_date}
    return cloud.http.call("POST", "/v1/tracking", body)


def test_number_and_birth_date_show_where_it_stands_and_nothing_personal(citizen: Citizen) -> None:
    citizen.submitted()
    reply = track(citizen.cloud, citizen.application_id.lower(), citizen.person.birth_date)
    assert reply.status == 200
    assert set(reply.json) == {
        "application_id",
        "service",
        "status",
        "stage",
        "next_action",
        "created_at",
        "submitted_at",
    } | ({"due"} & set(reply.json))
    assert reply.json["status"] == "submitted"


def test_a_wrong_birth_date_and_an_unknown_number_are_answered_alike(citizen: Citizen) -> None:
    citizen.start()
    wrong = track(citizen.cloud, citizen.application_id, "1991-01-01")
    unknown = track(citizen.cloud, UNKNOWN, "1991-01-01")
    assert wrong.status == 404
    assert without_request_id(wrong) == without_request_id(unknown)


def test_a_draft_without_a_birth_date_cannot_be_tracked(citizen: Citizen) -> None:
    citizen.start(applicant={})
    assert track(citizen.cloud, citizen.application_id, "1990-05-20").status == 404


@pytest.mark.parametrize("number", [UNKNOWN, None], ids=["unknown", "known"])
def test_the_sixth_failure_within_an_hour_is_429_even_with_the_right_date(citizen: Citizen, number: str | None) -> None:
    citizen.start()
    asked = number or citizen.application_id
    statuses = [track(citizen.cloud, asked, "1991-01-01").status for _ in range(6)]
    right = track(citizen.cloud, asked, citizen.person.birth_date)
    assert statuses == [404] * 5 + [429]
    assert (right.status, right.code, right.headers["retry-after"]) == (429, "too_many_attempts", "3600")


def test_after_an_hour_there_are_five_tries_again(citizen: Citizen) -> None:
    citizen.start()
    for _ in range(6):
        track(citizen.cloud, citizen.application_id, "1991-01-01")
    citizen.cloud.clock.advance(hours=1, seconds=1)
    assert track(citizen.cloud, citizen.application_id, citizen.person.birth_date).status == 200


def test_success_costs_no_try(citizen: Citizen) -> None:
    citizen.start()
    statuses = {track(citizen.cloud, citizen.application_id, citizen.person.birth_date).status for _ in range(12)}
    assert statuses == {200}


def test_one_numbers_failures_do_not_count_for_another(cloud: MotoCloud) -> None:
    one, other = Citizen(cloud, person(1)).start(), Citizen(cloud, person(2)).start()
    for _ in range(6):
        track(cloud, one.application_id, "1991-01-01")
    assert track(cloud, other.application_id, other.person.birth_date).status == 200


def test_a_failed_try_says_nothing_about_the_number_in_the_store(citizen: Citizen) -> None:
    citizen.start()
    track(citizen.cloud, citizen.application_id, "1991-01-01")
    track(citizen.cloud, UNKNOWN, "1991-01-01")
    rows = [set(item) for item in citizen.cloud.items("ATTEMPT#")]
    assert rows == [{"pk", "sk", "used", "began", "expires"}] * 2


def test_numbers_that_nobody_has_are_numbers() -> None:
    assert application_number((1).to_bytes(5, "big")) == UNKNOWN
