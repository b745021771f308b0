"""On schedule: ask about every payment whose end has not been heard, and hold settlement files against the ledger."""

from typing import Any

from imigrasi.domain.statement import StatementRecord
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.logs import log
from imigrasi.entrypoint.metrics import billing_codes_left
from imigrasi.entrypoint.statement_wiring import READERS, desk
from imigrasi.entrypoint.sweeps import sweep
from imigrasi.usecases.compare_statement import compare_statement
from imigrasi.usecases.reconcile_payments import reconcile_payments


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    at = now()
    asked = reconcile_payments(wiring.due(), wiring.confirmations(), wiring.catalogue(), at=at)
    log.info("payments.reconciled", asked=asked)
    left = wiring.billing_codes().left()
    if left is not None:
        billing_codes_left(left, wiring.catalogue().known_gateway("simponi").codes_low, "simponi")

    def compare(record: StatementRecord) -> str:
        terms = wiring.catalogue().known_gateway(record.gateway)
        return compare_statement(desk(), terms, READERS[record.gateway], record, at=at)

    return {"asked": asked, **sweep("statements.compared", desk().statements.due(at), compare)}
