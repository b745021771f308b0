"""Everything that may be written in one transaction beside the application and its events.

Named tuples: nine frozen dataclasses take six times as long to be made, at every cold start of a writer.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from imigrasi.domain.document import Document
from imigrasi.domain.errors import Conflict
from imigrasi.domain.ledger import LedgerEntry
from imigrasi.domain.payment import Payment

if TYPE_CHECKING:
    from imigrasi.domain.receipt import Receipt
    from imigrasi.domain.refund import Refund


class AlreadyWritten(Exception):
    """A put-if-absent found its item there: this very thing has been done before."""


class SlotFull(Conflict):
    code = "slot_full"
    title = "This time has just been taken. Choose another."


class PutSection(NamedTuple):
    """A sealed section of personal data (ciphertext as the key service returned it)."""

    section: str
    ciphertext: bytes


class PutDocument(NamedTuple):
    """`new`: only if absent. `relay`: an event type to be relayed with the document's ids."""

    document: Document
    new: bool = False
    relay: str | None = None


class PutPayment(NamedTuple):
    """The payment as shown and its order, together. `poll_at`: when reconciliation asks about it."""

    payment: Payment
    new: bool = False
    poll_at: datetime | None = None


class ShowShare(NamedTuple):
    """A share of a group's order as its application shows it. Its place among the orders stays as it is."""

    payment: Payment


class PutLedger(NamedTuple):
    """A balanced entry, once: raises AlreadyWritten the second time."""

    entry: LedgerEntry


class PutRefund(NamedTuple):
    """A refund beside its order. `new`: only if absent, raises AlreadyWritten the second time."""

    refund: Refund
    new: bool = False


class PutReceipt(NamedTuple):
    """A receipt, once: raises AlreadyWritten where its code is taken."""

    receipt: Receipt


class RevokeReceipt(NamedTuple):
    """The receipt stays on record, and is no longer valid."""

    code: str
    at: datetime


class PutTask(NamedTuple):
    """A task for an officer outside one application's own stage, once: raises AlreadyWritten the second time.

    `kind` names its queue (`task_ports.TaskKind`). `application_id` and `order_id` may be empty: it is about none.
    """

    task_id: str
    kind: str
    office: str
    application_id: str
    at: datetime
    order_id: str = ""


class CloseTask(NamedTuple):
    """A task that is done leaves its queue and stays on record. One that is closed already, or never was, may be."""

    task_id: str
    at: datetime


class PutFinding(NamedTuple):
    """A blind-index row: `partition` is `PERSON#<hmac>` or `FILE#<sha256>`."""

    partition: str
    sort: str


class Once(NamedTuple):
    """A key that may be used once: idempotency keys and execution ids. Raises AlreadyWritten."""

    key: str
    body: str
    answer: str
    expires_at: datetime


class TakeSlot(NamedTuple):
    """A place in an office's slot, up to `capacity`. Raises SlotFull."""

    office: str
    slot: str
    capacity: int


class FreeSlot(NamedTuple):
    office: str
    slot: str


class UseOpening(NamedTuple):
    """A code that opens a file, by its digest, is used up. Raises AlreadyWritten when it was, or has expired."""

    digest: str
    at: datetime


Write = (
    PutSection
    | PutDocument
    | PutPayment
    | ShowShare
    | PutLedger
    | PutRefund
    | PutReceipt
    | RevokeReceipt
    | PutTask
    | CloseTask
    | PutFinding
    | Once
    | TakeSlot
    | FreeSlot
    | UseOpening
)
