"""The workflow of an application, round by round, over the machine it runs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imigrasi.usecases.officer_ports import Executions, Round
from imigrasi.usecases.ports import ApplicationStore

RECENT = 12


@dataclass(frozen=True, slots=True)
class Workflows:
    """`rounds` newest first; without an application, the executions last started and no visits."""

    definition: dict[str, Any]
    rounds: tuple[Round, ...]


def view_executions(store: ApplicationStore, executions: Executions, application_id: str | None) -> Workflows:
    """Raises NotFound for an application that is unknown."""
    if application_id is None:
        return Workflows(executions.definition(), tuple(executions.recent(RECENT)))
    application = store.load(application_id)
    numbers = range(application.round, 0, -1)
    rounds = (executions.round(application_id, number) for number in numbers)
    return Workflows(executions.definition(), tuple(found for found in rounds if found is not None))
