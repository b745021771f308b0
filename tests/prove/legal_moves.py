"""Only legal moves: the whole table, and random histories of the real use cases, against a table of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from unittest.mock import patch

from imigrasi.domain import lifecycle
from imigrasi.domain.errors import IllegalMove
from imigrasi.domain.lifecycle import Circumstances, Command, Path, Status
from tests.prove.model import moves_made, rows_walked, walked
from tests.prove.moves import MOVES, NEXT_ACTION, OFFICERS, expected
from tests.prove.playing import explore, wander
from tests.prove.row import Broken, Figures, Scale, check

PROMISE = "only legal moves: every status × every command, and random histories"
CONTROL = "a table with one illegal row added"

#: Steps of a history by chance; and how many there may be until every move has been made.
STEPS, LONGEST = 60, 10_000


def prove(scale: Scale) -> Figures:
    compared = compare_table()
    compare_owners()
    walked.clear()
    explore(scale.of(100, 1_000), scale.of(30, 50))
    histories = scale.of(400, 5_000)
    wander_all(range(histories))
    rows = sum(map(len, MOVES.values()))
    while rows_walked() < rows and histories < LONGEST:
        wander(histories, STEPS)
        histories += 1
    check(rows_walked() == rows, "moves that no history made, so that they prove nothing:", *never_walked())
    return {
        "moves compared": compared,
        "histories": scale.of(100, 1_000) + histories,
        "moves made": moves_made(),
        "moves refused": walked["refused"],
        "rows walked": f"{rows_walked()} of {rows}",
    }


def never_walked() -> list[str]:
    rows = {f"{before} {command} -> {after}" for (before, command), ends in MOVES.items() for _, after in ends}
    return sorted(rows - set(walked))


def control(scale: Scale) -> None:
    """The comparison and both kinds of histories must each see it by themselves."""
    with patch.dict(lifecycle.NEXT, {(Status.DRAFT, Command.BOOK): lifecycle.to(Status.SCHEDULED)}):
        seen = [caught(compare_table), caught(lambda: explore(100, 30)), caught(lambda: wander_all(range(200)))]
    if all(seen):
        raise Broken("; ".join(each.splitlines()[0] for each in seen))


def wander_all(seeds: range) -> None:
    for seed in seeds:
        wander(seed, STEPS)


def caught(look: Callable[[], object]) -> str:
    """What `look` finds broken, empty when nothing."""
    try:
        look()
    except Broken as broken:
        return str(broken)
    return ""


def compare_table() -> int:
    """Every status × command × circumstance; how many were compared."""
    compared = 0
    for status, command, at in product(Status, Command, circumstances()):
        try:
            reached: str | None = lifecycle.next_status(status, command, at).value
        except IllegalMove:
            reached = None
        wanted = expected(status.value, command.value, at)
        check(reached == wanted, f"{status} {command} leads to {reached}, not {wanted}, when {at}")
        compared += 1
    return compared


def circumstances() -> Iterator[Circumstances]:
    flags = (False, True)
    returned = (None, Status.SUBMITTED, Status.EXAMINING, Status.ADJUDICATING, Status.SECOND_APPROVAL)
    lapsed = (None, Status.DRAFT, Status.RETURNED, Status.AWAITING_PAYMENT)
    for each in product(Path, returned, lapsed, flags, flags, flags, flags, flags):
        yield Circumstances(*each)


def compare_owners() -> None:
    """Who acts next, in which queue it lies, and that every status has its stage."""
    for status in Status:
        action = lifecycle.next_action(status, Circumstances())
        check(action == NEXT_ACTION[status.value], f"{status}: next action is {action}")
        check(status in lifecycle.STAGE_OF, f"{status} has no stage")
    final = lifecycle.next_action(Status.REJECTED, Circumstances(final=True))
    check(final == ("none", "none"), f"rejected for good: next action is {final}")
    queued = {status.value for status in lifecycle.OFFICER_STATUSES}
    check(queued == set(OFFICERS), "officers' queue holds", sorted(queued))
