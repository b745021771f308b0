"""What the use cases need from outside, as Protocols. Adapters fulfil them; tests use fakes or moto.

What goes through them are named tuples: every function loads this module, and frozen dataclasses cost it more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from imigrasi.domain.application import Application, Change
from imigrasi.domain.audit import Entry
from imigrasi.domain.document import Document
from imigrasi.domain.errors import Unprocessable
from imigrasi.domain.lifecycle import Stage
from imigrasi.domain.payment import Payment
from imigrasi.domain.service import Office, Service

if TYPE_CHECKING:
    from imigrasi.domain.gateway import Gateway
    from imigrasi.usecases.writes import Write


class EntryUnreadable(Exception):
    """A stored event is not one: somebody has been at it. `seq` is its place in the history."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"event {seq}")
        self.seq = seq


class File(NamedTuple):
    """Everything readable of one application: one partition, read in one query."""

    application: Application
    entries: tuple[Entry, ...]
    documents: tuple[Document, ...]
    payments: tuple[Payment, ...]


class Remembered(NamedTuple):
    """What a key that may be used once was used for."""

    body: str
    answer: str


class ApplicationStore(Protocol):
    """The integrated database. Reads are strongly consistent unless told otherwise."""

    def load(self, application_id: str) -> Application:
        """Raises NotFound."""
        ...

    def file(self, application_id: str) -> File:
        """The whole file, entries in order. Raises NotFound, EntryUnreadable."""
        ...

    def section(self, application_id: str, section: str) -> bytes | None:
        """The ciphertext of a sealed section."""
        ...

    def remembered(self, key: str) -> Remembered | None:
        """What `Once` wrote under `key`."""
        ...

    def commit(self, change: Change, *writes: Write) -> None:
        """All or nothing. Raises StaleVersion, AlreadyWritten, SlotFull."""
        ...


class Sealer(Protocol):
    """Personal data at rest; plaintext never leaves the caller's memory."""

    def seal(self, application_id: str, section: str, content: bytes) -> bytes: ...

    def unseal(self, application_id: str, section: str, ciphertext: bytes) -> bytes: ...


class Macs(Protocol):
    """Keyed digests that only the key service can make: 32 bytes each."""

    def access(self, *parts: str) -> bytes:
        """For application numbers and access keys."""
        ...

    def index(self, *parts: str) -> bytes:
        """For the blind index and birth checks."""
        ...


class Catalogue(Protocol):
    def service(self, code: str) -> Service:
        """Raises ServiceUnknown."""
        ...

    def office(self, code: str) -> Office:
        """Raises NotFound."""
        ...

    def holidays(self) -> Calendar: ...

    def gateway(self, code: str) -> Gateway:
        """Raises GatewayUnknown, also for one that is switched off."""
        ...

    def known_gateway(self, code: str) -> Gateway:
        """Also one that is switched off: what it owes is still asked for. Raises GatewayUnknown."""
        ...

    def gateways(self) -> tuple[Gateway, ...]:
        """Those switched on, in the order in which citizens are offered them."""
        ...


class Calendar(NamedTuple):
    """Days the office is closed, with the version it was computed from."""

    version: str
    days: frozenset[date]


class ServiceUnknown(Unprocessable):
    code = "service_unknown"
    title = "There is no such service."


class Policy(NamedTuple):
    """A presigned POST: where and with which form fields chunks may be sent."""

    url: str
    fields: dict[str, str]


class Piece(NamedTuple):
    """One stored chunk."""

    number: int
    size: int
    version: str


class UploadArea(Protocol):
    """Where chunks arrive, and where checked documents live."""

    def policy(self, document: Document) -> Policy: ...

    def received(self, document: Document) -> dict[int, int]:
        """Number of chunk → its bytes."""
        ...

    def pieces(self, document: Document) -> list[Piece]:
        """The newest version of each chunk, pinned."""
        ...

    def read(self, document: Document, piece: Piece) -> bytes: ...

    def promote(self, document: Document, content: bytes, content_type: str) -> tuple[str, str]:
        """Store what the check made of a document; its key and version id."""
        ...


class Workflow(Protocol):
    def start(self, application_id: str, round_: int, state: str) -> None:
        """Start the execution of this round; one that exists already is success."""
        ...

    def succeed(self, token: str) -> None:
        """Raises TokenDead."""
        ...

    def divert(self, token: str, name: str) -> None:
        """Raises TokenDead."""
        ...

    def is_dead(self, application_id: str, round_: int) -> bool:
        """Whether this round has no execution that still runs (failed, ended, or never started)."""
        ...

    def dead_rounds(self) -> Iterator[tuple[str, int]]:
        """(application_id, round) of executions that failed, timed out or were aborted."""
        ...


class TokenDead(Exception):
    """The workflow no longer waits for this token (timed out, already used, or its execution ended)."""


class TokenStore(Protocol):
    def register(self, application_id: str, stage: Stage, round_: int, token: str) -> bool:
        """Keep the token if the application still waits in this stage and round; else False."""
        ...

    def token(self, application_id: str, stage: Stage, round_: int) -> str | None: ...


class Outbox(Protocol):
    """Events to the bus. `relay` keeps an event's mark until the bus has taken it."""

    def publish(self, messages: Sequence[Message]) -> list[Message]:
        """Those the bus did not take."""
        ...


class Message(NamedTuple):
    """An event on its way out: ids only. `partition` and `sort` find its item again."""

    partition: str
    sort: str
    type: str
    detail: dict[str, Any]


class RescueQueue(Protocol):
    def ask(self, application_id: str, round_: int) -> None:
        """Have somebody look whether this round's execution is dead."""
        ...


class SlotBook(Protocol):
    def taken(self, office: str, days: Sequence[date]) -> dict[str, int]:
        """Slot → places taken."""
        ...


class RelayMarks(Protocol):
    def clear(self, message: Message) -> None:
        """Remove the mark of a relayed event; one already removed is success."""
        ...


class DueIndex(Protocol):
    """Everything that must happen later, by time."""

    def applications(self, at: datetime) -> Iterator[str]:
        """Numbers of applications for which something is due by `at`."""
        ...

    def unrelayed(self, before: datetime) -> Iterator[list[Message]]:
        """Events stored before `before` that still wait for the bus, in pages."""
        ...

    def unheard_payments(self, at: datetime) -> Iterator[Payment]:
        """Orders whose next question is due by `at`."""
        ...

    def overdue_scans(self, at: datetime) -> Iterator[tuple[str, str]]:
        """(application_id, document_id) of documents whose scan should be over by `at`."""
        ...

    def ask_again(self, order_id: str, at: datetime) -> bool:
        """Have it asked about at `at`. False for an order that has left the index: it stays out of it."""
        ...


class Attempts(Protocol):
    def take(self, name: str, allowed: int, at: datetime) -> bool:
        """Count an attempt before it is made; False when the hour's are used up."""
        ...

    def give_back(self, name: str) -> None: ...


class SentMarks(Protocol):
    def is_sent(self, application_id: str, seq: int) -> bool: ...

    def mark(self, application_id: str, seq: int, channel: str, at: datetime, until: datetime) -> None:
        """Note that the message went out, and how; forgotten after `until`."""
        ...


class Wording(NamedTuple):
    subject: str
    body: str
    short: str


class Wordings(Protocol):
    def message(self, event: str, language: str, application_id: str) -> Wording: ...


class Mailer(Protocol):
    def send(self, to: str, subject: str, body: str) -> None: ...


class TextSender(Protocol):
    def send(self, to: str, text: str) -> None: ...
