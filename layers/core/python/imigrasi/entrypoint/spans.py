"""Spans of days in a query: `from` and `to`, both Asia/Jakarta days, both included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from imigrasi.domain.errors import FieldFault, Unprocessable
from imigrasi.domain.service import as_date


def span(query: Mapping[str, str]) -> tuple[date, date]:
    """Raises Unprocessable with each end that is no date."""
    first, last = as_date(query.get("from", "")), as_date(query.get("to", ""))
    if first is None or last is None:
        ends = {"/from": first, "/to": last}
        raise Unprocessable(errors=tuple(FieldFault(name, "not_valid") for name, day in ends.items() if day is None))
    return first, last
