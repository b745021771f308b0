"""Where money is taken: the product's stores on either engine, and the gateway simulator whose books are the truth."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.adapters.dynamo.applications import DynamoApplications
from imigrasi.adapters.dynamo.billing_codes import DynamoBillingCodes
from imigrasi.adapters.dynamo.due import DynamoDue
from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.adapters.dynamo.gateway_health import DynamoGatewayHealth
from imigrasi.adapters.dynamo.groups import DynamoGroups
from imigrasi.adapters.dynamo.orders import DynamoOrders
from imigrasi.adapters.dynamo.partition import partition
from imigrasi.adapters.dynamo.payment_items import payment
from imigrasi.adapters.dynamo.statements import DynamoMovements, DynamoOpenTasks, DynamoStatements
from imigrasi.adapters.gateways.midtrans import Midtrans
from imigrasi.adapters.gateways.simponi import Simponi
from imigrasi.domain.application import Application, Change, apply, record
from imigrasi.domain.audit import CITIZEN, Actor, ActorKind, Event
from imigrasi.domain.billing_code import CodeRange
from imigrasi.domain.identifier import application_number
from imigrasi.domain.lifecycle import Command, Status
from imigrasi.domain.lifecycle import Path as Way
from imigrasi.domain.payment import Payment, PaymentStatus
from imigrasi.usecases.access import key_hash
from imigrasi.usecases.confirm_group_payment import Till as Registers
from imigrasi.usecases.confirm_order import confirm_order
from imigrasi.usecases.payment_ports import PaymentGateway
from imigrasi.usecases.statement_ports import FileContent
from imigrasi.usecases.take_lines import Desk
from local.gateway import wire
from local.gateway.books import Books
from local.gateway.control import route
from local.gateway.gateway import Gateway
from local.gateway.notifier import Delivery, Notifier
from local.gateway.treasury import Treasury
from tests.support.installation import SERVER_KEY

KEY = "KANCILKANCILKANCILKANCILAA"
CATALOGUE = FileCatalogue()
TERMS = CATALOGUE.gateway("midtrans")
POLLS = TERMS.polls
BEGAN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CODES = CodeRange("820260000000000", "820269999999999")


class Silent(Notifier):
    """What the gateway would send of itself is sent by the schedules, when they like."""

    def __init__(self) -> None:
        super().__init__("", speed=1)

    def deliver(self, body: bytes) -> Delivery:
        return Delivery((200,))


class Wire:
    """An HTTP pool that ends in the simulator's own routes: no socket, and never a crash point by itself."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def request(self, method: str, url: str, body: bytes | None = None, **_: Any) -> Any:
        path = "/" + url.split("/", 3)[3]
        status, answer = route(self._gateway, method, path, json.loads(body) if body else None)
        return _Reply(status, wire.encode(answer))


@dataclass
class _Reply:
    status: int
    content: bytes

    def read(self, _most: int) -> bytes:
        return self.content

    def close(self) -> None: ...


