"""Application numbers: the check symbol finds what people mistype."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imigrasi.domain.identifier import ALPHABET, application_number, encode, is_application_number, normalise

forty_bits = st.integers(0, 2**40 - 1)


def number(bits: int) -> str:
    """A valid number; those whose check symbol would not be alphanumeric are no examples."""
    found = application_number(bits.to_bytes(5, "big"))
    assume(found is not None)
    assert found is not None
    return found


def test_a_number_looks_as_it_is_printed() -> None:
    assert application_number(bytes([0, 0, 0, 0, 1])) == "LBG-0000-0001-1"


@given(forty_bits)
def test_every_number_made_is_accepted(bits: int) -> None:
    assert is_application_number(number(bits))


@given(st.binary(min_size=32, max_size=32))
def test_a_number_holds_only_letters_digits_and_dashes(random_bits: bytes) -> None:
    made = application_number(random_bits)
    assert made is None or made.replace("-", "").isalnum()


@pytest.mark.parametrize("check", [32, 33, 34, 35])
def test_a_check_symbol_that_addresses_refuse_is_passed_over(check: int) -> None:
    first, second = check.to_bytes(5, "big"), (1).to_bytes(5, "big")
    assert application_number(first + second) == "LBG-0000-0001-1"


def test_no_number_comes_of_bits_that_all_have_other_check_symbols() -> None:
    assert application_number((32).to_bytes(5, "big") * 6) is None


@given(forty_bits, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_found(bits: int, place: int, wrong: str) -> None:
    made = number(bits)
    at = 4 + place + (place >= 4)
    mistyped = made[:at] + wrong + made[at + 1 :]
    assert is_application_number(mistyped) == (mistyped == made)


@given(forty_bits, st.integers(0, 6))
def test_two_neighbours_exchanged_are_found(bits: int, place: int) -> None:
    made = number(bits)
    symbols = list(made[4:8] + made[9:13])
    symbols[place], symbols[place + 1] = symbols[place + 1], symbols[place]
    exchanged = f"LBG-{''.join(symbols[:4])}-{''.join(symbols[4:])}-{made[-1]}"
    assert is_application_number(exchanged) == (exchanged == made)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LBG-0000-0001",
        "LBG-0000-0001-2",
        "LBG-000O-0001-1",
        "lbg-0000-0001-1",
        "XXX-0000-0001-1",
        "LBG-0000-0001-1\n",
        " LBG-0000-0001-1",
        "LBG-0000-0001-1-1",
        "LBG-٠٠٠٠-0001-1",
        "LBG-００００-0001-1",
        "ＬＢＧ-0000-0001-1",
    ],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert not is_application_number(text)


@pytest.mark.parametrize(
    "typed", ["lbg-0o00-000i-1", " LBG-0000-0001-1 ", "LBG - 0000 - 0001 - 1", "lbg-OOOO-OOOL-l", "Lbg-0000-0001-1"]
)
def test_a_number_as_people_type_it_is_mended(typed: str) -> None:
    assert normalise(typed) == "LBG-0000-0001-1"


@given(forty_bits)
def test_a_right_number_stays_as_it_is(bits: int) -> None:
    made = number(bits)
    assert normalise(made) == made


@given(st.integers(0, 2**60), st.integers(1, 12))
def test_encoding_keeps_the_lower_bits_most_significant_first(value: int, length: int) -> None:
    decoded = 0
    for symbol in encode(value, length):
        decoded = decoded * 32 + ALPHABET.index(symbol)
    assert decoded == value % 32**length
