"""The citizen's own data: what is sealed, what is shown masked, what is still missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imigrasi.domain.applicant import applicant_faults, masked, masked_answers
from imigrasi.domain.application import Application
from imigrasi.domain.deadline import local_day
from imigrasi.domain.errors import FieldFault
from imigrasi.domain.service import Service, question_faults
from imigrasi.usecases.access import birth_check
from imigrasi.usecases.ports import ApplicationStore, Macs, Sealer
from imigrasi.usecases.writes import PutSection

#: Sections: `file` is everything the citizen gave; `contact` is all that notifications may read; `objection` holds the
#: grounds of one.
FILE, CONTACT, OBJECTION = "file", "contact", "objection"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Decrypted; never logged, never put in an event."""

    applicant: dict[str, Any]
    answers: dict[str, Any]

    def faults(self, service: Service, at: datetime) -> list[FieldFault]:
        """Everything that still stands between this data and a submission."""
        return applicant_faults(service, self.applicant, self.answers, local_day(at)) + question_faults(
            service, self.answers
        )


def read(store: ApplicationStore, sealer: Sealer, application: Application) -> PersonalData:
    ciphertext = store.section(application.id, FILE)
    if ciphertext is None:
        return PersonalData({}, {})
    content = json.loads(sealer.unseal(application.id, FILE, ciphertext))
    return PersonalData(content["applicant"], content["answers"])


def sealed_file(sealer: Sealer, application_id: str, data: PersonalData) -> PutSection:
    content = json.dumps({"applicant": data.applicant, "answers": data.answers}, separators=(",", ":"))
    return PutSection(FILE, sealer.seal(application_id, FILE, content.encode()))


def sealed_contact(sealer: Sealer, application: Application, data: PersonalData) -> PutSection:
    """Address of messages and the language they are written in; no name, no number of identity."""
    contact = {
        "email": data.applicant.get("email"),
        "phone": data.applicant.get("phone"),
        "language": application.language,
    }
    content = json.dumps(contact, separators=(",", ":")).encode()
    return PutSection(CONTACT, sealer.seal(application.id, CONTACT, content))


def shown(service: Service, data: PersonalData, macs: Macs, application_id: str, at: datetime) -> dict[str, Any]:
    """The application's attributes that follow from the data: masks, what is missing, the birth check."""
    born = data.applicant.get("birth_date")
    return {
        "masked_applicant": masked(data.applicant),
        "masked_answers": masked_answers(service, data.answers),
        "missing": tuple((fault.pointer, fault.code) for fault in data.faults(service, at)),
        "birth_check": birth_check(macs, application_id, born) if born else None,
    }
