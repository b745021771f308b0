"""Status by number and birth date: nothing personal, and five wrong guesses an hour per number."""

from __future__ import annotations

import hmac
from datetime import datetime

from imigrasi.domain.application import Application
from imigrasi.domain.errors import NotFound, TooMany
from imigrasi.usecases.access import birth_check, number
from imigrasi.usecases.ports import ApplicationStore, Attempts, Macs

#: Failures an hour per number, existing or not.
ALLOWED_FAILURES = 5


def track_application(
    store: ApplicationStore,
    attempts: Attempts,
    macs: Macs,
    application_id: str,
    birth_date: str,
    *,
    at: datetime,
) -> Application:
    """Raises TooMany, NotFound (the same for an unknown number and a wrong date)."""
    application_id = number(application_id)
    if not attempts.take(application_id, ALLOWED_FAILURES, at):
        raise TooMany(retry_after=3600)
    given = birth_check(macs, application_id, birth_date)
    try:
        application = store.load(application_id)
    except NotFound:
        hmac.compare_digest(given, "0" * 32)
        raise
    if application.birth_check is None or not hmac.compare_digest(given, application.birth_check):
        raise NotFound
    attempts.give_back(application_id)
    return application
