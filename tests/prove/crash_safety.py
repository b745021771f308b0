"""Every call of every handler goes wrong in every way; after at most three redeliveries nothing tells that it did."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from imigrasi.adapters.dynamo import transaction
from imigrasi.adapters.dynamo.operation import Operation
from imigrasi.adapters.dynamo.transaction import run
from imigrasi.entrypoint import wiring
from tests.prove.engine import Snapshot, moto_cloud
from tests.prove.faults import Call, Crash, Injector, Kind, applies, armed, edges
from tests.prove.row import Broken, Figures, Scale, check
from tests.prove.scenarios import Event, Scenario, scenarios, uncovered
from tests.prove.stages import Stages
from tests.prove.world import World, consistent, differences, world
from tests.support.moto_cloud import MotoCloud

PROMISE = "a crash, time-out, throttle, conflict or server fault at any call leaves no trace"
CONTROL = "a store that writes the application and its events in two calls"

REDELIVERIES = 3
#: Between deliveries: longer than a claim and than a charge under way, too short for the sweep to relay.
PAUSE_SECONDS = 45
#: Ways to go wrong with a call that only reads: those that leave it undone are all alike.
READING = ("Get", "Query", "List", "Describe", "BatchGet", "GenerateMac", "Decrypt")


@dataclass
class Trial:
    """One scenario, ready to be tried again and again."""

    cloud: MotoCloud
    scenario: Scenario
    event: Event
    ready: Snapshot
    calls: list[Call]
    undisturbed: World

    @classmethod
    def of(cls, stages: Stages, scenario: Scenario) -> Trial:
        cloud = stages.cloud
        event = scenario.prepare(stages.at(scenario.stage))
        ready = Snapshot.of(cloud)
        ready.restore(cloud)
        watching = Injector()
        with armed(watching):
            check(_done(scenario, _invoke(cloud, scenario, event)), f"{scenario.name}: failed undisturbed")
        consistent(cloud)
        return cls(cloud, scenario, event, ready, watching.calls, world(cloud))

    def disturb(self, at: int, kind: Kind) -> int:
        """How many redeliveries it took. Raises Broken."""
        where = f"{self.scenario.function}, {self.scenario.name}: {kind} at call {at} ({self.calls[at]})"
        self.ready.restore(self.cloud)
        redeliveries = 0
        with armed(Injector(at, kind)):
            done = self._delivered()
        while not done:
            redeliveries += 1
            check(redeliveries <= REDELIVERIES, f"{where}: not done after {REDELIVERIES} redeliveries")
            self.cloud.clock.advance(seconds=PAUSE_SECONDS)
            done = self._delivered()
        said = differences(self.undisturbed, world(self.cloud))
        check(not said, f"{where}:", *said[:3])
        try:
            consistent(self.cloud)
        except Broken as broken:
            raise Broken(f"{where}: {broken}") from broken
        return redeliveries

    def repeat(self) -> None:
        """The event delivered twice, undisturbed: the second changes nothing. Raises Broken."""
        self.ready.restore(self.cloud)
        for _ in range(2):
            self._delivered()
        said = differences(self.undisturbed, world(self.cloud))
        check(not said, f"{self.scenario.name}: delivered twice:", *said[:3])

    def _delivered(self) -> bool:
        if self._overtaken():
            return True
        try:
            return _done(self.scenario, _invoke(self.cloud, self.scenario, self.event))
        except Crash:
            return False
        except Exception:  # noqa: BLE001 - Lambda takes any error for a failed delivery, and so does this
            return False

    def _overtaken(self) -> bool:
        """A wait whose token is used up is not delivered again: the machine has gone on."""
        return self.scenario.function == "stage" and self.event["token"] not in self.cloud.machine._tokens


def _invoke(cloud: MotoCloud, scenario: Scenario, event: Event) -> Any:
    """In a process that has just started: its secrets are still to be read."""
    wiring.secret.cache_clear()
    wiring.gateway.cache_clear()
    return cloud.invoke(scenario.function, event)


def _done(scenario: Scenario, answer: Any) -> bool:
    """Whether the caller is content: an HTTP caller tries again on 409 and 5xx, a queue what is reported failed."""
    if scenario.route:
        return bool(answer["statusCode"] < 500 and answer["statusCode"] != 409)
    return not (isinstance(answer, dict) and answer.get("batchItemFailures"))


def prove(scale: Scale) -> Figures:
    missing = uncovered()
    check(not missing, "without a scenario:", *missing)
    cases = redelivered = most = calls = 0
    with moto_cloud() as cloud:
        stages = Stages(cloud)
        for number, scenario in enumerate(scenarios(), start=1):
            trial = Trial.of(stages, scenario)
            calls += len(trial.calls)
            trial.repeat()
            for at, kind in _cases(trial.calls, scale):
                took = trial.disturb(at, kind)
                cases, redelivered, most = cases + 1, redelivered + (took > 0), max(most, took)
            if scale is Scale.FULL:
                print(f"       crash_safety: scenario {number} of {len(scenarios())}", file=sys.stderr, flush=True)
    return {
        "scenarios": len(scenarios()),
        "calls": calls,
        "disturbed": cases,
        "redelivered": redelivered,
        "most redeliveries": most,
    }


def _cases(calls: list[Call], scale: Scale) -> Iterator[tuple[int, Kind]]:
    """Which calls go wrong how. Small leaves out what differs only in the number of reads before it."""
    chosen = range(len(calls)) if scale is Scale.FULL else edges(calls)
    for at in chosen:
        for kind in Kind:
            reading = calls[at].operation.startswith(READING)
            if not applies(kind, calls[at]):
                continue
            if scale is Scale.SMALL and reading and kind not in (Kind.CRASH_AFTER, Kind.SERVER_FAULT):
                continue
            yield at, kind


def control(scale: Scale) -> None:
    with torn_writes(), moto_cloud() as cloud:
        stages = Stages(cloud)
        for scenario in scenarios():
            if scenario.name in ("submit", "settle", "clear"):
                trial = Trial.of(stages, scenario)
                for at, call in enumerate(trial.calls):
                    if not call.operation.startswith(READING):
                        trial.disturb(at, Kind.CRASH_AFTER)


@contextlib.contextmanager
def torn_writes() -> Iterator[None]:
    """The store as it must not be: first the application, then the rest."""

    def torn(client: Any, table: str, steps: list[Operation]) -> None:
        for part in (steps[:1], steps[1:]):
            if part:
                run(client, table, part)

    with patch.object(transaction, "run", torn):
        yield
