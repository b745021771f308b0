"""What must be true of an applicant's data before it can be submitted. Every fault at once.

A NIK is 16 digits: 6 of the region of first registration (never rejected), then DDMMYY with 40 added
to the day for women, then 4 serial digits; it has no checksum (domain facts: Identity).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from imigrasi.domain.errors import FieldFault
from imigrasi.domain.service import Service, as_date, fits, is_date

REQUIRED = ("full_name", "birth_date", "birth_place", "sex", "phone", "address", "nationality")
ADULT_AGE = 17
_NIK = re.compile(r"\d{16}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{3}")
_PHONE = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)


def age_on(born: date, day: date) -> int:
    """Completed years on `day`; someone born on 29 February turns on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def nik_faults(nik: str, born: date | None, sex: str | None) -> list[str]:
    """Slugs for what in the NIK is impossible or contradicts birth date and sex."""
    if not _NIK.fullmatch(nik):
        return ["nik_not_16_digits"]
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    female = day > 40
    day -= 40 if female else 0
    if not any(is_date(century + year, month, day) for century in (1900, 2000)):
        return ["nik_date_impossible"]
    faults = []
    if born is not None and (born.day, born.month, born.year % 100) != (day, month, year):
        faults.append("birth_date_contradicts_nik")
    if sex in ("female", "male") and (sex == "female") != female:
        faults.append("sex_contradicts_nik")
    return faults


def applicant_faults(
    service: Service, applicant: dict[str, Any], answers: dict[str, Any], today: date
) -> list[FieldFault]:
    """Every fault of complete data; pointers below `/applicant` (and `/answers` where they clash)."""
    faults = [
        FieldFault(f"/applicant/{key}", "required") for key in REQUIRED if not str(applicant.get(key) or "").strip()
    ]
    born = as_date(str(applicant.get("birth_date") or ""))
    if applicant.get("birth_date") and (born is None or born > today or born.year < 1900):
        faults.append(FieldFault("/applicant/birth_date", "birth_date_impossible"))
        born = None
    faults += _identity_faults(applicant, born)
    if applicant.get("phone") and not _PHONE.fullmatch(applicant["phone"]):
        faults.append(FieldFault("/applicant/phone", "phone_not_valid"))
    faults += _age_faults(service, applicant, answers, born, today)
    return faults


def _identity_faults(applicant: dict[str, Any], born: date | None) -> list[FieldFault]:
    nationality = applicant.get("nationality")
    if nationality and not _COUNTRY.fullmatch(nationality):
        return [FieldFault("/applicant/nationality", "country_not_valid")]
    nik = applicant.get("nik")
    if not nik:
        return [FieldFault("/applicant/nik", "required")] if nationality == "IDN" else []
    slugs = nik_faults(nik, born, applicant.get("sex"))
    where = {"birth_date_contradicts_nik": "/applicant/birth_date", "sex_contradicts_nik": "/applicant/sex"}
    return [FieldFault(where.get(slug, "/applicant/nik"), slug) for slug in slugs]


def _age_faults(
    service: Service, applicant: dict[str, Any], answers: dict[str, Any], born: date | None, today: date
) -> list[FieldFault]:
    if born is None:
        return []
    age = age_on(born, today)
    married = applicant.get("marital_status") == "married"
    if age < service.minimum_age and not married:
        return [FieldFault("/applicant/birth_date", "too_young_for_service")]
    # PP 45/2024: ten years only from 17, or married.
    if answers.get("validity_years") == 10 and age < ADULT_AGE and not married:
        return [FieldFault("/answers/validity_years", "ten_years_needs_adult")]
    return []


def masked(applicant: dict[str, Any]) -> dict[str, Any]:
    """What may be shown without the key to personal data: enough to recognise, not to use."""
    shown: dict[str, Any] = {}
    for key, value in applicant.items():
        if key in ("sex", "marital_status") or (key == "nationality" and _COUNTRY.fullmatch(str(value))):
            shown[key] = value
        elif isinstance(value, dict):
            shown[key] = masked(value)
        elif key == "full_name":
            shown[key] = " ".join(_initial(part) for part in str(value).split())
        elif key in ("nik", "number", "phone"):
            shown[key] = _tail(value, 3)
        elif value:
            shown[key] = "•••"
    return shown


def _initial(word: str) -> str:
    return word[:1] + "•••"


def masked_answers(service: Service, answers: dict[str, Any]) -> dict[str, Any]:
    """Choices are shown as given; what the applicant typed is masked."""
    choices = {q.key: q for q in service.questions if q.kind in ("boolean", "integer_choice")}
    return {
        key: value if key in choices and fits(choices[key], value) else _tail(value, 2)
        for key, value in answers.items()
    }


def _tail(value: object, length: int) -> str:
    """The last symbols of a long number; of a short one they would be too much."""
    text = str(value)
    return "•••" + (text[-length:] if len(text) > 6 else "")
