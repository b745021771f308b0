"""Receipts' codes: random, in fours, and understood as people type them."""

from __future__ import annotations

import pytest

from imigrasi.domain.receipt import CODE_BYTES, receipt_code, typed_code

CODE = "ZZZZ-0000-1234-ABCD"


def test_a_code_carries_all_of_its_80_bits() -> None:
    assert CODE_BYTES * 8 == 80
    assert receipt_code(b"\x00" * 10) == "0000-0000-0000-0000"
    assert receipt_code(b"\xff" * 10) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert len({receipt_code((1 << bit).to_bytes(10, "big")) for bit in range(80)}) == 80


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), CODE.replace("-", ""), " zzzz 0000 1234 abcd ", CODE.replace("0", "O"), "zzzz-ooooi234abcd"],
)
def test_a_code_is_understood_as_people_type_it(typed: str) -> None:
    assert typed_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "META", CODE + "0", CODE[:-1], CODE.replace("A", "U"), "０" * 16, "a" * 1_000, "../" * 5]
)
def test_what_can_be_no_code_is_told(typed: str) -> None:
    assert typed_code(typed) is None
