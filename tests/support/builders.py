"""Objects of the domain as tests want them: valid by default, changed by keyword."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.domain.application import Application, Change, record
from imigrasi.domain.audit import CITIZEN, Actor, ActorKind, Entry, Event
from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.lifecycle import Path, Status
from imigrasi.domain.payment import GatewayPayment, Payment, PaymentStatus
from imigrasi.domain.service import Service
from imigrasi.usecases.access import key_hash
from imigrasi.usecases.ports import File

#: A Tuesday, 10:00 in Jakarta.
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NUMBER = "LBG-0000-0000-0"
ACCESS_KEY = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FEE = 650_000


def service() -> Service:
    """The passport renewal as the catalogue has it."""
    return FileCatalogue().service("passport-renewal")


def draft(**changes: Any) -> Application:
    """An application nobody has submitted; its key is ACCESS_KEY."""
    plain = Application(
        id=NUMBER,
        service="passport-renewal",
        catalogue_version="2026-11-24",
        office="lebong",
        path=Path.STANDARD,
        status=Status.DRAFT,
        language="id",
        channel="web",
        created_at=NOW,
        creation_key="k" * 32,
        creation_body="b" * 32,
        key_hash=key_hash(ACCESS_KEY),
    )
    return replace(plain, **changes)


def submitted(status: Status = Status.SUBMITTED, **changes: Any) -> Application:
    """An application in its first round, with its fee fixed."""
    return draft(status=status, round=1, submitted_at=NOW, fee=FEE, **changes)


def stored(application: Application, *more: Event) -> Change:
    """The application with a beginning to its history, to be written as new."""
    at, current = application.created_at, application
    entries: list[Entry] = []
    for event in (Event("ApplicationStarted", CITIZEN), *more):
        change = record(current, current, event, at)
        entries += change.entries
        current = change.after
    return Change(None, current, tuple(entries))


def history(length: int, application_id: str = NUMBER) -> tuple[list[Entry], Application]:
    """A chain of `length` entries and the application whose head vouches for it."""
    current = draft(id=application_id)
    entries: list[Entry] = []
    for number in range(length):
        event = Event(
            f"Event{number % 5}",
            Actor(ActorKind.OFFICER, "budi"),
            reason_code="verified" if number % 2 else None,
            fields=("applicant",) if number % 3 else (),
            ids={"order_id": f"{application_id}-{number}"},
        )
        change = record(current, current, event, NOW + timedelta(seconds=number))
        entries += change.entries
        current = change.after
    return entries, current


def document(content: bytes = b"", **changes: Any) -> Document:
    """A JPEG announced with the size and hash of `content`, in chunks of 64 KiB, being checked."""
    announced: dict[str, Any] = {
        "application_id": NUMBER,
        "document_id": "abcdefghijklmnop",
        "kind": "ktp",
        "content_type": "image/jpeg",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "chunk_size": 64 * 1024,
        "status": DocumentStatus.CHECKING,
        "opened_at": NOW,
        "expires_at": NOW + timedelta(hours=24),
    }
    return Document(**announced | changes)


def payment(**changes: Any) -> Payment:
    """The first payment of NUMBER at Midtrans: IDR 650,000, pending for 24 hours."""
    issued: dict[str, Any] = {
        "application_id": NUMBER,
        "number": 1,
        "gateway": "midtrans",
        "amount": FEE,
        "status": PaymentStatus.PENDING,
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=24),
        "key_hash": "h" * 32,
        "gateway_payment_id": "t-1",
        "billing_code": "9880000000000001",
    }
    return Payment(**issued | changes)


def seen(**changes: Any) -> GatewayPayment:
    """The gateway's word that `payment()` was settled in full."""
    word: dict[str, Any] = {
        "order_id": f"{NUMBER}-1",
        "gateway_payment_id": "t-1",
        "status": PaymentStatus.SETTLED,
        "amount": FEE,
    }
    return GatewayPayment(**word | changes)


def file(
    application: Application,
    entries: tuple[Entry, ...] = (),
    documents: tuple[Document, ...] = (),
    payments: tuple[Payment, ...] = (),
) -> File:
    return File(application, entries, documents, payments)
