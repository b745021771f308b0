"""Starting and editing a draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.citizen import Citizen, fresh_key
from tests.support.http_client import Reply
from tests.support.moto_cloud import MotoCloud
from tests.support.people import Person

BODY: dict[str, Any] = {
    "service": "passport-renewal",
    "language": "id",
    "channel": "web",
    "applicant": Person().applicant(),
    "answers": Person().answers(),
}


def start(cloud: MotoCloud, body: dict[str, Any] = BODY, key: str | None = None) -> Reply:
    return cloud.http.call("POST", "/v1/applications", body, idempotency_key=key or fresh_key())


# ---------------------------------------------------------------- starting


def test_a_draft_is_answered_with_number_key_and_end(cloud: MotoCloud) -> None:
    reply = start(cloud)
    content = reply.json
    assert reply.status == 201
    assert set(content) == {"application_id", "access_key", "status", "version", "expires_at"}
    assert (content["status"], content["version"], reply.headers["etag"]) == ("draft", 1, '"d1"')
    assert len(content["access_key"]) == 26
    left = datetime.fromisoformat(content["expires_at"]) - cloud.clock.now()
    assert timedelta(days=14) <= left < timedelta(days=15)


def test_a_draft_may_begin_with_nothing(cloud: MotoCloud) -> None:
    assert start(cloud, {"service": "passport-renewal"}).status == 201


def test_the_same_key_and_body_give_the_same_answer_the_access_key_included(cloud: MotoCloud) -> None:
    key = fresh_key()
    first, second = start(cloud, key=key), start(cloud, key=key)
    assert (second.status, second.text, second.headers) == (first.status, first.text, first.headers)


def test_the_same_answer_comes_after_the_application_has_moved_on(citizen: Citizen) -> None:
    key = fresh_key()
    first = start(citizen.cloud, key=key)
    citizen.application_id, citizen.access_key = first.json["application_id"], first.json["access_key"]
    citizen.upload_all().submit()
    assert start(citizen.cloud, key=key).text == first.text


def test_the_same_key_with_another_body_is_refused(cloud: MotoCloud) -> None:
    key = fresh_key()
    start(cloud, key=key)
    reply = start(cloud, BODY | {"language": "en"}, key)
    assert (reply.status, reply.code) == (422, "idempotency_key_reused")


def test_a_key_in_capital_letters_is_the_same_key(cloud: MotoCloud) -> None:
    key = fresh_key()
    assert start(cloud, key=key.upper()).text == start(cloud, key=key).text


def test_different_keys_give_different_numbers_and_access_keys(cloud: MotoCloud) -> None:
    first, second = start(cloud).json, start(cloud).json
    assert first["application_id"] != second["application_id"]
    assert first["access_key"] != second["access_key"]


@pytest.mark.parametrize("key", [None, "", "1", "retry", "00000000-0000-4000-8000-000000000000"])
def test_a_weak_or_missing_key_starts_nothing(cloud: MotoCloud, key: str | None) -> None:
    reply = cloud.http.call("POST", "/v1/applications", BODY, idempotency_key=key)
    assert (reply.status, reply.code) == (400, "idempotency_key_invalid")
    assert cloud.items("APP#") == []


def test_an_unknown_service_is_refused(cloud: MotoCloud) -> None:
    reply = start(cloud, BODY | {"service": "passport-for-cats"})
    assert (reply.status, reply.code) == (422, "service_unknown")


def test_a_service_is_never_a_path(cloud: MotoCloud) -> None:
    assert start(cloud, BODY | {"service": "../service.schema"}).code == "service_unknown"


def test_nothing_that_was_typed_is_stored_in_clear(cloud: MotoCloud) -> None:
    person = Person(full_name="Rahasia Sekali", address="Jalan Tersembunyi 9", old_passport="ZZ9876543")
    start(cloud, BODY | {"applicant": person.applicant(), "answers": person.answers()})
    stored = str(cloud.items())
    typed = ("Rahasia", "Sekali", "Tersembunyi", "ZZ9876543", person.nik, person.birth_date, person.phone, "contoh@")
    assert [word for word in typed if word in stored] == []


def test_the_access_key_is_stored_nowhere(cloud: MotoCloud) -> None:
    key = start(cloud).json["access_key"]
    assert key not in str(cloud.items())


def test_everything_too_long_to_seal_is_refused(citizen: Citizen) -> None:
    answers = {f"question_{n}": "x" * 190 for n in range(38)}
    citizen.start()
    reply = citizen.call("PUT", "", {"applicant": {}, "answers": answers}, headers={"if-match": citizen.etag})
    assert (reply.status, reply.code) == (413, "body_too_large")


# ---------------------------------------------------------------- editing


def test_the_draft_comes_back_in_full(citizen: Citizen) -> None:
    reply = citizen.start().call("GET", "/draft")
    assert (reply.status, reply.headers["etag"]) == (200, citizen.etag)
    assert reply.json["applicant"] == citizen.person.applicant()
    assert reply.json["answers"] == citizen.person.answers()


def test_the_view_shows_personal_data_masked(citizen: Citizen) -> None:
    view = citizen.start().view()
    assert view["applicant"]["full_name"] == "C••• S•••"
    assert view["applicant"]["nik"].startswith("•••")
    assert citizen.person.nik not in str(view)


def test_saving_replaces_the_data(citizen: Citizen) -> None:
    citizen.start().save(applicant={"full_name": "Nama Baru"}, answers={})
    assert citizen.call("GET", "/draft").json["applicant"] == {"full_name": "Nama Baru"}


def test_saving_tells_what_is_missing(citizen: Citizen) -> None:
    reply = citizen.start().save(answers={})
    missing = {(row["pointer"], row["code"]) for row in reply.json["missing"]}
    assert missing == {(f"/answers/{key}", "required") for key in citizen.person.answers()}


def test_saving_without_if_match_is_428(citizen: Citizen) -> None:
    reply = citizen.start().call("PUT", "", {"applicant": {}, "answers": {}})
    assert (reply.status, reply.code) == (428, "precondition_required")


@pytest.mark.parametrize("etag", ['"d0"', '"d2"', '"v1"', "*", "d1"])
def test_saving_over_another_version_is_412(citizen: Citizen, etag: str) -> None:
    reply = citizen.start().call("PUT", "", {"applicant": {}, "answers": {}}, headers={"if-match": etag})
    assert (reply.status, reply.code) == (412, "precondition_failed")


def test_the_second_of_two_editors_is_told(citizen: Citizen) -> None:
    stale = citizen.start().etag
    citizen.save()
    reply = citizen.call("PUT", "", {"applicant": {}, "answers": {}}, headers={"if-match": stale})
    assert reply.status == 412


def test_a_weak_etag_is_taken(citizen: Citizen) -> None:
    citizen.start()
    reply = citizen.call("PUT", "", {"applicant": {}, "answers": {}}, headers={"if-match": f"W/{citizen.etag}"})
    assert (reply.status, reply.headers["etag"]) == (200, '"d2"')


def test_a_documents_verdict_does_not_move_the_drafts_etag(citizen: Citizen) -> None:
    citizen.start().upload_all()
    assert citizen.save().status == 200


def test_saving_puts_the_lapse_off(citizen: Citizen) -> None:
    citizen.start()
    before = citizen.view()["due"]["at"]
    citizen.cloud.clock.advance(days=5)
    citizen.save()
    after = citizen.view()["due"]["at"]
    assert datetime.fromisoformat(after) - datetime.fromisoformat(before) == timedelta(days=5)


def test_a_save_leaves_no_event(citizen: Citizen) -> None:
    citizen.start().save()
    assert citizen.events() == ["ApplicationStarted"]


def test_a_submitted_application_cannot_be_edited(citizen: Citizen) -> None:
    citizen.submitted()
    reply = citizen.call("PUT", "", {"applicant": {}, "answers": {}}, headers={"if-match": citizen.etag})
    assert (reply.status, reply.code) == (409, "not_editable")


# ---------------------------------------------------------------- reading


def test_the_view_is_what_the_contract_says(citizen: Citizen) -> None:
    view = citizen.start().view()
    assert set(view) == {
        "application_id",
        "service",
        "status",
        "stage",
        "version",
        "language",
        "created_at",
        "timeline",
        "applicant",
        "answers",
        "required_documents",
        "documents",
        "missing",
        "payment",
        "next_action",
        "accessed_by",
        "due",
    }
    assert (view["status"], view["stage"], view["accessed_by"]) == ("draft", "drafting", [])
    assert view["next_action"] == {"who": "citizen", "code": "complete_draft"}
    assert view["payment"] == {"amount_due": 0, "currency": "IDR", "payments": []}
    assert view["required_documents"] == [
        {"kind": "ktp", "optional": False},
        {"kind": "old_passport", "optional": False},
    ]


def test_an_unchanged_view_is_304_and_a_changed_one_is_not(citizen: Citizen) -> None:
    etag = citizen.start().call("GET").headers["etag"]
    unchanged = citizen.call("GET", headers={"if-none-match": etag})
    citizen.save()
    changed = citizen.call("GET", headers={"if-none-match": etag})
    assert (unchanged.status, unchanged.text, changed.status) == (304, "", 200)


def test_an_unchanged_draft_is_304(citizen: Citizen) -> None:
    etag = citizen.start().call("GET", "/draft").headers["etag"]
    assert citizen.call("GET", "/draft", headers={"if-none-match": etag}).status == 304
