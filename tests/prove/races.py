"""No application is stuck: whatever overtakes what, the workflow comes to wait exactly where the application stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from unittest.mock import patch

from imigrasi.domain.workflow import STATE_OF, needs_execution
from tests.prove.chaos import Chaos
from tests.prove.engine import empty_queues, moto_cloud
from tests.prove.row import Broken, Figures, Scale, check
from tests.prove.stages import Stages
from tests.prove.world import Stored, consistent, stored_items
from tests.support.moto_cloud import MotoCloud

PROMISE = "no application is stuck: outcomes before tokens, dead executions, foreign, late, double and lost messages"
CONTROL = "a workflow without its rescue"

STEPS = 50
#: Where schedules begin.
STARTS = ("uploaded", "submitted", "cleared", "adjudicating")
#: Rounds of schedules after which everything must have come to rest.
ROUNDS = 12


def prove(scale: Scale) -> Figures:
    seen: Counter[str] = Counter()
    schedules = scale.of(40, 500)
    with moto_cloud() as cloud:
        stages = Stages(cloud)
        for seed in range(schedules):
            seen += scheduled(stages, seed, rest)
    for trouble in Chaos.TROUBLES:
        check(seen[trouble], f"no schedule had any {trouble}")
    return {
        "schedules": schedules,
        "steps": STEPS * schedules,
        "executions killed": seen["kill"],
        "unheard of": seen["kill_unheard"],
        "waits timed out": seen["time_out"],
        "events repeated": seen["repeat_event"],
        "decisions at once": seen["decide_at_once"],
        "refused": seen["refused"],
        "rounds": seen["rounds"],
        "stuck": 0,
    }


def scheduled(stages: Stages, seed: int, calm: Callable[[MotoCloud], None]) -> Counter[str]:
    """One seeded schedule, then calm. Raises Broken with the seed that repeats it."""
    cloud = stages.cloud
    chaos = Chaos(stages.at(STARTS[seed % len(STARTS)]), seed)
    for _ in range(STEPS):
        chaos.step()
    calm(cloud)
    try:
        not_stuck(cloud)
        chaos.each_decided_once()
        consistent(cloud)
        waiting = cloud.roads.waiting()
        check(not waiting, "messages are left:", waiting)
    except Broken as broken:
        raise Broken(f"{broken} (seed {seed}: {', '.join(chaos.taken)})") from broken
    return chaos.seen


def rest(cloud: MotoCloud) -> None:
    """Nobody does anything any more; queues, stream and schedules work on until nothing changes."""
    before = None
    for _ in range(ROUNDS):
        cloud.pump()
        cloud.invoke("workflow_rescue", {"source": "schedule"})
        cloud.clock.advance(minutes=2)
        cloud.invoke("due_work", {"source": "schedule"})
        cloud.pump()
        now = [(name, execution.status, execution.state) for name, execution in cloud.machine.executions.items()]
        if now == before:
            return
        before = now
    raise Broken(f"not at rest after {ROUNDS} rounds of the schedules")


def not_stuck(cloud: MotoCloud) -> None:
    """One live execution where the application stands, waiting with a token that is kept; none where none is due."""
    running = [execution for execution in cloud.machine.executions.values() if execution.status == "RUNNING"]
    stored = stored_items(cloud)
    tokens = {
        (item["pk"]["S"], item["sk"]["S"]): item["token"]["S"]
        for item in stored
        if item["pk"]["S"].startswith("TOKEN#")
    }
    for application in Stored(stored).applications.values():
        if not needs_execution(application):
            check(not running, f"{application.status}, but {[each.name for each in running]} run")
            continue
        check(len(running) == 1, f"{application.status}, round {application.round}: {len(running)} executions run")
        (execution,) = running
        check(
            execution.name == f"{application.id}-{application.round}",
            f"round {application.round}: {execution.name} runs",
        )
        wanted = STATE_OF[application.stage]
        check(execution.state == wanted, f"{application.status}: the execution waits in {execution.state}")
        kept = tokens.get((f"TOKEN#{application.id}", f"{application.stage.value}#{application.round}"))
        check(kept == execution.token, f"{application.status}: the token that is kept is not the one waited for")


def control(scale: Scale) -> None:
    """Reports and sweeps of dead executions come to nothing."""
    with moto_cloud() as cloud, patch("tests.prove.races.ROUNDS", 3):
        stages = Stages(cloud)
        for seed in range(scale.of(40, 500)):
            scheduled(stages, seed, _rest_without_rescue)


def _rest_without_rescue(cloud: MotoCloud) -> None:
    invoke = cloud.invoke

    def without_rescue(function: str, event: dict[str, object] | None = None) -> object:
        return {"batchItemFailures": []} if function == "workflow_rescue" else invoke(function, event)

    with patch.object(cloud, "invoke", without_rescue):
        rest(cloud)
    empty_queues()
