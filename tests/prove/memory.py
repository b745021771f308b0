"""The store, the key service and the catalogue in memory, for histories too long for a simulated AWS.

One dictionary, one lock: a commit checks every condition, then writes everything.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.domain.application import Application, Change
from imigrasi.domain.audit import Entry
from imigrasi.domain.document import Document
from imigrasi.domain.errors import NotFound, StaleVersion
from imigrasi.domain.lifecycle import Path
from imigrasi.domain.payment import Notice, Payment
from imigrasi.domain.service import Office, Service
from imigrasi.usecases.ports import Calendar, File, LedgerRow, Remembered
from imigrasi.usecases.writes import (
    AlreadyWritten,
    FreeSlot,
    Once,
    PutDocument,
    PutFinding,
    PutLedger,
    PutPayment,
    PutSection,
    PutTask,
    SlotFull,
    TakeSlot,
    Write,
)


class MemoryStore:
    """ApplicationStore, PaymentStore and Enumeration."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.applications: dict[str, Application] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.items: dict[tuple[str, str], Any] = {}
        self.slots: dict[tuple[str, str], set[str]] = {}
        self.claims: dict[str, datetime] = {}

    def load(self, application_id: str) -> Application:
        if application_id not in self.applications:
            raise NotFound
        return self.applications[application_id]

    def file(self, application_id: str) -> File:
        with self.lock:
            application = self.load(application_id)
            documents = tuple(self._of(f"DOC#{application_id}", Document))
            payments = tuple(self._of(f"PAY#{application_id}", Payment))
            return File(application, tuple(self.entries[application_id]), documents, payments)

    def section(self, application_id: str, section: str) -> bytes | None:
        found: bytes | None = self.items.get((f"SEALED#{application_id}", section))
        return found

    def remembered(self, key: str) -> Remembered | None:
        found: Remembered | None = self.items.get(("IDEM", key))
        return found

    def commit(self, change: Change, *writes: Write) -> None:
        with self.lock:
            known = self.applications.get(change.after.id)
            if (known and known.version) != (change.before and change.before.version):
                raise StaleVersion
            for write in writes:
                self._refuse(change.after.id, write)
            for write in writes:
                self._write(change.after.id, write)
            self.applications[change.after.id] = change.after
            self.entries.setdefault(change.after.id, []).extend(change.entries)

    def order(self, order_id: str) -> Payment:
        payment: Payment | None = self.items.get(("ORDER", order_id))
        if payment is None:
            raise NotFound
        return payment

    def keep_notice(self, notice: Notice, digest: str, body: bytes, at: datetime) -> None:
        self.items[f"NOTICE#{notice.order_id}", digest] = body

    def claim_confirmation(self, order_id: str, at: datetime, until: datetime) -> bool:
        with self.lock:
            if self.claims.get(order_id, at) > at:
                return False
            self.claims[order_id] = until
            return True

    def release_confirmation(self, order_id: str) -> None:
        self.claims.pop(order_id, None)

    def application_ids(self) -> Iterator[str]:
        yield from self.applications

    def paid_applications(self) -> Iterator[str]:
        yield from (each.id for each in self.applications.values() if each.paid)

    def ledger_rows(self) -> Iterator[LedgerRow]:
        for (partition, _), entry in self.items.items():
            if partition == "LEDGER":
                for side, account in (("DEBIT", entry.debit), ("CREDIT", entry.credit)):
                    yield LedgerRow(
                        entry.gateway_payment_id, entry.entry, entry.application_id, side, account, entry.amount
                    )

    def _of(self, partition: str, kind: type[Any]) -> list[Any]:
        return [value for (found, _), value in self.items.items() if found == partition and isinstance(value, kind)]

    def _refuse(self, application_id: str, write: Write) -> None:
        if isinstance(write, TakeSlot):
            taken = self.slots.get((write.office, write.slot), set())
            if len(taken) >= write.capacity:
                raise SlotFull
        elif (
            getattr(write, "new", isinstance(write, Once | PutLedger))
            and self._key(application_id, write) in self.items
        ):
            raise AlreadyWritten

    def _key(self, application_id: str, write: Write) -> tuple[str, str]:
        match write:
            case PutSection(section, _):
                return f"SEALED#{application_id}", section
            case PutDocument(document):
                return f"DOC#{application_id}", document.document_id
            case PutPayment(payment):
                return f"PAY#{application_id}", payment.order_id
            case PutLedger(entry):
                return "LEDGER", f"{entry.gateway_payment_id}#{entry.entry}"
            case PutTask(task_id):
                return "TASK", task_id
            case PutFinding(partition, sort):
                return partition, sort
            case Once(key):
                return "IDEM", key
        raise TypeError(type(write).__name__)

    def _write(self, application_id: str, write: Write) -> None:
        match write:
            case TakeSlot(office, slot):
                self.slots.setdefault((office, slot), set()).add(application_id)
            case FreeSlot(office, slot):
                self.slots.get((office, slot), set()).discard(application_id)
            case PutSection(_, ciphertext):
                self.items[self._key(application_id, write)] = ciphertext
            case PutDocument(document):
                self.items[self._key(application_id, write)] = document
            case PutPayment(payment):
                self.items[self._key(application_id, write)] = payment
                self.items["ORDER", payment.order_id] = payment
            case PutLedger(entry):
                self.items[self._key(application_id, write)] = entry
            case Once(_, body, answer):
                self.items[self._key(application_id, write)] = Remembered(body, answer)
            case _:
                self.items[self._key(application_id, write)] = write


def _only_once(write: Write) -> bool:
    return isinstance(write, Once | PutLedger) or bool(getattr(write, "new", False))


class PlainSealer:
    """Seals nothing: what is sealed is another row's business."""

    def seal(self, application_id: str, section: str, content: bytes) -> bytes:
        return content

    def unseal(self, application_id: str, section: str, ciphertext: bytes) -> bytes:
        return ciphertext


class PlainMacs:
    """Digests without a key."""

    def access(self, *parts: str) -> bytes:
        return hashlib.sha256("\n".join(("access", *parts)).encode()).digest()

    def index(self, *parts: str) -> bytes:
        return hashlib.sha256("\n".join(("index", *parts)).encode()).digest()


class AnyCatalogue:
    """The real catalogue, its one service offered on either path and with or without a second approval."""

    def __init__(self, path: Path, *, second_approval: bool) -> None:
        self._real = FileCatalogue()
        self._path = path
        self._second = second_approval

    def service(self, code: str) -> Service:
        service = self._real.service(code)
        return replace(service, path=self._path, second_approval=self._second)

    def office(self, code: str) -> Office:
        return self._real.office(code)

    def holidays(self) -> Calendar:
        return self._real.holidays()
