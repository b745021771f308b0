"""The file for its owner, in one query; and only its version, for those who poll."""

from __future__ import annotations

from imigrasi.domain.application import Application
from imigrasi.usecases.access import authorised, authorised_file
from imigrasi.usecases.ports import ApplicationStore, File


def read_application(store: ApplicationStore, application_id: str, *, key: str) -> File:
    """Raises NotFound."""
    return authorised_file(store, application_id, key)


def known_version(store: ApplicationStore, application_id: str, *, key: str) -> Application:
    """Raises NotFound."""
    return authorised(store, application_id, key)
