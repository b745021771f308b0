"""What an officer should look at: where the zone of the old passport does not fit itself or the rest of the form.

None of it stands in the way of a submission: people mistype, names are spelt in many ways, data change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from imigrasi.domain.mrz import Mrz, MrzUnreadable, read_mrz, suggested
from imigrasi.domain.service import Service, as_date
from imigrasi.domain.transliteration import is_same_name

#: Everything that may be said, as officers have words for it.
DOUBTS = (
    *"mrz_unreadable mrz_no_passport mrz_characters mrz_date mrz_look_alike".split(),
    *"mrz_check_number mrz_check_birth mrz_check_expiry mrz_check_optional mrz_check_composite".split(),
    *"mrz_number_differs mrz_expiry_differs mrz_country_differs mrz_nationality_differs".split(),
    *"mrz_birth_date_differs mrz_sex_differs mrz_name_differs".split(),
)
_APART = re.compile(r"[\s.\-]+")
#: The one state whose code is shorter than ISO 3166 has it (part 3, section 5).
_LONGER = {"D": "DEU"}


def doubts_of(service: Service, applicant: dict[str, Any], answers: dict[str, Any], today: date) -> tuple[str, ...]:
    """Slugs, without anything of what was typed. None where no zone was given."""
    typed = next((answers[q.key] for q in service.questions if q.format == "mrz" and answers.get(q.key)), None)
    if typed is None:
        return ()
    try:
        zone = read_mrz(str(typed), today)
    except MrzUnreadable:
        return ("mrz_unreadable",)
    return tuple(dict.fromkeys([*_faults(zone, today), *_differences(zone, applicant, answers)]))


def _faults(zone: Mrz, today: date) -> Iterator[str]:
    if not zone.code.startswith("P"):
        yield "mrz_no_passport"
    for fault in zone.faults:
        yield f"mrz_check_{fault.field}" if fault.code == "check_digit" else f"mrz_{fault.code}"
    if zone.faults and suggested(zone, today):
        yield "mrz_look_alike"


def _differences(zone: Mrz, applicant: dict[str, Any], answers: dict[str, Any]) -> Iterator[str]:
    """Only where both sides say something."""
    passport = applicant.get("passport") or {}
    number = _APART.sub("", str(answers.get("old_passport_number") or passport.get("number") or "")).upper()
    if number and number != zone.number:
        yield "mrz_number_differs"
    expires = as_date(str(passport.get("expires_on") or ""))
    if expires and not zone.expires.fits(expires):
        yield "mrz_expiry_differs"
    if passport.get("country") and passport["country"] != _LONGER.get(zone.issuer, zone.issuer):
        yield "mrz_country_differs"
    nationality = applicant.get("nationality")
    if nationality and nationality != _LONGER.get(zone.nationality, zone.nationality):
        yield "mrz_nationality_differs"
    born = as_date(str(applicant.get("birth_date") or ""))
    if born and not zone.born.fits(born):
        yield "mrz_birth_date_differs"
    if zone.sex and applicant.get("sex") not in (None, zone.sex):
        yield "mrz_sex_differs"
    name = str(applicant.get("full_name") or "")
    if name and is_same_name(name, f"{zone.surname} {zone.given_names}", truncated=zone.truncated) is False:
        yield "mrz_name_differs"
