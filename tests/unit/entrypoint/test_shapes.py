"""Bodies of requests: every fault of shape at once, no value repeated."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.errors import Unprocessable
from imigrasi.entrypoint.applicant_data import e164, personal_data
from imigrasi.entrypoint.shapes import Booking, NewPayment, Objection, Save, Start, Submission, Upload, read
from imigrasi.entrypoint.spans import span
from imigrasi.entrypoint.tracking import tracking_request
from tests.support.people import Person, person

START = {"service": "passport-renewal", "applicant": Person().applicant(), "answers": Person().answers()}
UPLOAD = {"kind": "ktp", "filename": "ktp.png", "content_type": "image/png", "size": 10, "sha256": "a" * 64}


def faults(model: Any, body: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(Unprocessable) as refused:
        read(model, body)
    return {(fault.pointer, fault.code) for fault in refused.value.errors}


def test_a_draft_may_be_empty() -> None:
    assert personal_data(read(Start, {"service": "passport-renewal"})).applicant == {}


def test_complete_data_arrives_as_it_was_typed() -> None:
    data = personal_data(read(Start, START))
    assert (data.applicant, data.answers) == (Person().applicant(), Person().answers())


def test_every_fault_of_shape_is_told_at_once() -> None:
    body = {
        "applicant": {"full_name": "N" * 201, "sex": "other", "nik": 17, "shoe_size": 42, "passport": {"numbr": "X"}},
        "answers": {"validity_years": [5]},
        "language": "fr",
    }
    assert faults(Start, body) == {
        ("/service", "required"),
        ("/language", "not_an_option"),
        ("/applicant/full_name", "too_long"),
        ("/applicant/sex", "not_an_option"),
        ("/applicant/nik", "not_valid"),
        ("/applicant/shoe_size", "unknown_field"),
        ("/applicant/passport/numbr", "unknown_field"),
        ("/answers/validity_years", "not_valid"),
    }


WRONG: list[tuple[Any, dict[str, Any], str, str]] = [
    (Start, START | {"service": None}, "/service", "not_valid"),
    (Start, START | {"service": ["passport-renewal"]}, "/service", "not_valid"),
    (Start, START | {"applicant": "Siti"}, "/applicant", "not_valid"),
    (Start, START | {"applicant": []}, "/applicant", "not_valid"),
    (Start, START | {"answers": {str(n): n for n in range(41)}}, "/answers", "too_long"),
    (Start, START | {"extra": 1}, "/extra", "unknown_field"),
    (Start, START | {"applicant": {"email": "nobody"}}, "/applicant/email", "not_valid"),
    (Start, START | {"applicant": {"birth_date": 19900520}}, "/applicant/birth_date", "not_valid"),
    (Save, {"service": "passport-renewal"}, "/service", "unknown_field"),
    (Submission, {}, "/declaration", "required"),
    (Submission, {"declaration": "true"}, "/declaration", "not_valid"),
    (Submission, {"declaration": 1}, "/declaration", "not_valid"),
    (Objection, {"grounds": "  "}, "/grounds", "required"),
    (Objection, {"grounds": "x" * 3001}, "/grounds", "too_long"),
    (Upload, UPLOAD | {"size": "10"}, "/size", "not_valid"),
    (Upload, UPLOAD | {"size": -1}, "/size", "not_valid"),
    (Upload, UPLOAD | {"size": 2.5}, "/size", "not_valid"),
    (Upload, UPLOAD | {"size": 1e1}, "/size", "not_valid"),
    (Upload, UPLOAD | {"size": "１０"}, "/size", "not_valid"),
    (Upload, UPLOAD | {"size": "10,000"}, "/size", "not_valid"),
    (Upload, UPLOAD | {"size": True}, "/size", "not_valid"),
    (Upload, UPLOAD | {"sha256": "A" * 64}, "/sha256", "not_valid"),
    (Upload, UPLOAD | {"sha256": "a" * 63}, "/sha256", "not_valid"),
    (Upload, UPLOAD | {"sha256": "a" * 64 + "\n"}, "/sha256", "not_valid"),
    (Upload, UPLOAD | {"filename": "x" * 301}, "/filename", "too_long"),
    (Upload, UPLOAD | {"preferred_chunk_size": 0}, "/preferred_chunk_size", "not_valid"),
    (NewPayment, {}, "/gateway", "required"),
    (Booking, {"office": "lebong"}, "/slot", "required"),
]


@pytest.mark.parametrize(("model", "body", "pointer", "code"), WRONG)
def test_a_field_of_the_wrong_shape_is_named(model: Any, body: dict[str, Any], pointer: str, code: str) -> None:
    assert faults(model, body) == {(pointer, code)}


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=10)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*START, "language", "x"]), json_values, max_size=4))
def test_any_body_is_read_or_refused_and_never_a_fault(body: dict[str, Any]) -> None:
    with suppress(Unprocessable):
        personal_data(read(Start, body))


def test_no_value_is_repeated_in_a_fault() -> None:
    secret = "1707016005909001-" * 20
    with pytest.raises(Unprocessable) as refused:
        read(Start, START | {"applicant": {"nik": secret, "email": secret}})
    assert "1707016005909001" not in json.dumps([(f.pointer, f.code) for f in refused.value.errors])


# ---------------------------------------------------------------- what is typed


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0812 3456 7890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("+6281234567890", "+6281234567890"),
        ("62 812 3456 7890", "+6281234567890"),
        ("+60 12-345 6789", "+60123456789"),
        ("tidak ada", "tidak ada"),
        ("12", "12"),
    ],
)
def test_phones_are_stored_in_e164_and_no_phone_as_typed(typed: str, stored: str) -> None:
    assert e164(typed) == stored


def test_spaces_and_dots_in_a_nik_are_dropped() -> None:
    saved = read(Save, {"applicant": {"nik": "170701 600590.9001", "guardian": {"nik": "1707-0160-0590-9001"}}})
    applicant = personal_data(saved).applicant
    assert applicant == {"nik": "1707016005909001", "guardian": {"nik": "1707016005909001"}}


def test_an_answer_of_null_is_no_answer() -> None:
    saved = read(Save, {"answers": {"validity_years": None, "accelerated": False}})
    assert personal_data(saved).answers == {"accelerated": False}


def test_blanks_around_text_are_dropped() -> None:
    saved = read(Save, {"applicant": {"full_name": "  Contoh  "}})
    assert personal_data(saved).applicant == {"full_name": "Contoh"}


@pytest.mark.parametrize("number", range(30))
def test_synthetic_citizens_pass(number: int) -> None:
    body = {"applicant": person(number).applicant(), "answers": person(number).answers()}
    assert personal_data(read(Save, body)).applicant == body["applicant"]


# ---------------------------------------------------------------- tracking and spans


def test_a_tracking_request_is_mended_as_people_type_it() -> None:
    body = {"application_id": "lbg-oooo-0001-1", "birth_date": "1990-05-20"}
    assert tracking_request(body) == ("LBG-0000-0001-1", "1990-05-20")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {("/application_id", "required"), ("/birth_date", "not_valid")}),
        ({"application_id": "", "birth_date": "1990-05-20"}, {("/application_id", "required")}),
        ({"application_id": "x" * 41, "birth_date": "1990-05-20"}, {("/application_id", "required")}),
        ({"application_id": 7, "birth_date": 1990}, {("/application_id", "required"), ("/birth_date", "not_valid")}),
        ({"application_id": "x", "birth_date": "1990-W10-1"}, {("/birth_date", "not_valid")}),
        ({"application_id": "x", "birth_date": "1990-05-20", "name": "y"}, {("/name", "unknown_field")}),
    ],
)
def test_a_tracking_request_of_the_wrong_shape_is_told(body: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    with pytest.raises(Unprocessable) as refused:
        tracking_request(body)
    assert {(fault.pointer, fault.code) for fault in refused.value.errors} == expected


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({}, {"/from", "/to"}),
        ({"from": "2026-11-24"}, {"/to"}),
        ({"from": "kemarin", "to": "2026-11-24"}, {"/from"}),
    ],
)
def test_a_span_needs_both_its_days(query: dict[str, str], named: set[str]) -> None:
    with pytest.raises(Unprocessable) as refused:
        span(query)
    assert {fault.pointer for fault in refused.value.errors} == named
