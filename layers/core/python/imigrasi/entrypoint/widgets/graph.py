"""The workflow as a picture: the machine's own definition, and over it the way an execution went.

States of the way stand in one column, ends in rows below. Transitions taken are solid and thick, others thin and
broken; the branches to ends are drawn only where taken, or they would hide everything else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from imigrasi.entrypoint.widgets.markup import Markup, join, tag
from imigrasi.entrypoint.widgets.words import Words

WIDTH, NODE, HEIGHT, GAP, TOP = 340, 176, 34, 18, 8
LEFT = (WIDTH - NODE) // 2
END_WIDTH, ENDS_A_ROW = 108, 3


@dataclass(frozen=True, slots=True)
class Machine:
    """`steps` and `ends` in the order of the definition; `edges` between steps, each once."""

    steps: tuple[str, ...]
    ends: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]


def machine_of(definition: Mapping[str, Any]) -> Machine:
    """The picture's parts, from ASL."""
    states: Mapping[str, Any] = definition.get("States", {})
    ends = tuple(name for name, state in states.items() if state.get("Type") in ("Succeed", "Fail"))
    steps = tuple(name for name in states if name not in ends)
    edges = dict.fromkeys(
        (name, target) for name in steps for target in _targets(states[name]) if target in steps and target != name
    )
    return Machine(steps, ends, tuple(edges))


def _targets(state: Mapping[str, Any]) -> list[str]:
    branches = [*state.get("Choices", ()), *state.get("Catch", ())]
    found = [state.get("Next"), state.get("Default"), *(branch.get("Next") for branch in branches)]
    return [target for target in found if target]


def graph(definition: Mapping[str, Any], visited: Sequence[str], running: bool, words: Words, label: str) -> Markup:
    """`visited`: states entered, in order. The last one is where it stands, if it is `running`."""
    machine = machine_of(definition)
    taken = set(pairwise(visited))
    places = _places(machine)
    edges = [_edge(edge, places, edge in taken) for edge in machine.edges]
    to_ends = [_edge(edge, places, taken=True) for edge in sorted(taken) if edge[1] in machine.ends]
    counts = Counter(visited)
    last = visited[-1] if visited else None
    nodes = [
        _node(name, places[name], counts[name], name == last and running, name in machine.ends, words)
        for name in (*machine.steps, *machine.ends)
    ]
    rows = -(-len(machine.ends) // ENDS_A_ROW)
    height = TOP + len(machine.steps) * (HEIGHT + GAP) + 26 + rows * (HEIGHT + 10)
    return tag(
        "svg",
        *edges,
        *to_ends,
        *nodes,
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        role="img",
        aria_label=label,
    )


def _places(machine: Machine) -> dict[str, tuple[int, int, int]]:
    """State → x, y, width."""
    places = {name: (LEFT, TOP + at * (HEIGHT + GAP), NODE) for at, name in enumerate(machine.steps)}
    below = TOP + len(machine.steps) * (HEIGHT + GAP) + 26
    for at, name in enumerate(machine.ends):
        row, column = divmod(at, ENDS_A_ROW)
        places[name] = (4 + column * (END_WIDTH + 4), below + row * (HEIGHT + 10), END_WIDTH)
    return places


def _edge(edge: tuple[str, str], places: dict[str, tuple[int, int, int]], taken: bool) -> Markup:
    (x1, y1, w1), (x2, y2, w2) = places[edge[0]], places[edge[1]]
    look = (
        {"stroke": "var(--pine)", "stroke_width": 3}
        if taken
        else {"stroke": "var(--border)", "stroke_dasharray": "3 4"}
    )
    out, into = y1 + HEIGHT // 2, y2 + HEIGHT // 2
    if y2 - y1 == HEIGHT + GAP and x1 == x2:
        line = f"M{x1 + w1 // 2} {y1 + HEIGHT}V{y2}"
    elif x1 == x2:
        # Beside the column: forward on the left, back on the right; the further, the wider.
        side = min(x1 - 6, 14 + abs(y2 - y1) // 9)
        start, bend = (x1, x1 - side) if y2 > y1 else (x1 + w1, x1 + w1 + side)
        line = f"M{start} {out}C{bend} {out} {bend} {into} {start} {into}"
    else:
        middle, above = x2 + w2 // 2, y2 - 14
        line = f"M{x1 + w1} {out}C{WIDTH} {out} {WIDTH - 4} {above} {middle} {above}L{middle} {y2}"
    return tag("path", d=line, fill="none", **look)


def _node(name: str, place: tuple[int, int, int], times: int, current: bool, end: bool, words: Words) -> Markup:
    x, y, width = place
    shape = {"x": x, "y": y, "width": width, "height": HEIGHT, "rx": 17 if end else 6}
    if current:
        look = {"fill": "var(--focus)", "stroke": "var(--ink)", "stroke_width": 3}
    elif times:
        look = {"fill": "var(--surface)", "stroke": "var(--pine)", "stroke_width": 2}
    else:
        look = {"fill": "var(--paper)", "stroke": "var(--border)", "stroke_width": 1}
    sign = "➤ " if current else ("■ " if end else "✓ ") if times else ""
    repeated = f" ×{times}" if times > 1 else ""
    label = tag(
        "text", f"{sign}{words.of('state', name)}{repeated}", x=x + width // 2, y=y + 22, text_anchor="middle",
        class_="imi-here" if current else None,
    )  # fmt: skip
    return join(tag("g", tag("title", name), tag("rect", **shape, **look), label))
