"""The full data, for its owner to edit on another device. Recorded as the owner's own access."""

from __future__ import annotations

from imigrasi.domain.application import Application
from imigrasi.usecases.access import authorised
from imigrasi.usecases.personal_data import PersonalData, read
from imigrasi.usecases.ports import ApplicationStore, Sealer


def read_draft(
    store: ApplicationStore, sealer: Sealer, application_id: str, *, key: str
) -> tuple[Application, PersonalData]:
    """Raises NotFound."""
    application = authorised(store, application_id, key)
    return application, read(store, sealer, application)
