"""The last runs of a function, and how each ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from imigrasi.usecases.officer_ports import Invocation, InvocationLog

SHOWN = 15


@dataclass(frozen=True, slots=True)
class Runs:
    functions: tuple[str, ...]
    chosen: str | None
    invocations: tuple[Invocation, ...]


def view_invocations(
    log: InvocationLog, functions: Sequence[str], chosen: str | None, *, since: datetime, until: datetime
) -> Runs:
    """Of one function, or of all of them mixed. A name that is not among `functions` chooses none."""
    picked = [chosen] if chosen in functions else list(functions)
    found = [run for function in picked if function for run in log.invocations(function, since, until, SHOWN)]
    found.sort(key=lambda run: run.at, reverse=True)
    return Runs(tuple(functions), chosen if chosen in functions else None, tuple(found[:SHOWN]))
