"""The citizen withdraws. Repeating it is no fault: the wish is fulfilled."""

from __future__ import annotations

from datetime import datetime

from imigrasi.domain.application import apply
from imigrasi.domain.audit import CITIZEN, Event
from imigrasi.domain.lifecycle import Command, Status
from imigrasi.domain.retention import retention_due
from imigrasi.usecases.access import authorised
from imigrasi.usecases.ports import ApplicationStore, Catalogue
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import FreeSlot


def withdraw_application(
    store: ApplicationStore, catalogue: Catalogue, application_id: str, *, key: str, at: datetime
) -> str:
    """The status reached. Raises NotFound, IllegalMove."""

    def withdraw() -> str:
        before = authorised(store, application_id, key)
        if before.status is Status.WITHDRAWN:
            return before.status.value
        kept = retention_due(Status.WITHDRAWN, catalogue.service(before.service), at)
        told = Event("ApplicationWithdrawn", CITIZEN)
        change = apply(before, Command.WITHDRAW, told, at, appointment=None, due=kept)
        booked = before.appointment
        store.commit(change, *([FreeSlot(booked.office, booked.slot)] if booked else []))
        return change.after.status.value

    return until_written(withdraw)
