"""Names as passports print them: the spellings of ICAO Doc 9303, order and cuts, and no wish to find a difference."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.transliteration import is_same_name, spellings, words_of


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("Müller", {"MUELLER", "MUXXLLER", "MULLER"}),
        ("Ångström", {"AANGSTROEM", "AANGSTROM", "ANGSTROEM", "ANGSTROM"}),
        ("Peña", {"PENA", "PENXXA"}),
        ("Straße", {"STRASSE"}),
        ("Þór", {"THOR"}),
        ("Łukasz", {"LUKASZ"}),
        ("Dvořák", {"DVORAK"}),
        ("Ĳssel", {"IJSSEL"}),
        ("Yıldız", {"YILDIZ"}),
        ("Ægir", {"AEGIR"}),
        ("Sukarno", {"SUKARNO"}),
        ("Иванов", set()),
        ("李", set()),
    ],
)
def test_a_word_has_the_spellings_of_the_standard(word: str, ways: set[str]) -> None:
    assert spellings(word) == ways


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("D'Artagnan", ["DArtagnan"]),
        ("Anne-Marie  O’Neil", ["Anne", "Marie", "ONeil"]),
        ("Moh. Ali, S.H.", ["Moh", "Ali", "S", "H"]),
        ("Contoh Satu 12", ["Contoh", "Satu"]),
    ],
)
def test_apostrophes_vanish_and_other_punctuation_parts(name: str, words: list[str]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("name", "printed", "same"),
    [
        ("Anna Maria Eriksson", "ERIKSSON ANNA MARIA", True),
        ("anna maria eriksson", "ANNA MARIA ERIKSSON", True),
        ("Sukarno", "SUKARNO", True),
        ("Siti Nur Haliza", "NURHALIZA SITI", True),
        ("Abdul Rahman", "ABDULRAHMAN", True),
        ("Abdulrahman Hakim", "HAKIM ABDUL RAHMAN", True),
        ("Jürgen Müller", "MUELLER JUERGEN", True),
        ("Jürgen Müller", "MULLER JURGEN", True),
        ("Anne-Marie O'Neil", "ONEIL ANNE MARIE", True),
        ("Anna Maria Eriksson", "ERIKSSON ANNA", False),
        ("Anna Eriksson", "ERIKSSON ANNA MARIA", False),
        ("Anna Ericsson", "ERIKSSON ANNA", False),
        ("Anna Anna", "ANNA", False),
        ("Иван Петров", "PETROV IVAN", None),
    ],
)
def test_a_name_is_the_same_in_any_order_and_spelling(name: str, printed: str, same: bool | None) -> None:
    assert is_same_name(name, printed, truncated=False) is same


@pytest.mark.parametrize(
    ("name", "printed", "same"),
    [
        ("Nilavadhanananda Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA CHAYAPA DEJTHAMRONG KRA", True),
        ("Nilavadhanananda Arnpol Petch Charonguang", "NILAVADHANANANDA ARNPOL PETCH C", True),
        ("Bennelong Wooloomooloo Warrandyte Warnambool", "BENNELONG WOOLOOMOOLOO WARRANDYTE W", True),
        ("Dingo Potoroo Bennelong Wooloomooloo Warrandyte", "BENNELONG WOOLOOMOOLOO WARRANDYTE D P", True),
        ("Nilavadhanananda Chayapa", "NILAVADHANANANDA CHAYAPA DEJTHAMRONG KRA", False),
        ("Somebody Else Altogether", "NILAVADHANANANDA CHAYAPA", False),
    ],
)
def test_of_a_name_that_was_cut_only_what_is_there_is_compared(name: str, printed: str, same: bool) -> None:
    assert is_same_name(name, printed, truncated=True) is same


@given(st.lists(st.text(string.ascii_uppercase, min_size=2, max_size=9), min_size=1, max_size=5), st.randoms())
def test_a_name_is_its_own_in_every_order(words: list[str], weather: object) -> None:
    shuffled = list(words)
    weather.shuffle(shuffled)  # type: ignore[attr-defined]
    assert is_same_name(" ".join(words).title(), " ".join(shuffled), truncated=False)


@given(st.text(max_size=60), st.text(string.ascii_uppercase + " ", max_size=40), st.booleans())
def test_whatever_is_typed_can_be_compared(name: str, printed: str, truncated: bool) -> None:
    assert is_same_name(name, printed, truncated=truncated) in (True, False, None)
