"""The tracking request, read without pydantic."""

from __future__ import annotations

from typing import Any

from imigrasi.domain.errors import FieldFault, Unprocessable
from imigrasi.domain.identifier import normalise
from imigrasi.domain.service import as_date


def tracking_request(body: dict[str, Any]) -> tuple[str, str]:
    """(application number, ISO birth date). Raises Unprocessable."""
    number, birth_date = body.get("application_id"), body.get("birth_date")
    faults = []
    if not isinstance(number, str) or not 0 < len(number) <= 40:
        faults.append(FieldFault("/application_id", "required"))
    if not isinstance(birth_date, str) or as_date(birth_date) is None:
        faults.append(FieldFault("/birth_date", "not_valid"))
    faults += [FieldFault(f"/{key}", "unknown_field") for key in body if key not in _FIELDS]
    if faults:
        raise Unprocessable(errors=tuple(faults))
    return normalise(str(number)), str(birth_date)


_FIELDS = ("application_id", "birth_date")
