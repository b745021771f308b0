"""What one whole application costs at the store and the key service, command by command."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.bench.journey import ASIDE, Journey, journey
from tests.bench.line import Line
from tests.bench.meter import Call

#: Steps of the journey: asking for a payment, and all that comes of the gateway's notice.
PAYING = ("issue payment", "settle")


def lines() -> Iterator[Line]:
    made = journey()
    yield Line("write units per application", "five draft syncs", sum(call.writes for call in made.calls), 280)
    yield Line("read units per application", "four looks", sum(call.reads for call in made.calls), 40)
    paying = [call for each in made.way if each.step in PAYING for call in each.calls]
    shown = "from the request to the receipt, with every event behind it"
    yield Line("write units per settled payment", shown, sum(call.writes for call in paying), 55)
    keys = [call for call in made.calls if call.service == "kms"]
    yield Line("KMS calls per application", _named(keys), float(len(keys)), 28)
    yield Line("SDK calls per application", "with every event behind it", float(len(made.calls)))
    file = f"whole file {made.file_bytes:,} bytes"
    yield Line("application item at its largest", file, made.application_bytes / 1024, 1.5, " KB")
    yield from _commands(made)


def _commands(made: Journey) -> Iterator[Line]:
    """Write units by command, and of a document's look, with the functions they fall to; no budget of their own."""
    by_step: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    reads: dict[str, float] = defaultdict(float)
    for invocation in (each for each in made.invocations if each.step != ASIDE):
        for call in invocation.calls:
            by_step[invocation.step][invocation.function] += call.writes
            reads[invocation.step] += call.reads
    for step, functions in by_step.items():
        parts = ", ".join(f"{name} {units:.0f}" for name, units in functions.items() if units)
        yield Line(f"  writes: {step}", parts or f"reads {reads[step]:g}", sum(functions.values()))


def _named(calls: list[Call]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for call in calls:
        counts[call.operation] += 1
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
