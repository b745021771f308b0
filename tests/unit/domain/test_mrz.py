"""The machine-readable zone: specimens of ICAO Doc 9303, zones printed and read again, every slip that can be found."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from imigrasi.domain.mrz import MrzUnreadable, check_digit, lines_of, suggested
from imigrasi.domain.mrz_date import When
from imigrasi.domain.mrz_layout import LAYOUTS
from tests.support.specimen import PASSPORT, TODAY, codes, read
from tests.support.zones import Paper, digit

#: As printed in the appendices and figures of parts 3 to 7.
SPECIMENS = {
    "TD3": PASSPORT,
    "TD2": "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    "TD1": "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    "MRV-A": "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    "MRV-B": "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
}
LONG_NUMBER = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


# ------------------------------------------------------------ specimens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("520727", "3"),
        ("AB2134<<<", "5"),
        ("HA672242<658022549601086<<<<<<<<<<<<<<0", "8"),
        ("D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<", "2"),
    ],
)
def test_a_check_digit_is_the_one_of_the_standard(text: str, expected: str) -> None:
    assert check_digit(text) == expected == digit(text)


@pytest.mark.parametrize("name", SPECIMENS)
def test_a_specimen_is_read_without_fault(name: str) -> None:
    zone = read(SPECIMENS[name])
    assert (zone.layout.name, zone.faults) == (name, ())
    assert (zone.surname, zone.given_names, zone.sex, zone.truncated) == ("ERIKSSON", "ANNA MARIA", "female", False)


def test_the_passport_of_the_standard() -> None:
    zone = read(PASSPORT)
    assert (zone.code, zone.issuer, zone.number, zone.nationality) == ("P", "UTO", "L898902C3", "UTO")
    assert (zone.born, zone.expires) == (When(1974, 8, 12), When(2012, 4, 15))
    assert zone.optional == ("ZE184226B",)


def test_the_card_with_a_long_number_of_the_standard() -> None:
    zone = read(LONG_NUMBER)
    assert (zone.number, zone.optional, zone.faults) == ("D23145890734", ("", ""), ())
    assert zone.born == When(1934, 7, 12)


def test_a_visa_has_no_composite_digit_to_be_wrong() -> None:
    assert all("composite_check" not in layout.spans for layout in LAYOUTS if layout.visa)
    changed = SPECIMENS["MRV-A"][:-1] + "9"  # in the optional data, which nothing covers
    assert codes(changed) == set()


# ------------------------------------------------------------ printed and read again

letters = st.text(string.ascii_uppercase, min_size=1, max_size=12)
signs = string.digits + string.ascii_uppercase
papers = st.builds(
    Paper,
    issuer=st.sampled_from(["IDN", "D", "MYS"]),
    surname=st.lists(letters, min_size=1, max_size=3).map(" ".join),
    given_names=st.lists(letters, max_size=3).map(" ".join),
    number=st.text(signs, min_size=1, max_size=9),
    nationality=st.sampled_from(["IDN", "D", "XXA"]),
    birth=st.dates(date(1930, 1, 1), TODAY).map(lambda day: day.strftime("%y%m%d")),
    sex=st.sampled_from("MF<"),
    expiry=st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(lambda day: day.strftime("%y%m%d")),
    optional=st.text(signs, max_size=7),
)


def printed(paper: Paper) -> dict[str, str]:
    visa = paper.changed(code="V")
    card = paper.changed(code="I")
    return {
        "TD1": card.td1(),
        "TD2": card.td2(),
        "TD3": paper.td3(),
        "MRV-A": visa.visa(44),
        "MRV-B": visa.visa(36),
    }


@given(papers)
def test_what_is_printed_is_read_again(paper: Paper) -> None:
    for name, typed in printed(paper).items():
        zone = read(typed)
        assert (zone.layout.name, zone.faults) == (name, ())
        assert (zone.issuer, zone.number, zone.nationality) == (paper.issuer, paper.number, paper.nationality)
        assert zone.sex == {"M": "male", "F": "female", "<": None}[paper.sex]
        for found, text in ((zone.born, paper.birth), (zone.expires, paper.expiry)):
            assert found.year is not None
            assert f"{found.year % 100:02}{found.month:02}{found.day:02}" == text
        assert date(found.year or 1, found.month or 1, found.day or 1)
        if not zone.truncated:
            assert (zone.surname, zone.given_names) == (paper.surname, paper.given_names)


@given(papers, st.text(signs, min_size=10, max_size=13))
def test_a_number_of_more_than_nine_signs_goes_on_in_the_optional_data(paper: Paper, number: str) -> None:
    long = paper.changed(code="I", number=number, optional="")
    for typed in (long.td1(), long.td2()):
        zone = read(typed)
        assert (zone.number, zone.faults) == (number, ())


@given(papers, st.data())
@settings(max_examples=200)
def test_a_wrong_sign_is_found_wherever_a_check_digit_can_find_it(paper: Paper, data: st.DataObject) -> None:
    """Every sign that a check digit covers, taken for any other whose value differs in its last digit."""
    typed = paper.changed(sex="M").td3()
    covered = [*range(10), *range(13, 20), *range(21, 44)]
    place = data.draw(st.sampled_from(covered))
    lines = typed.split("\n")
    right = lines[1][place]
    other = data.draw(st.sampled_from(signs + "<"))
    assume((signs.find(right) if right != "<" else 0) % 10 != (signs.find(other) if other != "<" else 0) % 10)
    lines[1] = lines[1][:place] + other + lines[1][place + 1 :]
    assert read("\n".join(lines)).faults


@given(papers, st.integers(0, 8))
def test_two_neighbours_exchanged_are_found_unless_their_values_differ_by_five(paper: Paper, place: int) -> None:
    """Weights 7, 3 and 1 differ by even numbers: what a scheme of this kind cannot see, nobody can promise."""
    number = paper.number.ljust(9, "<")
    assume(place + 1 < 9)
    values = [signs.find(sign) if sign != "<" else 0 for sign in number[place : place + 2]]
    assume((values[0] - values[1]) % 5)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    lines = paper.td3().split("\n")
    lines[1] = swapped + lines[1][9:]
    assert ("number", "check_digit") in codes("\n".join(lines))


@given(papers)
def test_a_suggestion_fits_in_everything(paper: Paper) -> None:
    """Whatever is exchanged, what is suggested has no fault left and differs in look-alikes only."""
    wrong = paper.td3().translate(str.maketrans("0", "O"))
    found = suggested(read(wrong), TODAY)
    if found is not None:
        assert not read("\n".join(found)).faults
        pairs = zip("".join(found), wrong.replace("\n", ""), strict=True)
        assert all(one == other or {one, other} in ({"O", "0"}, {"I", "1"}) for one, other in pairs)


# ------------------------------------------------------------ as people type


@pytest.mark.parametrize(
    "typed",
    [
        PASSPORT.lower(),
        PASSPORT.replace("\n", "\r\n\r\n"),
        PASSPORT.replace("\n", ""),
        f"  {PASSPORT}\n\n",
        PASSPORT.replace("<", "&lt;"),
        PASSPORT.replace("<", "‹").replace("‹‹", "«"),
        PASSPORT.replace("UTO", "UTO "),
        PASSPORT.replace("MARIA<<<<<<<<<<<<<<<<<<<", "MARIA"),
        PASSPORT.replace("MARIA<", "MARIA<<<<"),
    ],
    ids="small apart joined around escaped quotes spaces fillers-short fillers-long".split(),
)
def test_what_carries_nothing_is_made_good(typed: str) -> None:
    assert read(typed) == read(PASSPORT)


@pytest.mark.parametrize("name", SPECIMENS)
def test_one_long_line_is_cut(name: str) -> None:
    assert lines_of(SPECIMENS[name].replace("\n", "")) == tuple(SPECIMENS[name].split("\n"))


@pytest.mark.parametrize(
    ("typed", "lengths"),
    [
        ("", ()),
        ("X1234567", (8,)),
        (PASSPORT[:-1], (44, 43)),
        (PASSPORT + "0", (44, 45)),
        (f"{PASSPORT}\nA", (44, 44, 1)),
    ],
)
def test_what_is_of_no_format_says_how_long_its_lines_are(typed: str, lengths: tuple[int, ...]) -> None:
    with pytest.raises(MrzUnreadable) as refused:
        read(typed)
    assert refused.value.lengths == lengths


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        zone = read(typed)
    except MrzUnreadable:
        return
    suggested(zone, TODAY)


@given(st.lists(st.text(signs + "<é*٣", min_size=44, max_size=44), min_size=2, max_size=2))
def test_whatever_fills_two_lines_is_read(lines: list[str]) -> None:
    suggested(read("\n".join(lines)), TODAY)
