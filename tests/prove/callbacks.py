"""Forged, altered and replayed callbacks: none is accepted, and whatever is accepted moves no money by itself."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from unittest.mock import patch

from imigrasi.adapters.gateways import midtrans
from imigrasi.entrypoint.clock import now
from local.gateway import wire
from local.gateway.orders import Order, Status
from tests.prove.callback_vectors import vectors
from tests.prove.engine import moto_cloud
from tests.prove.row import Figures, Scale, check
from tests.prove.stages import Stages
from tests.prove.world import Stored, stored_items
from tests.support.citizen import Citizen
from tests.support.http_client import http_event
from tests.support.installation import SERVER_KEY
from tests.support.merchant import CALLBACK
from tests.support.moto_cloud import MotoCloud
from tests.support.people import person

PROMISE = "forged, replayed and altered callbacks are not accepted"
CONTROL = "a gateway adapter that takes every signature for a good one"

#: Midtrans' own published example (domain facts).
KNOWN_ANSWER = {
    "order_id": "1111",
    "status_code": "200",
    "gross_amount": "100000.00",
    "signature_key": (
        "edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e237"
        "5d308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231"
    ),
    "transaction_id": "t",
    "transaction_status": "settlement",
    "fraud_status": "accept",
}
KNOWN_KEY = "askvnoibnosifnboseofinbofinfgbiufglnbfg"


def prove(scale: Scale) -> Figures:
    known_answer()
    with moto_cloud() as cloud:
        victim = Stages(cloud).at("issued")
        other = Citizen(cloud, person(2)).cleared()
        other.issue_payment()
        hostile = refuse_all(cloud, victim, other)
        roads = refuse_roads(cloud, victim)
        fuzzed, taken = fuzz(cloud, victim, scale.of(300, 10_000))
        nothing_moved(cloud, victim)
        replayed = replay(cloud, other)
        rotations = rotate(cloud, victim)
    return {
        "hostile": hostile + roads,
        "accepted": 0,
        "fuzzed": fuzzed,
        "harmless": taken,
        "replays": replayed,
        "keys rotated": rotations,
    }


def known_answer() -> None:
    gateway = midtrans.Midtrans("http://127.0.0.1", keys=lambda: [KNOWN_KEY], now=now)
    read = gateway.read_notice(json.dumps(KNOWN_ANSWER).encode(), {})
    check((read.order_id, read.amount) == ("1111", 100_000), "Midtrans' own example is read as", read)


def order_of(citizen: Citizen) -> Order:
    return citizen.cloud.gateway.books.order(f"{citizen.application_id}-1")


def post(cloud: MotoCloud, body: bytes, **event: Any) -> int:
    return cloud.http.send(http_event("POST", CALLBACK, body=body) | event).status


def refuse_all(cloud: MotoCloud, victim: Citizen, other: Citizen) -> int:
    before = len(cloud.items("ORDER#"))
    count = 0
    for name, body in vectors(order_of(victim), order_of(other), SERVER_KEY):
        status = post(cloud, body)
        check(400 <= status < 500, f"{name}: answered {status}")
        check(len(cloud.items("ORDER#")) == before, f"{name}: left something behind")
        count += 1
    check(count >= 60, f"only {count} vectors")
    return count


def refuse_roads(cloud: MotoCloud, victim: Citizen) -> int:
    """Genuine bodies, come by a road that they may not take, or about an order that nobody knows."""
    body = wire.encode(wire.notice(order_of(victim), SERVER_KEY, Status.PENDING))
    unknown = wire.notice(order_of(victim), SERVER_KEY, Status.PENDING) | {"order_id": "LBG-0000-0000-0-1"}
    unknown["signature_key"] = wire.sign("LBG-0000-0000-0-1", "201", unknown["gross_amount"], SERVER_KEY)
    tries: dict[str, tuple[bytes, dict[str, Any]]] = {
        "no origin secret": (body, {"headers": {}}),
        "wrong origin secret": (body, {"headers": {"x-origin-secret": "guess"}}),
        "empty origin secret": (body, {"headers": {"x-origin-secret": ""}}),
        "unknown order": (wire.encode(unknown), {}),
        **{
            f"gateway {name!r}": (body, {"pathParameters": {"gateway": name}})
            for name in ("xendit", "doku", "snap", "MIDTRANS", "midtrans/..", "", "simponi", "../midtrans")
        },
    }
    for name, (sent, event) in tries.items():
        status = post(cloud, sent, **event)
        check(400 <= status < 500, f"{name}: answered {status}")
    return len(tries)


def fuzz(cloud: MotoCloud, victim: Citizen, times: int) -> tuple[int, int]:
    """Random changes to a genuine notice: how many there were, how many were taken (they changed nothing signed)."""
    genuine = wire.notice(order_of(victim), SERVER_KEY, Status.PENDING)
    body, taken = wire.encode(genuine), 0
    for seed in range(times):
        chance = Random(seed)
        altered = bytearray(body)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(altered))
            match chance.randrange(3):
                case 0:
                    altered[at] = chance.randrange(256)
                case 1:
                    del altered[at]
                case _:
                    altered.insert(at, chance.randrange(256))
        status = post(cloud, bytes(altered))
        check(status < 500, f"fuzzed with seed {seed}: answered {status}")
        if status == 200:
            taken += 1
            read = json.loads(bytes(altered))
            same = all(read[name] == genuine[name] for name in ("order_id", "status_code", "gross_amount"))
            check(same, f"fuzzed with seed {seed}: a signed field was changed and taken")
            check(read["transaction_status"] in ("pending", "authorize"), f"fuzzed with seed {seed}: more than pending")
    return times, taken


def nothing_moved(cloud: MotoCloud, victim: Citizen) -> None:
    """Confirming all that was taken asks the gateway, which knows of no money."""
    cloud.pump()
    stored = Stored(stored_items(cloud))
    check(not stored.money().rows, "the ledger has entries")
    check(victim.status == "awaiting_payment", f"the application is {victim.status}")


def replay(cloud: MotoCloud, payer: Citizen) -> int:
    """A genuine settlement, ten times over hours: answered every time, booked once."""
    cloud.gateway.gateway.pay(f"{payer.application_id}-1")
    cloud.pump()
    body = wire.encode(wire.notice(order_of(payer), SERVER_KEY))
    for _ in range(10):
        cloud.clock.advance(hours=1)
        check(post(cloud, body) == 200, "a replay of a genuine notice is not answered with 200")
        queued = [item["sk"]["S"] for item in cloud.items("ORDER#") if "relay" in item]
        check(not queued, "a replay queues the confirmation of a settled order again:", *queued)
        cloud.pump()
    events = payer.events()
    check(events.count("PaymentSettled") == 1, f"settled {events.count('PaymentSettled')} times")
    rows = Stored(stored_items(cloud)).money().rows
    check(len(rows) == 2, f"{len(rows)} rows in the ledger")
    return 10


def rotate(cloud: MotoCloud, victim: Citizen) -> int:
    """Old and new key are good side by side; the one before is not, and none is lost in between."""
    old, new = SERVER_KEY, "SB-Mid-server-new"
    for current, previous, wanted in (
        (old, "", {old: 200, new: 401}),
        (new, old, {old: 200, new: 200}),
        (new, "", {old: 401, new: 200}),
    ):
        cloud.set_secret("MIDTRANS_SECRET_ARN", current, previous)
        for key, answer in wanted.items():
            body = wire.encode(wire.notice(order_of(victim), key, Status.PENDING))
            status = post(cloud, body)
            check(status == answer, f"key {'old' if key == old else 'new'}: answered {status}, not {answer}")
    return 3


def control(scale: Scale) -> None:
    with patch("imigrasi.adapters.gateways.midtrans.hmac.compare_digest", lambda _a, _b: True), moto_cloud() as cloud:
        victim = Stages(cloud).at("issued")
        other = Citizen(cloud, person(2)).cleared()
        other.issue_payment()
        refuse_all(cloud, victim, other)
