"""The applicant objects to a rejection, once, within the service's days. The grounds are sealed."""

from __future__ import annotations

from datetime import datetime

from imigrasi.domain.application import apply
from imigrasi.domain.audit import CITIZEN, Event
from imigrasi.domain.errors import Conflict
from imigrasi.domain.expiry import first_due, objection_ends_at
from imigrasi.domain.lifecycle import Command, Status
from imigrasi.usecases.access import authorised
from imigrasi.usecases.personal_data import OBJECTION
from imigrasi.usecases.ports import ApplicationStore, Catalogue, Sealer
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import PutSection


class ObjectionTooLate(Conflict):
    code = "objection_too_late"
    title = "The time to object is over."


def file_objection(
    store: ApplicationStore,
    sealer: Sealer,
    catalogue: Catalogue,
    application_id: str,
    *,
    grounds: str,
    key: str,
    at: datetime,
) -> str:
    """The status reached. Raises NotFound, IllegalMove, ObjectionTooLate."""

    def object_() -> str:
        before = authorised(store, application_id, key)
        if before.status is Status.OBJECTED:
            return before.status.value
        limits = catalogue.service(before.service).limits
        change = apply(
            before,
            Command.OBJECT,
            Event("ObjectionFiled", CITIZEN, fields=("grounds",)),
            at,
            due=first_due(Status.OBJECTED, limits, at, catalogue.holidays().days),
        )
        until = objection_ends_at(before, limits)
        if until is not None and at > until:
            raise ObjectionTooLate
        sealed = PutSection(OBJECTION, sealer.seal(before.id, OBJECTION, grounds.encode()))
        store.commit(change, sealed)
        return change.after.status.value

    return until_written(object_)
