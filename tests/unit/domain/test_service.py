"""Services: fees, questions, documents, as the catalogue describes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.requirements import document_faults
from imigrasi.domain.service import Question, RequiredDocument, as_date, fits, question_faults
from tests.support.builders import document, service
from tests.support.people import Person


def faults(answers: dict[str, Any]) -> set[tuple[str, str]]:
    return {(fault.pointer, fault.code) for fault in question_faults(service(), answers)}


@pytest.mark.parametrize(
    ("years", "accelerated", "fee"),
    [(5, False, 650_000), (10, False, 950_000), (5, True, 1_650_000), (10, True, 1_950_000)],
)
def test_the_fee_is_the_tariff_and_its_surcharge(years: int, accelerated: bool, fee: int) -> None:
    assert service().fee_due(Person().answers(validity_years=years, accelerated=accelerated)) == fee


def test_complete_answers_are_without_fault() -> None:
    assert faults(Person().answers()) == set()


def test_every_unanswered_question_is_told() -> None:
    assert faults({}) == {
        (f"/answers/{question.key}", "required") for question in service().questions if question.required
    }


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("validity_years", 7, "not_an_option"),
        ("validity_years", "5", "not_an_option"),
        ("validity_years", True, "not_an_option"),
        ("validity_years", 5.0, "not_an_option"),
        ("validity_years", -5, "not_an_option"),
        ("validity_years", "５", "not_an_option"),
        ("validity_years", "٥", "not_an_option"),
        ("accelerated", 1, "not_valid"),
        ("accelerated", "true", "not_valid"),
        ("old_passport_number", "   ", "not_valid"),
        ("old_passport_number", "X" * 13, "not_valid"),
        ("old_passport_number", 1234567, "not_valid"),
        ("old_passport_issued_on", "2021-02-30", "not_valid"),
        ("old_passport_issued_on", "2021-W05-1", "not_valid"),
        ("old_passport_issued_on", "２０21-05-06", "not_valid"),
        ("old_passport_issued_on", "٢٠٢١-05-06", "not_valid"),
        ("old_passport_issued_on", "06-05-2021", "not_valid"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_told(key: str, value: object, code: str) -> None:
    assert faults(Person().answers(**{key: value})) == {(f"/answers/{key}", code)}


def test_a_question_nobody_asked_is_told() -> None:
    assert faults(Person().answers(shoe_size=42)) == {("/answers/shoe_size", "unknown_question")}


@given(st.one_of(st.booleans(), st.integers(), st.text(), st.none(), st.floats()))
def test_a_yes_or_no_is_exactly_that(value: object) -> None:
    assert fits(Question("q", "boolean", True), value) == isinstance(value, bool)


@given(st.dates(date(1000, 1, 1)))
def test_a_date_in_full_is_read(day: date) -> None:
    assert as_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text", ["", "2026-1-01", "20260101", "2026-W10-1", "2026-02-29", "2026-01-01T", "２０２６-01-01"]
)
def test_anything_else_is_no_date(text: str) -> None:
    assert as_date(text) is None


# ---------------------------------------------------------------- documents


def missing(*states: tuple[str, DocumentStatus]) -> set[tuple[str, str]]:
    documents = tuple(
        document(kind=kind, status=status, document_id=f"d{n}") for n, (kind, status) in enumerate(states)
    )
    return {(fault.pointer, fault.code) for fault in document_faults(service(), documents)}


def test_both_documents_are_required() -> None:
    assert missing() == {("/documents/ktp", "document_required"), ("/documents/old_passport", "document_required")}


def test_accepted_documents_are_enough() -> None:
    assert missing(("ktp", DocumentStatus.ACCEPTED), ("old_passport", DocumentStatus.ACCEPTED)) == set()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (DocumentStatus.RECEIVING, "document_required"),
        (DocumentStatus.CHECKING, "documents_still_checking"),
        (DocumentStatus.REFUSED, "document_refused"),
        (DocumentStatus.REPLACED, "document_required"),
    ],
)
def test_a_document_that_is_not_accepted_is_told_by_its_state(status: DocumentStatus, code: str) -> None:
    assert missing(("ktp", status), ("old_passport", DocumentStatus.ACCEPTED)) == {("/documents/ktp", code)}


def test_an_accepted_document_outweighs_a_refused_one_of_its_kind() -> None:
    states = [DocumentStatus.REFUSED, DocumentStatus.ACCEPTED, DocumentStatus.CHECKING]
    assert missing(*[("ktp", state) for state in states], ("old_passport", DocumentStatus.ACCEPTED)) == set()


def test_any_one_of_a_group_is_enough_and_the_group_is_told_once() -> None:
    kinds = ("birth_certificate", "marriage_book", "diploma")
    wanted = tuple(RequiredDocument(kind, ("image/png",), 1, one_of="identity") for kind in kinds)
    grouped = replace(service(), documents=wanted)
    told = [(fault.pointer, fault.code) for fault in document_faults(grouped, ())]
    assert told == [("/documents/identity", "document_required")]
    assert document_faults(grouped, (document(kind="diploma", status=DocumentStatus.ACCEPTED),)) == []


def test_an_optional_document_is_never_missing() -> None:
    optional = replace(service(), documents=(RequiredDocument("letter", ("image/png",), 1, optional=True),))
    assert document_faults(optional, ()) == []
