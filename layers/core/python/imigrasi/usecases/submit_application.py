"""Submit, for the first time or again after a return. All faults at once; the fee is fixed here."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from imigrasi.domain.application import Application, apply
from imigrasi.domain.audit import CITIZEN, Event
from imigrasi.domain.deadline import local_day
from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.errors import FieldFault, Unprocessable
from imigrasi.domain.expiry import first_due
from imigrasi.domain.lifecycle import Command, next_status
from imigrasi.domain.requirements import document_faults
from imigrasi.domain.service import Service, question_faults
from imigrasi.usecases.access import authorised_file
from imigrasi.usecases.personal_data import PersonalData, read
from imigrasi.usecases.ports import ApplicationStore, Catalogue, File, Macs, Sealer
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.start_application import KeyReused
from imigrasi.usecases.writes import AlreadyWritten, Once, PutFinding, Write

IDEMPOTENCY_LIFETIME = timedelta(hours=24)


class SubmissionIncomplete(Unprocessable):
    code = "submission_incomplete"
    title = "The application is not complete yet."


def submit_application(
    store: ApplicationStore,
    sealer: Sealer,
    macs: Macs,
    catalogue: Catalogue,
    application_id: str,
    *,
    key: str,
    idempotency_key: str,
    body: dict[str, Any],
    at: datetime,
) -> str:
    """The status reached. Raises NotFound, IllegalMove, SubmissionIncomplete with every fault, KeyReused."""

    def submit() -> str:
        file = authorised_file(store, application_id, key)
        before = file.application
        once = _once(before.id, idempotency_key, body, at)
        remembered = store.remembered(once.key)
        if remembered is not None:
            if remembered.body != once.body:
                raise KeyReused
            return remembered.answer
        status = next_status(before.status, Command.SUBMIT, before.circumstances)
        service = catalogue.service(before.service)
        data = read(store, sealer, before)
        faults = submission_faults(service, file, data, at, declared=body.get("declaration") is True)
        faults += _fee_faults(service, before, data)
        if faults:
            raise SubmissionIncomplete(errors=tuple(faults))
        change = apply(
            before,
            Command.SUBMIT,
            Event("ApplicationSubmitted", CITIZEN),
            at,
            round=before.round + 1,
            submitted_at=before.submitted_at or at,
            fee=before.fee if before.paid else service.fee_due(data.answers),
            due=first_due(status, service.limits, at, catalogue.holidays().days),
            returned_from=None,
            missing=(),  # masks and birth check follow from the saved data and stand as they are
            doubts=_doubts(service, data, at),
        )
        writes: list[Write] = [
            *findings(macs, before, file.documents, data),
            Once(once.key, once.body, change.after.status.value, once.expires_at),
        ]
        store.commit(change, *writes)
        return change.after.status.value

    try:
        return until_written(submit)
    except AlreadyWritten:  # the same request, at the same moment
        return until_written(submit)


def _once(application_id: str, idempotency_key: str, body: dict[str, Any], at: datetime) -> Once:
    digest = hashlib.sha256(f"{application_id}\nsubmission\n{idempotency_key}".encode()).hexdigest()
    return Once(digest, repr(sorted(body.items())), "", at + IDEMPOTENCY_LIFETIME)


def submission_faults(
    service: Service, file: File, data: PersonalData, at: datetime, *, declared: bool
) -> list[FieldFault]:
    """Every fault of the application as it stands: data, documents, declaration."""
    faults = data.faults(service, at) + document_faults(service, file.documents)
    if not declared:
        faults.append(FieldFault("/declaration", "declaration_required"))
    return faults


def _fee_faults(service: Service, before: Application, data: PersonalData) -> list[FieldFault]:
    """After payment the answers that fix the price can no longer change it."""
    if not before.paid or question_faults(service, data.answers):
        return []
    changed = service.fee_due(data.answers) != before.fee
    return [FieldFault("/answers", "fee_would_change")] if changed else []


def _doubts(service: Service, data: PersonalData, at: datetime) -> tuple[str, ...]:
    if not any(question.format and data.answers.get(question.key) for question in service.questions):
        return ()
    from imigrasi.domain.doubts import doubts_of  # few give what it reads; all pay for loading it

    return doubts_of(service, data.applicant, data.answers, local_day(at))


def findings(
    macs: Macs, application: Application, documents: tuple[Document, ...], data: PersonalData
) -> list[PutFinding]:
    """Blind-index rows that show officers the same person or the same file elsewhere."""
    numbers = {
        "nik": data.applicant.get("nik"),
        "passport": data.answers.get("old_passport_number") or (data.applicant.get("passport") or {}).get("number"),
        "phone": data.applicant.get("phone"),
    }
    marks = {purpose: macs.index(purpose, value).hex() for purpose, value in numbers.items() if value}
    rows = [PutFinding(f"PERSON#{mark}", f"APP#{application.id}") for mark in marks.values()]
    # The way back: who looks at this file finds its marks, without the numbers and without the key.
    if marks:
        own = ",".join(f"{purpose}:{mark}" for purpose, mark in marks.items())
        rows.append(PutFinding(f"APP#{application.id}", f"SAME#{own}"))
    rows += [
        PutFinding(f"FILE#{document.sha256}", f"DOC#{application.id}#{document.document_id}")
        for document in documents
        if document.status is DocumentStatus.ACCEPTED
    ]
    return rows
