"""Optimistic writing: whoever loses a race decides again, and gives up in the end."""

from __future__ import annotations

import pytest

from imigrasi.domain.errors import Conflict, StaleVersion
from imigrasi.usecases.retrying import ATTEMPTS, until_written


class Losing:
    """Loses the first `races`, then wins."""

    def __init__(self, races: int) -> None:
        self.races, self.tried = races, 0

    def __call__(self) -> str:
        self.tried += 1
        if self.tried <= self.races:
            raise StaleVersion
        return "written"


@pytest.mark.parametrize("races", range(ATTEMPTS))
def test_a_lost_race_is_run_again(races: int) -> None:
    act = Losing(races)
    assert (until_written(act), act.tried) == ("written", races + 1)


def test_after_eight_lost_races_the_caller_is_told() -> None:
    act = Losing(100)
    with pytest.raises(StaleVersion):
        until_written(act)
    assert act.tried == ATTEMPTS


def test_any_other_fault_is_told_at_once() -> None:
    tried: list[int] = []

    def act() -> None:
        tried.append(1)
        raise Conflict

    with pytest.raises(Conflict):
        until_written(act)
    assert len(tried) == 1
