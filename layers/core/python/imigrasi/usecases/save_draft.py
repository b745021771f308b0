"""Replace the data of a draft or of a returned application. Writes no event: a draft is the citizen's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import Application, touch
from imigrasi.domain.errors import Conflict, PreconditionFailed, StaleVersion
from imigrasi.domain.expiry import first_due
from imigrasi.domain.lifecycle import EDITABLE
from imigrasi.usecases.access import authorised
from imigrasi.usecases.personal_data import PersonalData, sealed_contact, sealed_file, shown
from imigrasi.usecases.ports import ApplicationStore, Catalogue, Macs, Sealer
from imigrasi.usecases.retrying import until_written


class NotEditable(Conflict):
    code = "not_editable"
    title = "The data of this application can no longer be changed."


def save_draft(
    store: ApplicationStore,
    sealer: Sealer,
    macs: Macs,
    catalogue: Catalogue,
    application_id: str,
    data: PersonalData,
    *,
    key: str,
    data_version: int,
    at: datetime,
) -> Application:
    """The saved application. Raises NotFound, NotEditable, PreconditionFailed (edited elsewhere)."""

    def save() -> Application:
        before = authorised(store, application_id, key)
        if before.status not in EDITABLE:
            raise NotEditable
        if before.data_version != data_version:
            raise PreconditionFailed
        service = catalogue.service(before.service)
        after = replace(
            before,
            data_version=before.data_version + 1,
            due=first_due(before.status, service.limits, at, frozenset()),
            warned=False,
            **shown(service, data, macs, before.id, at),
        )
        writes = [sealed_file(sealer, before.id, data)]
        if _has_contact(before) or _has_contact(after):
            writes.append(sealed_contact(sealer, after, data))
        change = touch(before, after)
        store.commit(change, *writes)
        return change.after

    try:
        return until_written(save)
    except StaleVersion as lost:
        raise PreconditionFailed from lost


def _has_contact(application: Application) -> bool:
    """Masks tell whether there is a contact, not whether it changed: an old address must not be written to."""
    return bool(application.masked_applicant.keys() & {"phone", "email"})
