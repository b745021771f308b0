"""How many genuine callbacks a second the local cloud takes, beside raw conditional puts on the same engine.

Two roads: the simulated gateway posts to the public address (proxy, API, function, store), and the use case by itself
on the same store. Both are held against puts of an item as large into a table of its own, by as many clients, in turns.
Nothing happens after the answer: the stream's relay is off, so that no round pays for the one before.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from imigrasi.adapters.gateways.midtrans import Midtrans
from imigrasi.usecases.receive_notice import receive_notice
from infra.stage import LOCAL
from local import cloud as ministack
from local.gateway import wire
from local.gateway.notifier import Notifier
from tests.bench.line import Line
from tests.prove.payments import issued
from tests.prove.till import Till
from tests.support.local_cloud import LocalCloud

AT_ONCE = 8  # connections that the simulated gateway keeps open
ROUNDS = 11
CALLBACKS, PUTS = 24, 96
PLAIN = "plain"
NOTICES = "begins_with(pk, :order) AND begins_with(sk, :notice)"

#: Does something about each body; raises unless it went as it should.
Act = Callable[[bytes], None]


class Refused(RuntimeError):
    """A genuine callback was not taken."""


def lines() -> list[Line]:
    with TemporaryDirectory() as folder:
        cloud = LocalCloud(Path(folder) / ".local")
        try:
            cloud.start()
            return _measured(cloud, Path(folder) / "till")
        finally:
            cloud.remove()


def _measured(cloud: LocalCloud, folder: Path) -> list[Line]:
    dynamodb, table = cloud.administrator("dynamodb"), ministack.table_name(cloud.home)
    _rest_the_relay(cloud)
    _make_plain_table(dynamodb)
    till = Till(dynamodb, table, folder)
    try:
        posted, kept = (_notices(till, cloud, CALLBACKS * (ROUNDS + 1), first) for first in (0, 10_000))
        acts: dict[str, tuple[Act, Iterator[bytes], int]] = {
            "put": (_putting(dynamodb), itertools.cycle(posted), PUTS),
            "use case": (_keeping(till, cloud), iter(kept), CALLBACKS),
            "HTTP": (_posting(cloud), iter(posted), CALLBACKS),
        }
        rates: dict[str, list[float]] = {name: [] for name in acts}
        with ThreadPoolExecutor(AT_ONCE) as clients:
            for _ in range(ROUNDS + 1):
                for name, (act, bodies, count) in acts.items():
                    rates[name].append(_rate(clients, act, list(itertools.islice(bodies, count))))
    finally:
        till.close()
    if (stored := _stored(dynamodb, table)) != len(posted) + len(kept):
        raise Refused(f"{stored} notices stand in the table, {len(posted) + len(kept)} were answered")
    return [_line(name, rates) for name in ("HTTP", "use case")]


def _line(name: str, rates: dict[str, list[float]]) -> Line:
    """Of all rounds but the first, in which functions and connections begin."""
    measured, puts = rates[name][1:], rates["put"][1:]
    ratio = statistics.median(mine / theirs for mine, theirs in zip(measured, puts, strict=True))
    a_second = f"{statistics.median(measured):.0f} of {statistics.median(puts):.0f} a second"
    return Line(f"callbacks taken, {name}", f"{a_second}, {AT_ONCE} clients", ratio, None, "× puts")


def _rate(clients: ThreadPoolExecutor, act: Act, bodies: Sequence[bytes]) -> float:
    """Bodies a second."""
    began = time.perf_counter()
    list(clients.map(act, bodies))
    return len(bodies) / (time.perf_counter() - began)


# ---------------------------------------------------------------- what is done with a body


def _putting(dynamodb: Any) -> Act:
    numbers = itertools.count()

    def put(body: bytes) -> None:
        key = {"pk": {"S": f"ORDER#{next(numbers):015}"}, "sk": {"S": "NOTICE#" + "0" * 64}}
        item = key | {"body": {"B": body}}
        dynamodb.put_item(TableName=PLAIN, Item=item, ConditionExpression="attribute_not_exists(pk)")

    return put


def _keeping(till: Till, cloud: LocalCloud) -> Act:
    key = cloud.home.server_key()
    gateway = Midtrans("http://nowhere", keys=lambda: [key], now=cloud.now)

    def keep(body: bytes) -> None:
        receive_notice(till.orders, gateway, body, {}, at=cloud.now())

    return keep


def _posting(cloud: LocalCloud) -> Act:
    address = f"{cloud.outputs['api_url']}/v1/payments/callbacks/midtrans"
    # While functions begin the gateway is patient, as always; what it repeats then is not measured.
    notifier = Notifier(address, speed=120)
    began = itertools.count()

    def post(body: bytes) -> None:
        send = notifier.deliver if next(began) < CALLBACKS else notifier.send_once
        delivery = send(body)
        if not delivery.delivered:
            raise Refused(f"a genuine callback was answered with {delivery.answers}")

    return post


# ---------------------------------------------------------------- making ready


def _notices(till: Till, cloud: LocalCloud, count: int, first: int) -> list[bytes]:
    """Genuine notices of payment, each of an order of its own."""
    bodies = []
    for number in range(first, first + count):
        payment = issued(till, till.opened(number).id, f"{number:032d}")
        order = till.books.capture(payment.order_id, payment.amount, till.at)
        bodies.append(wire.encode(wire.notice(order, cloud.home.server_key())))
    return bodies


def _rest_the_relay(cloud: LocalCloud) -> None:
    functions = cloud.administrator("lambda")
    (stream,) = functions.list_event_source_mappings(FunctionName=LOCAL.named("event-relay"))["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=stream["UUID"], Enabled=False)


def _make_plain_table(dynamodb: Any) -> None:
    dynamodb.create_table(
        TableName=PLAIN,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        BillingMode="PAY_PER_REQUEST",
    )


def _stored(dynamodb: Any, table: str) -> int:
    values = {":order": {"S": "ORDER#"}, ":notice": {"S": "NOTICE#"}}
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table, FilterExpression=NOTICES, ExpressionAttributeValues=values, Select="COUNT"
    )
    return sum(page["Count"] for page in pages)
