"""One execution of a runbook decides once: run again, it is answered as the first time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from imigrasi.domain.errors import Fault
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import AlreadyWritten, Once

#: An execution id is remembered far longer than Systems Manager keeps an execution running.
EXECUTION_LIFETIME = timedelta(days=30)


def mark(execution_id: str, answer: str, at: datetime) -> Once:
    """To be written together with the decision."""
    return Once(_key(execution_id), "", answer, at + EXECUTION_LIFETIME)


def decided_once(store: ApplicationStore, execution_id: str, decide: Callable[[], str]) -> str:
    """What `decide` answers, which loads, decides and commits with `mark`; its first answer for a repeat."""
    try:
        return until_written(decide)
    except (AlreadyWritten, Fault):
        # Asked only now, as a repeat is rare: what refused it may be what it did the first time.
        done = store.remembered(_key(execution_id))
        if done is None:
            raise
        return done.answer


def _key(execution_id: str) -> str:
    return f"execution\n{execution_id}"
