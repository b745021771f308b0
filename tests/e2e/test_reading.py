"""Reading costs a poor line little, tells a stranger nothing, and cannot be done as often as one likes."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.support.http_client import Reply
from tests.support.local_cloud import LocalCloud
from tests.support.outside import problem
from tests.support.visitor import Visitor, expect


@pytest.fixture(scope="module")
def owner(local_cloud: LocalCloud) -> Visitor:
    return Visitor(local_cloud).start()


def get(owner: Visitor, path: str, etag: str | None = None) -> Reply:
    headers = {} if etag is None else {"if-none-match": etag}
    return owner.api.call("GET", path, access_key=owner.access_key, headers=headers)


@pytest.mark.parametrize("below", ["", "/draft", "/documents/{document_id}", "slots"])
def test_what_has_not_changed_is_not_sent_again(owner: Visitor, below: str) -> None:
    path = f"/v1/applications/{owner.application_id}{below}"
    if "{document_id}" in below:
        path = path.format(document_id=owner.upload("ktp"))
        owner.verdict(path.rsplit("/", 1)[-1])
    if below == "slots":
        today = owner.cloud.today()
        path = f"/v1/offices/lebong/slots?from={today + timedelta(days=1)}&to={today + timedelta(days=8)}"
    etag = expect(get(owner, path), 200).headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        same = expect(get(owner, path, known), 304)
        assert (same.text, same.headers["etag"]) == ("", etag)
    expect(get(owner, path, '"other"'), 200)


def test_what_has_changed_is_sent(owner: Visitor) -> None:
    number = f"/v1/applications/{owner.application_id}"
    before = {path: get(owner, path).headers["etag"] for path in (number, f"{number}/draft")}
    owner.etag = before[f"{number}/draft"]
    owner.save(address="Jalan Contoh 9")
    for path, etag in before.items():
        assert expect(get(owner, path, etag), 200).headers["etag"] != etag


def test_a_304_is_for_the_owner_only(owner: Visitor) -> None:
    etag = expect(owner.call("GET"), 200).headers["etag"]
    for known in (etag, "*"):
        reply = owner.call("GET", access_key="A" * 26, headers={"if-none-match": known})
        problem(reply, 404, "not_found")


def test_the_file_is_shown_masked_and_the_draft_in_full(owner: Visitor) -> None:
    view = expect(owner.call("GET"), 200).text
    personal = owner.person.applicant()
    for name in ("nik", "email", "phone", "birth_date", "birth_place"):
        assert personal[name] not in view
    draft = expect(owner.call("GET", "/draft"), 200).json["applicant"]
    assert draft["nik"] == personal["nik"]


def test_answers_are_not_kept_by_anybody_between(owner: Visitor) -> None:
    for below in ("", "/draft"):
        assert expect(owner.call("GET", below), 200).headers["cache-control"] == "no-store"


def test_slots_are_asked_for_in_spans_of_sixty_days(owner: Visitor, local_cloud: LocalCloud) -> None:
    today = local_cloud.today()

    def ask(office: str, first: str, last: str) -> Reply:
        return owner.api.call("GET", f"/v1/offices/{office}/slots", query={"from": first, "to": last})

    expect(ask("lebong", str(today), str(today + timedelta(days=60))), 200)
    problem(ask("lebong", str(today), str(today + timedelta(days=61))), 422, "span_invalid")
    problem(ask("lebong", str(today), str(today - timedelta(days=1))), 422, "span_invalid")
    problem(ask("nowhere", str(today), str(today)), 404, "not_found")
    bad = problem(ask("lebong", "today", "2026-02-30"), 422, "validation_failed")
    assert bad.faults == {("/from", "not_valid"), ("/to", "not_valid")}


# ------------------------------------------------------------ tracking


def track(visitor: Visitor, number: str, birth_date: str) -> Reply:
    return visitor.api.call("POST", "/v1/tracking", {"application_id": number, "birth_date": birth_date})


def test_number_and_birth_date_show_where_it_stands(visitor: Visitor) -> None:
    visitor.start()
    shown = expect(track(visitor, visitor.application_id, visitor.person.birth_date), 200)
    assert shown.json["status"] == "draft"
    assert shown.json["next_action"] == {"who": "citizen", "code": "complete_draft"}
    personal = [str(value) for value in visitor.person.applicant().values() if len(str(value)) > 3]
    assert not [value for value in personal if value in json.dumps(shown.json)]


def test_guessing_ends_after_five_failures(visitor: Visitor) -> None:
    visitor.start()
    right = visitor.person.birth_date
    for _ in range(3):
        expect(track(visitor, visitor.application_id, right), 200)  # successes do not count
    for day in range(1, 6):
        problem(track(visitor, visitor.application_id, f"1949-01-0{day}"), 404, "not_found")
    for birth_date in ("1949-01-06", right):
        refused = problem(track(visitor, visitor.application_id, birth_date), 429, "too_many_attempts")
        assert 0 < int(refused.headers["retry-after"]) <= 3600


def test_unknown_numbers_are_guessed_no_more_often(visitor: Visitor, local_cloud: LocalCloud) -> None:
    unknown = "LBG-7777-7777-7"
    answers = [track(visitor, unknown, f"1949-01-0{day}").status for day in range(1, 8)]
    assert answers == [404] * 5 + [429] * 2
    local_cloud.advance("61m")
    problem(track(visitor, unknown, "1949-01-01"), 404, "not_found")
