"""Start a draft. The same Idempotency-Key gives the same number and the same access key, at any age.

Nothing secret is stored for that: number and key are derived from it by the key service, and the
conditional write decides who was first.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

from imigrasi.domain.application import Application, record
from imigrasi.domain.audit import CITIZEN, Event, canonical
from imigrasi.domain.errors import NotFound, StaleVersion, Unprocessable
from imigrasi.domain.expiry import ends_at, first_due
from imigrasi.domain.identifier import application_number
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.service import Service
from imigrasi.usecases.access import access_key, key_hash
from imigrasi.usecases.personal_data import PersonalData, sealed_contact, sealed_file, shown
from imigrasi.usecases.ports import ApplicationStore, Catalogue, Macs, Sealer
from imigrasi.usecases.retrying import until_written


class KeyReused(Unprocessable):
    code = "idempotency_key_reused"
    title = "This Idempotency-Key was already used for another request."


@dataclass(frozen=True, slots=True)
class Started:
    """The answer to a start: the only moment the access key is shown."""

    application: Application
    access_key: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Start:
    """What a citizen sends. `body` is the whole request, for telling a repeat from a reuse."""

    service: str
    language: str
    channel: str
    data: PersonalData
    body: dict[str, Any]


def start_application(
    store: ApplicationStore,
    sealer: Sealer,
    macs: Macs,
    catalogue: Catalogue,
    request: Start,
    *,
    idempotency_key: str,
    office: str,
    at: datetime,
) -> Started:
    """Raises ServiceUnknown, KeyReused."""
    service = catalogue.service(request.service)
    creation_key = hashlib.sha256(idempotency_key.encode()).hexdigest()[:32]
    creation_body = hmac.new(idempotency_key.encode(), canonical(request.body), "sha256").hexdigest()[:32]
    for attempt in count():
        application_id = application_number(macs.access("application", idempotency_key, str(attempt)))
        if application_id is None:
            continue
        existing = _existing(store, application_id)
        key = access_key(macs, application_id, 1)
        if existing is None:
            draft = Application(
                id=application_id,
                service=service.code,
                catalogue_version=service.catalogue_version,
                office=office,
                path=service.path,
                status=Status.DRAFT,
                language=request.language,
                channel=request.channel,
                created_at=at,
                creation_key=creation_key,
                creation_body=creation_body,
                key_hash=key_hash(key),
                second_approval=service.second_approval,
                due=first_due(Status.DRAFT, service.limits, at, frozenset()),
                **shown(service, request.data, macs, application_id, at),
            )
            existing = _written(store, sealer, draft, request.data, at)
        if existing.creation_key != creation_key:
            continue  # somebody else's number: derive the next
        if existing.creation_body != creation_body:
            raise KeyReused
        return _answer(existing, service, key)
    raise AssertionError("count() never ends")


def _existing(store: ApplicationStore, application_id: str) -> Application | None:
    try:
        return store.load(application_id)
    except NotFound:
        return None


def _written(
    store: ApplicationStore, sealer: Sealer, draft: Application, data: PersonalData, at: datetime
) -> Application:
    """The draft, or what a concurrent request wrote under its number."""
    change = record(draft, draft, Event("ApplicationStarted", CITIZEN), at)
    writes = [sealed_file(sealer, draft.id, data)]
    if data.applicant.get("phone") or data.applicant.get("email"):
        writes.append(sealed_contact(sealer, draft, data))

    def write() -> Application:
        try:
            store.commit(replace(change, before=None), *writes)
        except StaleVersion:
            existing = _existing(store, draft.id)
            if existing is None:
                raise  # in conflict with a request that has not written yet: again
            return existing
        return change.after

    return until_written(write)


def _answer(application: Application, service: Service, key: str) -> Started:
    """The answer as it was the first time, however far the application has come since."""
    as_started = replace(
        application,
        status=Status.DRAFT,
        version=1,
        data_version=1,
        due=first_due(Status.DRAFT, service.limits, application.created_at, frozenset()),
    )
    return Started(as_started, key, ends_at(as_started, service.limits))
