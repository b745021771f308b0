"""Optimistic writing: when somebody else wrote first, load again and decide again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from imigrasi.domain.errors import StaleVersion

Result = TypeVar("Result")
ATTEMPTS = 8


def until_written(act: Callable[[], Result]) -> Result:
    """Run `act`, which loads, decides and commits, until its commit meets no newer version.

    Raises StaleVersion after 8 lost races: the caller answers 409 or lets its message be redelivered.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return act()
        except StaleVersion:
            continue
    return act()