class Shelf:
    """The bucket of settlement files, in memory: files are the officers' and the gateways', not under proof."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def read(self, key: str, version: str | None) -> FileContent:
        return FileContent(self.files[key], version or "1")

    def write_report(self, key: str, content: bytes) -> None:
        self.files[key] = content


@dataclass
class Till:
    """One table, one gateway account, and two banks for state payments. `at` is the time that everybody is told.

    `by_hand` is the truth about money that officers have paid back themselves: order → whole rupiah.
    """

    client: Any
    table: str
    folder: Path
    at: datetime = BEGAN
    queue: list[str] = field(default_factory=list)
    by_hand: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.store = DynamoApplications(self.client, self.table)
        self.orders = DynamoOrders(self.client, self.table)
        self.due = DynamoDue(self.client, self.table)
        self.health = DynamoGatewayHealth(self.client, self.table)
        self.everything = DynamoEnumeration(self.client, self.table)
        self.groups = DynamoGroups(self.client, self.table, lambda _office: 1)
        self.codes = DynamoBillingCodes(self.client, self.table, CODES)
        self.statements = DynamoStatements(self.client, self.table, self.due)
        self.shelf = Shelf()
        self.desk = Desk(
            files=self.shelf,
            statements=self.statements,
            movements=DynamoMovements(self.client, self.table),
            tasks=DynamoOpenTasks(self.client, self.table),
            codes=self.codes,
            applications=self.store,
            orders=self.orders,
            confirmations=self,
        )
        self.books = Books(self.folder)
        #: A code may be paid at each of them: neither knows of the other.
        self.banks = [self._bank("first"), self._bank("second")]
        self.simulator = Gateway(
            self.books, Silent(), server_key=lambda: SERVER_KEY, now=lambda: self.at, pending_notices=False
        )
        pool: Any = Wire(self.simulator)
        self.gateway = Midtrans("http://gateway", keys=lambda: [SERVER_KEY], now=lambda: self.at, http=pool)
        self.treasury = Simponi(self.codes, now=lambda: self.at)

    def _bank(self, name: str) -> Treasury:
        (self.folder / name).mkdir(parents=True)
        return Treasury(self.folder / name)

    def close(self) -> None:
        self.simulator.close()
        for bank in self.banks:
            bank.close()

    def wait(self, **by: float) -> None:
        self.at += timedelta(**by)
        self.books.expire_due(self.at)

    def ask(self, order_id: str) -> None:
        """ConfirmationQueue: at least once, in any order."""
        self.queue.append(order_id)

    def confirm(self, order_id: str, said: PaymentStatus | None = None) -> PaymentStatus:
        """What a confirmation does. Raises NotFound, ConfirmationUnderWay, GatewayUnavailable."""
        order = self.orders.order(order_id)
        gateway: PaymentGateway = self.gateway if order.gateway == "midtrans" else self.treasury
        registers = Registers(self.store, self.groups, self.orders, CATALOGUE.known_gateway(order.gateway).polls)
        return confirm_order(registers, gateway, order, said=said, at=self.at)

    def payments(self, application_id: str) -> list[Payment]:
        """What its file shows of them, and nothing else of it."""
        return [payment(values) for values in partition(self.client, self.table, f"APP#{application_id}", "PAY#")]

    def task_ids(self) -> list[str]:
        """Of every task there is, or was."""
        found: list[str] = []
        for page in self.client.get_paginator("scan").paginate(
            TableName=self.table,
            FilterExpression="begins_with(pk, :task)",
            ExpressionAttributeValues={":task": {"S": "TASK#"}},
        ):
            found += [item["pk"]["S"].removeprefix("TASK#") for item in page["Items"]]
        return found

    def opened(self, number: int, fee: int = 650_000) -> Application:
        """An application that waits for its fee, with the history that leads there."""
        application_id = application_number(hashlib.sha256(f"application {number}".encode()).digest())
        assert application_id is not None
        draft = Application(
            id=application_id,
            service="passport-renewal",
            catalogue_version="2026-11-24",
            office="lebong",
            path=Way.STANDARD,
            status=Status.DRAFT,
            language="id",
            channel="web",
            created_at=self.at,
            creation_key="0" * 32,
            creation_body="0" * 32,
            key_hash=key_hash(KEY),
        )
        officer = Actor(ActorKind.OFFICER, "budi")
        started = record(draft, draft, Event("ApplicationStarted", CITIZEN), self.at)
        submitted = apply(
            started.after, Command.SUBMIT, Event("ApplicationSubmitted", CITIZEN), self.at, round=1, fee=fee
        )
        cleared = apply(
            submitted.after, Command.CLEAR, Event("ApplicationCleared", officer), self.at, cleared_by="budi"
        )
        entries = started.entries + submitted.entries + cleared.entries
        self.store.commit(Change(None, cleared.after, entries))
        return cleared.after
