"""The settlement files last received, gateway by gateway, with what they brought and where they differ."""

from __future__ import annotations

from dataclasses import dataclass

from imigrasi.domain.statement import StatementRecord
from imigrasi.usecases.ports import Catalogue
from imigrasi.usecases.statement_ports import StatementStore

SHOWN = 10


@dataclass(frozen=True, slots=True)
class GatewayStatements:
    gateway: str
    statements: tuple[StatementRecord, ...]


def view_statements(store: StatementStore, catalogue: Catalogue) -> tuple[GatewayStatements, ...]:
    """Newest first."""
    return tuple(
        GatewayStatements(gateway.code, tuple(store.recent(gateway.code, SHOWN))) for gateway in catalogue.gateways()
    )
