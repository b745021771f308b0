"""The report on a settlement file, as CSV: lines that do not count, and where file and ledger differ."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from imigrasi.domain.deadline import local_day
from imigrasi.domain.statement import Difference, StatementRecord
from imigrasi.usecases.payment_ports import Statement

COLUMNS = ("finding", "row", "kind", "gateway_payment_id", "order_id", "stated", "booked")


def report_key(record: StatementRecord) -> str:
    """Where it lies in the bucket: `reports/<gateway>/<day received>-<digest>.csv`."""
    return f"reports/{record.gateway}/{local_day(record.received_at)}-{record.digest[:12]}.csv"


def statement_report(statement: Statement, record: StatementRecord, differences: Sequence[Difference]) -> bytes:
    """Amounts in whole rupiah. Nothing of a line that could not be read is repeated."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for row, code in sorted((*statement.faults, *record.faults)):
        writer.writerow((code, row, "", "", "", "", ""))
    for found in differences:
        kind, payment = found.movement
        writer.writerow((found.code.value, "", kind, payment, found.order_id, found.stated, found.booked))
    return written.getvalue().encode()
