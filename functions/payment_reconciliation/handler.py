"""On schedule: ask about every payment whose end has not been heard."""

from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.logs import log
from imigrasi.usecases.reconcile_payments import reconcile_payments


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    asked = reconcile_payments(wiring.due(), wiring.confirmations(), wiring.catalogue(), at=now())
    log.info("payments.reconciled", asked=asked)
    return {"asked": asked}
