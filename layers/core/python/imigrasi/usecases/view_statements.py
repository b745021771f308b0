"""The settlement files last received, gateway by gateway, and the report on one of them."""

from __future__ import annotations

import csv
from typing import NamedTuple

from imigrasi.domain.errors import NotFound
from imigrasi.domain.statement import StatementRecord
from imigrasi.usecases.ports import Catalogue
from imigrasi.usecases.statement_ports import StatementFiles, StatementStore

SHOWN = 8
#: More than this is work for a spreadsheet.
FINDINGS = 100


class GatewayStatements(NamedTuple):
    gateway: str
    statements: tuple[StatementRecord, ...]


class Finding(NamedTuple):
    """A line of a report, as it stands there."""

    code: str
    row: str
    kind: str
    gateway_payment_id: str
    order_id: str
    stated: str
    booked: str


class StatementReport(NamedTuple):
    """`left_out`: how many more findings the report has."""

    record: StatementRecord
    findings: tuple[Finding, ...]
    left_out: int


def view_statements(store: StatementStore, catalogue: Catalogue) -> tuple[GatewayStatements, ...]:
    """Newest first."""
    return tuple(
        GatewayStatements(gateway.code, tuple(store.recent(gateway.code, SHOWN))) for gateway in catalogue.gateways()
    )


def view_statement(store: StatementStore, files: StatementFiles, gateway: str, digest: str) -> StatementReport:
    """Raises NotFound."""
    record = store.record(gateway, digest)
    if record is None:
        raise NotFound
    if record.report is None:
        return StatementReport(record, (), 0)
    written = files.read(record.report, None).content.decode()
    _heading, *lines = csv.reader(written.splitlines())
    return StatementReport(record, tuple(Finding(*line) for line in lines[:FINDINGS]), max(0, len(lines) - FINDINGS))
