"""Officers' tasks outside one application's own stage, as Protocols."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol


class TaskKind(StrEnum):
    """Each has its queue."""

    SUSPENSE = "suspense"
    REFUND = "refund"  # to be approved
    PAYOUT = "payout"  # approved, and to be paid by hand
    CHARGEBACK = "chargeback"
    DIFFERENCE = "difference"
    UNKNOWN_CODE = "unknown_code"
    DISPUTE = "dispute"


#: What is done about these is done elsewhere, and then they are closed by hand; the rest are closed by what ends them.
CLOSED_BY_HAND = frozenset({TaskKind.CHARGEBACK, TaskKind.DIFFERENCE, TaskKind.UNKNOWN_CODE})


class Task(NamedTuple):
    """`application_id` and `order_id` are empty where it is about none."""

    task_id: str
    kind: str
    application_id: str
    order_id: str
    closed: bool


class TaskStore(Protocol):
    def task(self, task_id: str) -> Task:
        """Raises NotFound."""
        ...

    def close(self, task_id: str, officer: str, execution_id: str, at: datetime) -> None:
        """One that is about no application: those are closed in its history."""
        ...
