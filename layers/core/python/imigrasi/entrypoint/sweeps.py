"""Scheduled sweeps: one thing after another, none stopped by the fault of an earlier one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from imigrasi.entrypoint.logs import fault_places, log

Thing = TypeVar("Thing")


class SweepIncomplete(RuntimeError):
    """Some things failed; they stay due, and the alarm on the function's errors tells."""


def sweep(name: str, things: Iterable[Thing], work: Callable[[Thing], str]) -> dict[str, int]:
    """How often each outcome occurred. Raises SweepIncomplete at the end if anything failed."""
    outcomes: Counter[str] = Counter()
    failed = 0
    for thing in things:
        try:
            outcomes[work(thing)] += 1
        except Exception as error:  # noqa: BLE001 - told at the end, after everybody else had a turn
            failed += 1
            log.error(f"{name}.failed", kind=type(error).__name__, places=fault_places(error))
    log.info(name, outcomes=dict(outcomes), failed=failed)
    if failed:
        raise SweepIncomplete(f"{failed} failed")
    return dict(outcomes)
