"""A zone's faults by name, its dates, and what looks alike."""

from __future__ import annotations

from datetime import date

import pytest

from imigrasi.domain.mrz import suggested
from imigrasi.domain.mrz_date import When
from tests.support.specimen import PASSPORT, TODAY, codes, read
from tests.support.zones import Paper

# ------------------------------------------------------------ faults by name


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        ("L898902C36", "L898902C37", {("number", "check_digit"), ("composite", "check_digit")}),
        ("7408122F", "7408123F", {("birth", "check_digit"), ("composite", "check_digit")}),
        ("1204159ZE", "1204158ZE", {("expiry", "check_digit"), ("composite", "check_digit")}),
        ("ZE184226B<<<<<1", "ZE184226B<<<<<2", {("optional", "check_digit"), ("composite", "check_digit")}),
        ("<<10", "<<11", {("composite", "check_digit")}),
        ("2F1", "2X1", {("sex", "characters")}),
        ("ERIKSSON", "ERIK5SON", {("names", "characters")}),
        ("L898902C36UTO", "L898902C36U7O", {("nationality", "characters")}),
        ("P<UTO", "9<UTO", {("code", "characters")}),
    ],
)
def test_each_fault_names_its_field(old: str, new: str, faults: set[tuple[str, str]]) -> None:
    assert codes(PASSPORT.replace(old, new)) == faults


def test_a_month_that_does_not_exist_is_no_date() -> None:
    assert codes(Paper(birth="901320").td3()) == {("birth", "date")}
    assert codes(Paper(expiry="270229").td3()) == {("expiry", "date")}
    assert codes(Paper(expiry="280229").td3()) == set()


def test_unused_optional_data_need_no_check_digit() -> None:
    lines = Paper().td3()
    assert (lines[-2], codes(lines)) == ("<", set())
    assert codes(f"{lines[:-2]}0{lines[-1]}") == set()
    used = Paper(optional="A1").td3()
    assert ("optional", "check_digit") in codes(f"{used[:-2]}<{used[-1]}")


# ------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("261124", When(2026, 11, 24)),
        ("261125", When(1926, 11, 25)),
        ("000229", When(2000, 2, 29)),
        ("27<<<<", When(1927, None, None)),
        ("9005<<", When(1990, 5, None)),
        ("<<<<<<", When()),
        ("<<0520", When(None, 5, 20)),
    ],
)
def test_a_birth_lies_in_the_past_and_may_be_unknown_in_part(birth: str, expected: When) -> None:
    zone = read(Paper(birth=birth).td3())
    assert (zone.born, zone.faults) == (expected, ())


@pytest.mark.parametrize(("expiry", "year"), [("760101", 2076), ("770101", 1977), ("991231", 1999), ("260506", 2026)])
def test_a_document_ends_within_fifty_years(expiry: str, year: int) -> None:
    assert read(Paper(expiry=expiry).td3()).expires.year == year


def test_an_unknown_part_fits_every_day() -> None:
    assert When(1990, None, None).fits(date(1990, 7, 1))
    assert not When(1990, None, None).fits(date(1991, 7, 1))
    assert When().fits(TODAY)


# ------------------------------------------------------------ what looks alike


@pytest.mark.parametrize(
    ("right", "typed"),
    [
        (Paper(number="X1034567"), ("X1034567", "X1O34567")),
        (Paper(number="X1034567"), ("X1034567", "XI034567")),
        (Paper(number="X1034567"), ("X1034567", "XIO34567")),
        (Paper(birth="900501"), ("900501", "9OO5OI")),
        (Paper(surname="SILOI"), ("SILOI", "S1L01")),
        (Paper(optional="1707O0"), ("1707O0", "17070O")),
    ],
)
def test_letters_taken_for_digits_are_suggested_and_never_changed(right: Paper, typed: tuple[str, str]) -> None:
    correct = right.td3()
    wrong = correct.replace(*typed)
    zone = read(wrong)
    assert "\n".join(zone.lines) == wrong != correct
    assert suggested(zone, TODAY) == tuple(correct.split("\n"))


def test_nothing_is_suggested_where_something_else_is_wrong() -> None:
    assert suggested(read(PASSPORT), TODAY) is None
    assert suggested(read(PASSPORT.replace("L898902C36", "L898902C37")), TODAY) is None
    assert suggested(read(Paper(number="X1034567").td3().replace("X1034567", "Y1O34567")), TODAY) is None
