"""Units are counted as the store counts them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.capacity import item_size, read_units, shares

KEYS = {"pk": {"S": "APP#1"}, "sk": {"S": "META"}}


def item(size: int = 100, **more: Any) -> dict[str, Any]:
    """An item of `size` bytes in all, unless there are `more` attributes."""
    return {**KEYS, "x": {"S": "y" * (size - item_size(KEYS) - 1)}, **more}


def queued(at: str) -> dict[str, Any]:
    return item(queue_pk={"S": "lebong#review#0"}, queue_sk={"S": at})


def units(before: Any, after: Any, *, transactional: bool = False) -> int:
    return sum(share.units for share in shares(before, after, transactional=transactional))


@pytest.mark.parametrize(
    ("typed", "size"),
    [
        ({"S": "é"}, 2),
        ({"N": "650000"}, 2),
        ({"N": "-12"}, 3),
        ({"B": b"123"}, 3),
        ({"BOOL": True}, 1),
        ({"SS": ["a"]}, 1),
    ],
)
def test_a_value_has_the_size_of_its_kind(typed: dict[str, Any], size: int) -> None:
    assert item_size({"name": typed}) == 4 + size


def test_a_kind_that_is_not_stored_is_a_fault() -> None:
    with pytest.raises(ValueError, match="L: no such attribute"):
        item_size({"name": {"L": []}})


@pytest.mark.parametrize(("size", "expected"), [(1024, 1), (1025, 2), (2048, 2)])
def test_a_write_costs_a_unit_a_kilobyte_and_twice_that_in_a_transaction(size: int, expected: int) -> None:
    assert units(None, item(size)) == expected
    assert units(None, item(size), transactional=True) == 2 * expected


def test_the_larger_image_counts() -> None:
    assert units(item(3000), item(100)) == 3


def test_an_index_entry_that_comes_goes_or_moves_is_paid() -> None:
    assert units(item(), queued("1")) == 2
    assert units(queued("1"), item()) == 2
    assert units(queued("1"), queued("2")) == 3
    assert units(queued("1"), queued("1")) == 1


def test_a_read_is_rounded_once_over_all_items_and_halved_when_eventually_consistent() -> None:
    assert read_units([item(3000), item(3000)], consistent=True) == 2
    assert read_units([item(3000), item(3000)], consistent=False) == 1
    assert read_units([], consistent=False) == 0.5
