"""What citizens type, brought to the form it is stored in: phones as E.164, no stray spaces in numbers."""

from __future__ import annotations

import re
from typing import Any

from imigrasi.entrypoint.shapes import Save
from imigrasi.usecases.personal_data import PersonalData

_E164 = re.compile(r"^\+[1-9]\d{7,14}$", re.ASCII)
_SPACING = re.compile(r"[\s.\-]+")


def personal_data(saved: Save) -> PersonalData:
    """Absent fields are left out; a phone that is none stays as typed, for the citizen to correct."""
    applicant: dict[str, Any] = saved.applicant.model_dump(exclude_none=True)
    for holder in (applicant, applicant.get("guardian", {})):
        if "nik" in holder:
            holder["nik"] = _SPACING.sub("", holder["nik"])
    if "phone" in applicant:
        applicant["phone"] = e164(applicant["phone"])
    answers = {key: value for key, value in saved.answers.items() if value is not None}
    return PersonalData(applicant, answers)


def e164(phone: str) -> str:
    """A phone number in E.164, read as an Indonesian one unless it begins with `+`."""
    if _E164.match(phone):
        return phone
    import phonenumbers  # 40 ms at import, and most numbers arrive in E.164

    try:
        number = phonenumbers.parse(phone, "ID")
    except phonenumbers.NumberParseException:
        return phone
    if not phonenumbers.is_possible_number(number):
        return phone
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
