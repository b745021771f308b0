"""Two ways to play histories: hypothesis shrinks what it finds but seldom gets far; weighted chance gets everywhere."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test

from imigrasi.domain.lifecycle import Path
from tests.prove.histories import History
from tests.prove.model import DETAIL, OFFICERS
from tests.prove.row import Broken

#: How often each step is tried.
WEIGHTS = {
    "go_on": 12,
    "decide": 8,
    "wait": 4,
    "book": 3,
    "object_": 3,
    "pay_late": 2,
    "issue": 2,
    "pay": 2,
    "save": 2,
    "submit": 1,
    "withdraw": 1,
}


def explore(runs: int, steps: int) -> None:
    """`runs` histories of up to `steps` steps. Raises Broken with the shortest one that fails."""
    try:
        run_state_machine_as_test(
            History,
            settings=settings(
                max_examples=runs,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                derandomize=True,
                verbosity=Verbosity.quiet,
                report_multiple_bugs=False,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            ),
        )
    except Broken as broken:
        raise Broken(f"{broken}\n" + "\n".join(getattr(broken, "__notes__", []))) from broken


def wander(seed: int, steps: int) -> None:
    """One history of `steps` steps. Raises Broken with the seed that repeats it."""
    chance = Random(seed)
    history = History()
    history.begin(chance.choice(list(Path)), chance.random() < 0.5)
    taken = []
    try:
        for _ in range(steps):
            (step,) = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
            taken.append(step)
            take(history, step, chance)
            history.as_the_table_says()
    except Broken as broken:
        raise Broken(f"{broken} (seed {seed}: {', '.join(taken)})") from broken


def take(history: History, step: str, chance: Random) -> None:
    """One step with everything about it left to chance."""
    if step == "pay_late" and not history.gateway.unpaid():
        return
    arguments: dict[str, tuple[object, ...]] = {
        "go_on": ([chance.choice(OFFICERS[:4])],),
        "decide": (chance.choice(sorted(DETAIL)), chance.choice(OFFICERS)),
        "wait": (chance.choice((1, 1, 2, 3, 5, 10, 20, 33)),),
        "book": (chance.randrange(200),),
        "pay": (chance.randrange(6),),
        "save": (chance.random() < 0.8,),
        "submit": (chance.random() < 0.9,),
        "withdraw": (chance.randrange(5),),
    }
    getattr(history, step)(*arguments.get(step, ()))
