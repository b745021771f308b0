"""A moment's conflict is waited out, a longer one is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imigrasi.domain.errors import Conflict, NotFound
from imigrasi.entrypoint.patience import PAUSES, patiently


def after(failures: int, fault: type[Exception] = Conflict) -> tuple[Callable[[], str], list[int]]:
    """Work that succeeds after so many failures, and the record of its tries."""
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if len(tries) <= failures:
            raise fault
        return "done"

    return work, tries


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_a_short_conflict_is_waited_out(failures: int) -> None:
    work, tries = after(failures)
    assert patiently(work, Conflict, (0, 0)) == "done"
    assert len(tries) == failures + 1


def test_a_long_conflict_is_the_queue_s() -> None:
    work, tries = after(3)
    with pytest.raises(Conflict):
        patiently(work, Conflict, (0, 0))
    assert len(tries) == 3


def test_other_faults_are_not_waited_for() -> None:
    work, tries = after(1, NotFound)
    with pytest.raises(NotFound):
        patiently(work, Conflict, (0, 0))
    assert len(tries) == 1


def test_a_batch_of_ten_waits_less_than_its_function_may_run() -> None:
    assert 10 * sum(PAUSES) < 30
