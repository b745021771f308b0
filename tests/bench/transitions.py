"""State transitions of one application: states entered by the deployed machine, and the end it comes to."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.journey import journey
from tests.bench.line import Line


def lines() -> Iterator[Line]:
    states = journey().states
    yield Line("state transitions, standard path", " → ".join(states), float(len(states)), 8)
