"""Dates of a machine-readable zone: YYMMDD, of which parts may be unknown (ICAO Doc 9303, part 3, 4.8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from imigrasi.domain.service import is_date

_Possible = Callable[[int, int | None, int | None], bool]

#: A document's end is looked for this many years around today.
_AROUND = 50


class When(NamedTuple):
    """A date as far as it is known; the year in full."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def fits(self, day: date) -> bool:
        """Whether every known part agrees."""
        parts = ((self.year, day.year), (self.month, day.month), (self.day, day.day))
        return all(known is None or known == other for known, other in parts)


def born_on(text: str, today: date) -> When | None:
    """A birth lies in the past: of two centuries the later one in which it does. None for what is no date."""
    now = (today.year, today.month, today.day)
    return _when(text, lambda year, month, day: (year, month or 1, day or 1) <= now)


def expires_on(text: str, today: date) -> When | None:
    """A document ends within fifty years of today, before or after. None for what is no date."""
    latest = today.year + _AROUND
    return _when(text, lambda year, _month, _day: year <= latest)


def _when(text: str, is_possible: _Possible) -> When | None:
    parts = [text[at : at + 2] for at in (0, 2, 4)]
    if not all(part == "<<" or (part.isascii() and part.isdigit()) for part in parts):
        return None
    short, month, day = (None if part == "<<" else int(part) for part in parts)
    if short is None:
        # A leap year, so that nothing possible is refused.
        return When(None, month, day) if is_date(2000, month or 1, day or 1) else None
    for year in (2000 + short, 1900 + short):
        if is_possible(year, month, day) and is_date(year, month or 1, day or 1):
            return When(year, month, day)
    return None
