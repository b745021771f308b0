"""Where money is taken: the product's stores on either engine, and the gateway simulator whose books are the truth."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.session
from botocore.config import Config
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.adapters.dynamo.applications import DynamoApplications
from imigrasi.adapters.dynamo.due import DynamoDue
from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.adapters.dynamo.gateway_health import DynamoGatewayHealth
from imigrasi.adapters.dynamo.orders import DynamoOrders
from imigrasi.adapters.gateways.midtrans import Midtrans
from imigrasi.domain.application import Application, Change, apply, record
from imigrasi.domain.audit import CITIZEN, Actor, ActorKind, Event
from imigrasi.domain.identifier import application_number
from imigrasi.domain.lifecycle import Command, Status
from imigrasi.domain.lifecycle import Path as Way
from imigrasi.usecases.access import key_hash
from local import cloud, processes
from local.gateway import wire
from local.gateway.books import Books
from local.gateway.control import route
from local.gateway.gateway import Gateway
from local.gateway.notifier import Delivery, Notifier
from local.home import Home, Ports, free_port
from tests.support.installation import ACCOUNT, REGION, SERVER_KEY
from tests.support.moto_cloud import lock_table

KEY = "KANCILKANCILKANCILKANCILAA"
CATALOGUE = FileCatalogue()
TERMS = CATALOGUE.gateway("midtrans")
POLLS = TERMS.polls
BEGAN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


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


@dataclass
class Till:
    """One table and one gateway account. `at` is the time that everybody is told."""

    client: Any
    table: str
    folder: Path
    at: datetime = BEGAN
    queue: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = DynamoApplications(self.client, self.table)
        self.orders = DynamoOrders(self.client, self.table)
        self.due = DynamoDue(self.client, self.table)
        self.health = DynamoGatewayHealth(self.client, self.table)
        self.everything = DynamoEnumeration(self.client, self.table)
        self.books = Books(self.folder)
        self.simulator = Gateway(
            self.books, Silent(), server_key=lambda: SERVER_KEY, now=lambda: self.at, pending_notices=False
        )
        pool: Any = Wire(self.simulator)
        self.gateway = Midtrans("http://gateway", keys=lambda: [SERVER_KEY], now=lambda: self.at, http=pool)

    def close(self) -> None:
        self.simulator.close()

    def wait(self, **by: float) -> None:
        self.at += timedelta(**by)
        self.books.expire_due(self.at)

    def ask(self, order_id: str) -> None:
        """ConfirmationQueue: at least once, in any order."""
        self.queue.append(order_id)

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


class Engine:
    """Makes tables. Each has a name of its own, so that none of them grows."""

    def __init__(self, name: str, client: Any, folder: Path, *, shared: bool) -> None:
        self.name, self.client, self._folder, self._shared = name, client, folder, shared
        self._made = 0

    @contextlib.contextmanager
    def till(self) -> Iterator[Till]:
        self._made += 1
        table = "payments" if self._shared else f"payments-{self._made}"
        if not self._shared or self._made == 1:
            _make_table(self.client, table)
        else:
            dynamodb_backends[ACCOUNT][REGION].tables[table].items.clear()
        till = Till(self.client, table, self._folder / f"books-{self._made}")
        try:
            yield till
        finally:
            till.close()
            if not self._shared:
                self.client.delete_table(TableName=table)


@contextlib.contextmanager
def moto_engine(*, locked: bool = True) -> Iterator[Engine]:
    unlock = lock_table() if locked else lambda: None
    with tempfile.TemporaryDirectory(prefix="prove-") as folder, mock_aws():
        client = botocore.session.Session().create_client(
            "dynamodb", region_name=REGION, config=Config(max_pool_connections=64)
        )
        yield Engine("moto", client, Path(folder), shared=True)
    unlock()


def own_ports(home: Home) -> Ports:
    """Ports that nobody takes by default, so that no other installation comes in between."""
    taken: set[int] = set(asdict(Ports()).values())
    chosen = {}
    for name in asdict(Ports()):
        chosen[name] = free_port(taken)
        taken.add(chosen[name])
    home.write("ports.json", chosen)
    return Ports(**chosen)


@contextlib.contextmanager
def ministack_engine() -> Iterator[Engine]:
    """A MiniStack of its own: a process with its own port and nothing deployed."""
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        home = Home(Path(folder) / "local")
        ports = own_ports(home)
        cloud.start(home, ports)
        try:
            client = botocore.session.Session().create_client(
                "dynamodb",
                region_name=REGION,
                endpoint_url=f"http://127.0.0.1:{ports.cloud}",
                aws_access_key_id="000000000000",
                aws_secret_access_key="test",
                config=Config(max_pool_connections=64),
            )
            yield Engine("MiniStack", client, Path(folder), shared=False)
        finally:
            processes.stop(home)


def _make_table(client: Any, name: str) -> None:
    names = ("pk", "sk", "queue_pk", "queue_sk", "due_pk", "due_sk")

    def keys(partition: str, sort: str) -> list[dict[str, str]]:
        return [
            {"AttributeName": partition, "KeyType": "HASH"},
            {"AttributeName": sort, "KeyType": "RANGE"},
        ]

    client.create_table(
        TableName=name,
        KeySchema=keys("pk", "sk"),
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in names],
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[
            {
                "IndexName": index,
                "KeySchema": keys(f"{index}_pk", f"{index}_sk"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
            for index in ("queue", "due")
        ],
    )
