"""Where a settlement file and the ledger differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.statement import DifferenceCode, Movement, judged, totals

MOVEMENT = Movement("payment", "A1B2C3D4E5F60718")


@pytest.mark.parametrize(
    ("stated", "booked", "code"),
    [
        (650_000, 650_000, None),
        (0, 0, None),
        (650_000, 0, DifferenceCode.MISSING_IN_LEDGER),
        (0, 650_000, DifferenceCode.MISSING_IN_FILE),
        (650_000, 649_999, DifferenceCode.AMOUNT_DIFFERS),
        (649_999, 650_000, DifferenceCode.AMOUNT_DIFFERS),
    ],
)
def test_a_difference_says_which_side_lacks_what(stated: int, booked: int, code: DifferenceCode | None) -> None:
    found = judged(MOVEMENT, stated, booked, same_day=True)
    assert (found and found.code) == code


@pytest.mark.parametrize(("kind", "differs"), [("payment", True), ("refund", False), ("chargeback", False)])
def test_a_payment_has_to_stand_under_the_same_day_and_what_goes_back_need_not(kind: str, differs: bool) -> None:
    found = judged(Movement(kind, "t-1"), 650_000, 650_000, same_day=False)
    assert (found is not None and found.code is DifferenceCode.DAY_DIFFERS) is differs


def test_a_differences_name_is_that_of_its_task_whichever_file_shows_it() -> None:
    found = judged(MOVEMENT, 1, 0, same_day=False)
    assert found is not None
    assert found.name == "A1B2C3D4E5F60718-payment-missing_in_ledger"


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 10**9)), max_size=20))
def test_totals_add_up_whatever_their_order(moved: list[tuple[str, int]]) -> None:
    rows = [(Movement("payment", name), amount) for name, amount in moved]
    found = totals(rows)
    assert found == totals(reversed(rows))
    assert sum(found.values()) == sum(amount for _, amount in moved)
