"""A line that is over its budget is told, unless there is a reason, and then only up to its value."""

from __future__ import annotations

import pytest

from tests.bench.accepted import ACCEPTED
from tests.bench.line import Line, table

REASONED = "read units per application"


@pytest.mark.parametrize(
    ("metric", "value", "budget", "verdict"),
    [
        ("x", 1.0, 1.0, "ok"),
        ("x", 1.01, 1.0, "OVER"),
        ("x", 1.0, None, ""),
        ("x", None, 1.0, "not measured"),
        (REASONED, 41.0, 40.0, "accepted"),
        (REASONED, ACCEPTED[REASONED][0] + 1, 40.0, "OVER"),
    ],
)
def test_the_verdict(metric: str, value: float | None, budget: float | None, verdict: str) -> None:
    assert Line(metric, "", value, budget).verdict == verdict


def test_the_table_gives_the_reason_of_what_it_accepts() -> None:
    assert ACCEPTED[REASONED][1] in table([Line(REASONED, "", 41.0, 40.0)])
