"""Ports in memory, for use cases alone: the store's promises (all or nothing, versions, once) and no more."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.domain.application import Application, Change
from imigrasi.domain.audit import Entry
from imigrasi.domain.document import Document
from imigrasi.domain.errors import NotFound, StaleVersion
from imigrasi.domain.health import DOWN_AFTER, REST, WELL, Health
from imigrasi.domain.payment import Bill, GatewayPayment, GatewayRefund, Notice, PaymentStatus
from imigrasi.usecases.payment_ports import (
    GatewayUnavailable,
    OrderExists,
    OrderUnknown,
    RefundRefused,
    Statement,
)
from imigrasi.usecases.ports import File, Remembered
from imigrasi.usecases.verification_ports import AllMoney, DayBookRow, LedgerRow
from imigrasi.usecases.writes import (
    AlreadyWritten,
    FreeSlot,
    Once,
    PutDocument,
    PutSection,
    SlotFull,
    TakeSlot,
    Write,
)
from tests.support.memory_money import MemoryMoney

CATALOGUE = FileCatalogue()


class MemoryStore(MemoryMoney):
    """ApplicationStore, PaymentStore and Enumeration over dictionaries."""

    def __init__(self, *applications: Application) -> None:
        super().__init__()
        self.applications = {application.id: application for application in applications}
        self.entries: dict[str, list[Entry]] = {}
        self.documents: dict[tuple[str, str], Document] = {}
        self.sections: dict[tuple[str, str], bytes] = {}
        self.once: dict[str, Once] = {}
        self.slots: dict[tuple[str, str], set[str]] = {}
        #: Commits still to be refused with StaleVersion, as if somebody else had been first.
        self.races = 0

    # ------------------------------------------------------------ ApplicationStore

    def load(self, application_id: str) -> Application:
        if application_id not in self.applications:
            raise NotFound
        return self.applications[application_id]

    def file(self, application_id: str) -> File:
        application = self.load(application_id)
        documents = tuple(d for (owner, _), d in self.documents.items() if owner == application_id)
        payments = tuple(p for p in self.payments.values() if p.application_id == application_id)
        return File(application, tuple(self.entries.get(application_id, ())), documents, payments)

    def section(self, application_id: str, section: str) -> bytes | None:
        return self.sections.get((application_id, section))

    def remembered(self, key: str) -> Remembered | None:
        kept = self.once.get(key)
        return Remembered(kept.body, kept.answer) if kept else None

    def commit(self, change: Change, *writes: Write) -> None:
        if self.races:
            self.races -= 1
            raise StaleVersion
        after = change.after
        stored = self.applications.get(after.id)
        if (stored and stored.version) != (change.before and change.before.version):
            raise StaleVersion
        for write in writes:
            self._check(write)
        self.applications[after.id] = after
        self.entries.setdefault(after.id, []).extend(change.entries)
        for write in writes:
            if not self.keep_money(write):
                self._keep(after.id, write)

    def _check(self, write: Write) -> None:
        self.check_money(write)
        match write:
            case Once(key) if key in self.once:
                raise AlreadyWritten
            case PutDocument(document, new=True) if (document.application_id, document.document_id) in self.documents:
                raise AlreadyWritten
            case TakeSlot(office, slot, capacity) if len(self.slots.get((office, slot), ())) >= capacity:
                raise SlotFull
            case _:
                pass

    def _keep(self, application_id: str, write: Write) -> None:
        match write:
            case Once(key):
                self.once[key] = write
            case PutSection(section, ciphertext):
                self.sections[application_id, section] = ciphertext
            case PutDocument(document):
                self.documents[document.application_id, document.document_id] = document
            case TakeSlot(office, slot):
                self.slots.setdefault((office, slot), set()).add(application_id)
            case FreeSlot(office, slot):
                self.slots.setdefault((office, slot), set()).discard(application_id)
            case _:
                raise NotImplementedError(type(write).__name__)

    # ------------------------------------------------------------ SlotBook

    def taken(self, office: str, days: Sequence[date]) -> dict[str, int]:
        wanted = {str(day) for day in days}
        held = self.slots.items()
        return {slot: len(who) for (place, slot), who in held if place == office and slot[:10] in wanted}

    # ------------------------------------------------------------ Enumeration

    def application_ids(self) -> Iterator[str]:
        yield from self.applications

    def money(self) -> AllMoney:
        orders = tuple(payment for payment in self.payments.values() if not payment.group_order)
        paid = frozenset(number for number, application in self.applications.items() if application.paid)
        return AllMoney(
            tuple(self._ledger_rows()), tuple(self._day_book()), orders, tuple(self.payments.values()), paid
        )

    def _ledger_rows(self) -> Iterator[LedgerRow]:
        for e in self.ledger.values():
            day = str(e.day or "")
            for side, account in (("DEBIT", e.debit), ("CREDIT", e.credit)):
                yield LedgerRow(
                    e.gateway_payment_id, e.entry, e.application_id, side, account, e.amount, e.order_id, day
                )

    def _day_book(self) -> Iterator[DayBookRow]:
        for e in self.ledger.values():
            if e.day is not None:
                yield DayBookRow(e.gateway, str(e.day), e.gateway_payment_id, e.entry, e.application_id, e.amount)


class MemoryGateway:
    """A gateway that says what it is told to. `orders`: what `fetch` answers, by order id."""

    name = "midtrans"

    def __init__(self) -> None:
        self.orders: dict[str, GatewayPayment] = {}
        self.charged: list[str] = []
        self.out = False
        #: The next charge is made, and its answer lost.
        self.lose_answer = False

    def charge(self, order_id: str, amount: int, *, method: str, expires_at: datetime) -> Bill:
        if self.out:
            raise GatewayUnavailable
        if order_id in self.orders:
            raise OrderExists(order_id)
        self.charged.append(order_id)
        bill = Bill(order_id, f"t-{order_id}", PaymentStatus.PENDING, expires_at)
        # As at Midtrans, a code can be asked for again, the content of a QR code cannot.
        shown = replace(bill, billing_code="9880000000000001") if method == "bank_transfer" else None
        self.orders[order_id] = GatewayPayment(order_id, f"t-{order_id}", PaymentStatus.PENDING, amount, bill=shown)
        if self.lose_answer:
            self.lose_answer = False
            raise GatewayUnavailable
        return shown or replace(bill, qr_string="00020101021226610014COM.GO-JEK.WWW")

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        raise NotImplementedError("notices are the adapters' part")

    def fetch(self, order_id: str) -> GatewayPayment:
        if self.out:
            raise GatewayUnavailable
        if order_id not in self.orders:
            raise OrderUnknown(order_id)
        return self.orders[order_id]

    def refund(self, order_id: str, key: str, amount: int, reason: str) -> None:
        if self.out:
            raise GatewayUnavailable
        order = self.fetch(order_id)
        if key in {refund.key for refund in order.refunds}:
            return
        if sum(refund.amount for refund in order.refunds) + amount > order.amount:
            raise RefundRefused("412")
        given_back = (*order.refunds, GatewayRefund(key, amount))
        self.orders[order_id] = replace(order, status=PaymentStatus.REFUNDED, refunds=given_back)

    def read_statement(self, content: bytes) -> Statement:
        raise NotImplementedError("statements are the adapters' part")


class MemoryHealth:
    """GatewayHealth over a dictionary; streaks never grow old."""

    def __init__(self) -> None:
        self.gateways: dict[str, Health] = {}
        #: How often anybody came here: nobody does while all is well.
        self.asked = 0

    def failed(self, name: str, at: datetime) -> Health:
        before = self.seen(name)
        after = replace(before, failures=before.failures + 1)
        if after.failures >= DOWN_AFTER:
            after = replace(after, down_since=after.down_since or at, rests_until=at + REST, last_down_at=at)
        self.gateways[name] = after
        return after

    def recovered(self, name: str, at: datetime) -> None:
        before = self.seen(name)
        self.gateways[name] = Health(last_down_at=at if before.is_down else before.last_down_at)

    def try_again(self, name: str, at: datetime) -> Health | None:
        before = self.seen(name)
        if before.rests_until is None or before.rests_until > at:
            return before
        self.gateways[name] = replace(before, rests_until=at + REST)
        return None

    def seen(self, name: str) -> Health:
        self.asked += 1
        return self.gateways.get(name, WELL)


class OwnMacs:
    """Macs with keys of their own."""

    def access(self, *parts: str) -> bytes:
        return hmac.new(b"access", "\n".join(parts).encode(), hashlib.sha256).digest()

    def index(self, *parts: str) -> bytes:
        return hmac.new(b"index", "\n".join(parts).encode(), hashlib.sha256).digest()


class OpenSealer:
    """A Sealer that binds a content to its place and hides nothing."""

    def seal(self, application_id: str, section: str, content: bytes) -> bytes:
        return f"{application_id}\n{section}\n".encode() + content

    def unseal(self, application_id: str, section: str, ciphertext: bytes) -> bytes:
        place = f"{application_id}\n{section}\n".encode()
        assert ciphertext.startswith(place)
        return ciphertext.removeprefix(place)
