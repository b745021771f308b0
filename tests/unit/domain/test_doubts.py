"""What officers are told about the two lines of the old passport: never more than slugs, never a refusal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imigrasi.domain.doubts import DOUBTS, doubts_of
from tests.support.builders import service
from tests.support.people import Person
from tests.support.zones import Paper, passport_of

TODAY = date(2026, 11, 24)
PERSON = Person()
PASSPORT = {"number": "X1234567", "country": "IDN", "expires_on": "2026-05-06"}


def doubts(zone: str | None = None, **applicant: Any) -> set[str]:
    """Of a form that fits the person, its passport given in full, with `applicant` changed."""
    answers = PERSON.answers(old_passport_mrz=zone)
    found = doubts_of(service(), PERSON.applicant(**{"passport": PASSPORT, **applicant}), answers, TODAY)
    assert set(found) <= set(DOUBTS)
    return set(found)


def test_without_the_lines_there_is_nothing_to_doubt() -> None:
    assert doubts() == doubts("") == set()


def test_lines_that_fit_the_form_leave_no_doubt() -> None:
    assert doubts(passport_of(PERSON).td3()) == set()


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"number": "X7654321"}, "mrz_number_differs"),
        ({"expiry": "270506"}, "mrz_expiry_differs"),
        ({"issuer": "MYS"}, "mrz_country_differs"),
        ({"nationality": "MYS"}, "mrz_nationality_differs"),
        ({"birth": "900521"}, "mrz_birth_date_differs"),
        ({"sex": "M"}, "mrz_sex_differs"),
        ({"surname": "LAIN"}, "mrz_name_differs"),
        ({"code": "V"}, "mrz_no_passport"),
        ({"expiry": "260532"}, "mrz_date"),
    ],
)
def test_each_difference_has_its_name(change: dict[str, str], doubt: str) -> None:
    zone = passport_of(PERSON, **change)
    assert doubt in doubts(zone.visa(44) if doubt == "mrz_no_passport" else zone.td3())


@pytest.mark.parametrize(
    "change",
    [
        {"birth": "90<<<<"},
        {"sex": "<"},
        {"surname": "CONTOH", "given_names": "SINTETIS"},
        {"surname": "CONTOH SINTETIS", "given_names": ""},
    ],
)
def test_what_is_not_said_is_not_doubted(change: dict[str, str]) -> None:
    assert doubts(passport_of(PERSON, **change).td3()) == set()


def test_what_the_form_does_not_say_is_not_compared() -> None:
    zone = passport_of(PERSON, issuer="MYS", expiry="300101").td3()
    assert doubts(zone, passport=None) == set()
    assert doubts_of(service(), {}, {"old_passport_mrz": zone}, TODAY) == ()


@pytest.mark.parametrize(
    ("right", "typed", "doubt"),
    [
        ("X1234567<", "X1234568<", "mrz_check_number"),
        ("IDN900520", "IDN900521", "mrz_check_birth"),
        ("F260506", "F260507", "mrz_check_expiry"),
        ("F", "X", "mrz_characters"),
    ],
)
def test_a_mistyped_sign_is_told(right: str, typed: str, doubt: str) -> None:
    first, second = passport_of(PERSON).td3().split("\n")
    assert doubt in doubts(f"{first}\n{second.replace(right, typed)}")


def test_the_optional_data_and_the_last_digit_are_checked() -> None:
    zone = passport_of(PERSON, optional="1707").td3()
    assert doubts(f"{zone[:-2]}{(int(zone[-2]) + 1) % 10}{zone[-1]}") == {"mrz_check_optional", "mrz_check_composite"}


def test_a_letter_taken_for_a_digit_is_told_as_such() -> None:
    zone = passport_of(PERSON, number="X1034567").td3()
    found = doubts(zone.replace("X1034567", "X1O34567"))
    assert {"mrz_check_number", "mrz_look_alike"} <= found


def test_what_is_no_zone_at_all_is_told_and_nothing_else() -> None:
    assert doubts("X1234567") == {"mrz_unreadable"}


def test_the_number_is_compared_as_people_write_it() -> None:
    answers = PERSON.answers(old_passport_mrz=passport_of(PERSON).td3(), old_passport_number="x 123-4567")
    assert doubts_of(service(), PERSON.applicant(), answers, TODAY) == ()


def test_germany_is_germany() -> None:
    paper = Paper(issuer="D", nationality="D")
    german = {"nationality": "DEU", "passport": {"country": "DEU"}}
    assert doubts_of(service(), german, {"old_passport_mrz": paper.td3()}, TODAY) == ()
