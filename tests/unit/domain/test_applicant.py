"""Applicants' data: every fault at once, none where there is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.applicant import age_on, applicant_faults, masked, masked_answers, nik_faults
from tests.support.builders import service
from tests.support.people import Person, nik, person

TODAY = date(2026, 11, 24)


def faults(applicant: dict[str, Any], answers: dict[str, Any] | None = None) -> set[tuple[str, str]]:
    found = applicant_faults(service(), applicant, Person().answers() if answers is None else answers, TODAY)
    return {(fault.pointer, fault.code) for fault in found}


# ---------------------------------------------------------------- NIK


@given(st.dates(date(1930, 1, 1), TODAY), st.sampled_from(["female", "male"]), st.integers(0, 9999))
def test_a_nik_agrees_with_the_birth_date_and_sex_it_was_made_of(born: date, sex: str, serial: int) -> None:
    assert nik_faults(nik(born.isoformat(), sex, serial=serial), born, sex) == []


@given(st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_no_region_of_first_registration_is_refused(region: str) -> None:
    assert nik_faults(nik("1990-05-20", "female", region=region), date(1990, 5, 20), "female") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "170701600590900",
        "17070160059090010",
        "1707016005909OO1",
        "170701600590900\n",
        "１７０７０１６００５９０９００１",
        "١٧٠٧٠١٦٠٠٥٩٠٩٠٠١",
    ],
)
def test_a_nik_is_sixteen_digits(text: str) -> None:
    assert nik_faults(text, None, None) == ["nik_not_16_digits"]


@pytest.mark.parametrize(
    "dated", ["000590", "320590", "310690", "290201", "300200", "400590", "720590", "201390", "200090", "999999"]
)
def test_a_nik_of_no_date_is_impossible(dated: str) -> None:
    assert nik_faults(f"170701{dated}9001", None, None) == ["nik_date_impossible"]


@pytest.mark.parametrize("dated", ["290200", "690200", "290204", "690296"])
def test_a_nik_of_29_february_is_a_date_in_leap_years(dated: str) -> None:
    assert nik_faults(f"170701{dated}9001", None, None) == []


def test_a_nik_of_another_birth_date_is_told_at_the_birth_date() -> None:
    assert faults(Person().applicant(birth_date="1990-05-21")) == {
        ("/applicant/birth_date", "birth_date_contradicts_nik")
    }


def test_a_nik_of_the_other_sex_is_told_at_the_sex() -> None:
    assert faults(Person().applicant(sex="male")) == {("/applicant/sex", "sex_contradicts_nik")}


def test_indonesians_need_a_nik_and_others_do_not() -> None:
    assert faults(Person().applicant(nik=None)) == {("/applicant/nik", "required")}
    assert faults(Person().applicant(nik=None, nationality="MYS")) == set()


# ---------------------------------------------------------------- ages


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2008, 2, 29), date(2025, 2, 28), 16),
        (date(2008, 2, 29), date(2025, 3, 1), 17),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2009, 11, 24), date(2026, 11, 24), 17),
        (date(2009, 11, 25), date(2026, 11, 24), 16),
        (date(2026, 11, 24), date(2026, 11, 24), 0),
    ],
)
def test_years_are_complete_on_the_birthday(born: date, day: date, years: int) -> None:
    assert age_on(born, day) == years


def of_age(years: int, **changes: Any) -> dict[str, Any]:
    born = TODAY.replace(year=TODAY.year - years).isoformat()
    return Person(birth_date=born).applicant(**changes)


def test_seventeen_today_is_old_enough() -> None:
    assert faults(of_age(17)) == set()


def test_sixteen_is_too_young_for_the_service() -> None:
    young = Person(birth_date="2009-11-25").applicant()
    assert faults(young) == {("/applicant/birth_date", "too_young_for_service")}


def test_married_at_sixteen_counts_as_adult() -> None:
    assert faults(of_age(16, marital_status="married"), Person().answers(validity_years=10)) == set()


@pytest.mark.parametrize("born", ["2026-11-25", "2027-01-01", "9999-12-31", "1899-12-31", "0001-01-01"])
def test_a_birth_date_ahead_or_long_gone_is_impossible(born: str) -> None:
    assert ("/applicant/birth_date", "birth_date_impossible") in faults(Person().applicant(birth_date=born))


@pytest.mark.parametrize("born", ["2001-02-29", "20-05-1990", "1990-5-20", "1990-W10-1", "19900520", "kemarin", " "])
def test_a_birth_date_that_is_no_date_is_impossible(born: str) -> None:
    found = faults(Person().applicant(birth_date=born, nik=None))
    assert {pointer for pointer, _ in found} == {"/applicant/birth_date", "/applicant/nik"}


def test_29_february_of_a_leap_year_is_a_birth_date() -> None:
    assert faults(Person(birth_date="2000-02-29").applicant()) == set()


# ---------------------------------------------------------------- the rest


@pytest.mark.parametrize("name", ["A", "Ø", "Li", "Nama " * 11 + "Akhir", "N" * 60, "Wa Ode 'Aisyah-Nur", "王"])
def test_names_of_one_or_of_sixty_letters_are_names(name: str) -> None:
    assert faults(Person(full_name=name).applicant()) == set()


@pytest.mark.parametrize("number", range(40))
def test_synthetic_citizens_are_without_fault(number: int) -> None:
    assert faults(person(number).applicant()) == set()


def test_every_fault_is_told_at_once() -> None:
    assert faults({"phone": "0812", "nationality": "Indonesia", "birth_date": "2030-01-01"}) == {
        ("/applicant/full_name", "required"),
        ("/applicant/birth_place", "required"),
        ("/applicant/sex", "required"),
        ("/applicant/address", "required"),
        ("/applicant/birth_date", "birth_date_impossible"),
        ("/applicant/phone", "phone_not_valid"),
        ("/applicant/nationality", "country_not_valid"),
    }


@pytest.mark.parametrize(
    "phone", ["0812345678", "+0812345678", "+6212", "+62812345678901234", "+62 812 345 678", "abc"]
)
def test_a_phone_is_e164(phone: str) -> None:
    assert faults(Person(phone=phone).applicant()) == {("/applicant/phone", "phone_not_valid")}


@pytest.mark.parametrize("field", ["full_name", "birth_place", "address"])
def test_blanks_are_no_answer(field: str) -> None:
    assert faults(Person().applicant(**{field: "   "})) == {(f"/applicant/{field}", "required")}


# ---------------------------------------------------------------- masking

words = st.text(st.characters(categories=["L"]), min_size=8, max_size=30)


@given(words, words, words, words)
def test_no_word_a_citizen_typed_survives_masking(name: str, place: str, street: str, mail: str) -> None:
    shown = masked(
        Person().applicant(
            full_name=name,
            birth_place=place,
            address=street,
            email=f"{mail}@example.com",
            nationality=place,
            passport={"number": name, "country": street, "expires_on": mail},
            guardian={"full_name": street, "nik": mail, "relation": name},
        )
    )
    assert not any(word in str(shown) for word in (name, place, street, mail))


@pytest.mark.parametrize("field", ["birth_date", "email", "address", "birth_place"])
def test_nothing_at_all_is_shown_of(field: str) -> None:
    assert masked(Person().applicant())[field] == "•••"


def test_enough_is_shown_to_recognise_oneself() -> None:
    shown = masked(Person(full_name="Contoh Sintetis").applicant())
    assert (shown["full_name"], shown["nik"], shown["phone"]) == ("C••• S•••", "•••001", "•••001")
    assert (shown["sex"], shown["nationality"]) == ("female", "IDN")


def test_of_a_short_number_nothing_is_shown() -> None:
    assert masked({"nik": "123", "phone": "112"}) == {"nik": "•••", "phone": "•••"}


def test_choices_are_shown_and_what_was_typed_is_not() -> None:
    assert masked_answers(service(), Person().answers()) == {
        "validity_years": 5,
        "accelerated": False,
        "old_passport_number": "•••67",
        "old_passport_issued_on": "•••06",
    }


def test_what_stands_in_the_place_of_a_choice_is_masked() -> None:
    typed = {"validity_years": 1707016005909001, "accelerated": "Jalan Contoh", "old_passport_number": "X1"}
    assert masked_answers(service(), typed) == {
        "validity_years": "•••01",
        "accelerated": "•••oh",
        "old_passport_number": "•••",
    }
