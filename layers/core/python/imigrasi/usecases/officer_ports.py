"""What officers' views need from outside, as Protocols. All of it only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from imigrasi.domain.application import Application
from imigrasi.domain.document import Document
from imigrasi.usecases.task_ports import Task


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of a queue: an application's number, or a task's id. `cursor` is where the next page begins."""

    id: str
    due_at: datetime
    cursor: str


class OfficerQueue(Protocol):
    """The queues of an office, oldest due first. Keys only: what stands in them is read apart."""

    def waiting(self, office: str, queue: str, shards: int, limit: int, after: str | None) -> list[Waiting]: ...

    def applications(self, ids: Sequence[str]) -> dict[str, Application]:
        """Those that exist, by number."""
        ...

    def tasks(self, ids: Sequence[str]) -> dict[str, Task]:
        """Those that exist, by id."""
        ...


class FindingIndex(Protocol):
    """Blind index: the same file or person elsewhere, without knowing whose."""

    def same_file(self, document: Document) -> list[str]:
        """Numbers of other applications that handed in the very same file."""
        ...

    def same_person(self, application_id: str) -> dict[str, list[str]]:
        """Kind of number (nik, passport, phone) → other applications that gave the same."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that went out: which event's, when and how. Never to whom."""

    seq: int
    at: datetime | None
    channel: str | None


class SentMessages(Protocol):
    def sent(self, application_id: str) -> list[Sent]: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """A state of the workflow that an execution entered."""

    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """One execution of the workflow: the states it entered, in order."""

    name: str
    status: str
    started_at: datetime
    stopped_at: datetime | None
    visits: tuple[Visit, ...] = ()


class Executions(Protocol):
    def definition(self) -> dict[str, Any]:
        """The machine's ASL as deployed."""
        ...

    def recent(self, limit: int) -> list[Round]:
        """Executions last started, without their visits."""
        ...

    def round(self, application_id: str, number: int) -> Round | None:
        """One round with its visits; None when it was never started."""
        ...


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of a function, as its log tells. `outcome`: done, refused, failed or running."""

    function: str
    request_id: str
    at: datetime
    outcome: str
    what: str = ""
    milliseconds: int | None = None


class InvocationLog(Protocol):
    def invocations(self, function: str, since: datetime, until: datetime, limit: int) -> list[Invocation]:
        """The last `limit` runs in the span, newest first."""
        ...
