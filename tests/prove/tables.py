"""The two engines that money is proved on: DynamoDB as moto and as MiniStack know it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest.mock import patch

import botocore.session
from botocore.config import Config
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends

from imigrasi.adapters.dynamo import items
from local import cloud, processes
from local.home import Home, Ports, free_port
from tests.prove.till import Till
from tests.support.installation import ACCOUNT, REGION
from tests.support.moto_table import forget, lock_table


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
            forget(dynamodb_backends[ACCOUNT][REGION].tables[table])
        books = self._folder / f"books-{self._made}"
        till = Till(self.client, table, books)
        try:
            # A table this small needs one shard of what is due; all of them are read alike.
            with patch.object(items, "DUE_SHARDS", 1):
                yield till
        finally:
            till.close()
            shutil.rmtree(books)
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
