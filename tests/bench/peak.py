"""The whole country at its busiest: 39 applications a second, and what then is hottest.

280 million citizens, a passport every ten years or so, all in office hours, times five. Keys are made by the
product's own functions; the write units are those of the journey, every step happening 39 times a second.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from imigrasi.adapters.dynamo import items
from imigrasi.domain.deadline import DueKind
from imigrasi.domain.identifier import application_number
from tests.bench.capacity import Share
from tests.bench.journey import Journey, journey
from tests.bench.line import Line

RATE = 39
SECONDS = 60
#: One metropolis takes a tenth of all, in as many queue shards as data.md gives it; the others share the rest.
METROPOLIS_SHARE, METROPOLIS_SHARDS, OTHER_OFFICES = 0.1, 16, 130
BOOKED_AHEAD = 20  # office days that bookings spread over
PARTITION_WRITES = 1000
API_RATE = 2500  # requests a second, account quota of HTTP APIs in Jakarta
TRANSITION_RATE = 500  # Standard state transitions a second, smallest quota of a region

Partition = tuple[str, str]


def lines() -> Iterator[Line]:
    made = journey()
    (space, name), units = hottest(made)
    hot = f"{space} {name}: {units:.0f} write units a second of {PARTITION_WRITES:,}"
    yield Line(f"hottest partition at {RATE} applications/s", hot, units / PARTITION_WRITES * 100, 10, " %")
    requests = RATE * len([each for each in made.way if "routeKey" in each.event])
    yield Line("API requests at that peak", f"{requests} of {API_RATE:,} a second", requests / API_RATE * 100, 30, " %")
    entered = RATE * len(made.states)
    shown = f"{entered} of {TRANSITION_RATE} a second"
    yield Line("state transitions at that peak", shown, entered / TRANSITION_RATE * 100, 65, " %")


def hottest(made: Journey) -> tuple[Partition, float]:
    """The partition key that takes most write units a second, and how many."""
    chance = random.Random(39)  # the same country every time
    written = [share for call in made.calls for share in call.written]
    own = next(share.partition.removeprefix("APP#") for share in written if share.partition.startswith("APP#"))
    heat: Counter[Partition] = Counter()
    for _ in range(RATE * SECONDS):
        other = application_number(chance.randbytes(40)) or own
        office, shards = _office(chance)
        day = date(2026, 11, 24) + timedelta(days=chance.randrange(BOOKED_AHEAD))
        for share in written:
            heat[share.space, _partition(share, own, other, office, shards, day)] += share.units
    partition, units = heat.most_common(1)[0]
    return partition, units / SECONDS


def _office(chance: random.Random) -> tuple[str, int]:
    if chance.random() < METROPOLIS_SHARE:
        return "metropolis", METROPOLIS_SHARDS
    return f"office-{chance.randrange(OTHER_OFFICES)}", 1


def _partition(share: Share, own: str, other: str, office: str, shards: int, day: date) -> str:
    """Where another application's write of the same kind would fall."""
    if share.space == "due":
        _, _, name = share.sort.partition("#")
        return items.due_partition(DueKind(share.partition.partition("#")[0]), name.replace(own, other))
    if share.space == "queue":
        _, stage, _ = share.partition.split("#")
        return f"{office}#{stage}#{items.shard(other, shards)}"
    if share.partition.startswith("SLOTS#"):
        return f"SLOTS#{office}#{day}"
    # Digests and the gateway's ids are each application's own, too.
    return share.partition.replace(own, other) if own in share.partition else f"{share.partition} of {other}"
