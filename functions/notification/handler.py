"""Citizens hear what happened and what comes next."""

from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.usecases.notify_citizen import notify_citizen


def notify(message: dict[str, Any]) -> str:
    found = message["detail"]
    return notify_citizen(
        wiring.applications(),
        wiring.sealer(),
        wiring.sent_marks(),
        wiring.wordings(),
        wiring.mailer(),
        wiring.texts(),
        found["application_id"],
        found["seq"],
        message["detail-type"],
        at=now(),
    )


handler = queue_function("citizen.notified", notify)
