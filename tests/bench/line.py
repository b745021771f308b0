"""A line of the table: what was measured, against which floor, within which budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.accepted import ACCEPTED


@dataclass(frozen=True, slots=True)
class Line:
    """`value` is held to `budget` (at most) when there is one; `measured` is what is shown beside it.

    `value` None: it could not be measured here, and `measured` says why.
    """

    metric: str
    measured: str
    value: float | None = None
    budget: float | None = None
    unit: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None or self.budget is None:
            return "not measured" if self.value is None and self.budget is not None else ""
        if self.value <= self.budget:
            return "ok"
        ceiling, _ = ACCEPTED.get(self.metric, (self.budget, ""))
        return "accepted" if self.value <= ceiling else "OVER"

    @property
    def row(self) -> tuple[str, str, str, str, str]:
        value = "" if self.value is None else f"{_short(self.value)}{self.unit}"
        budget = "" if self.budget is None else f"≤ {_short(self.budget)}{self.unit}"
        return (self.metric, self.measured, value, budget, self.verdict)

    @property
    def content(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.2f}"


HEADINGS = ("metric", "measured", "value", "budget", "")


def table(lines: Sequence[Line]) -> str:
    rows = [HEADINGS, *(line.row for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    shown = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    shown.insert(1, "  ".join("─" * width for width in widths).rstrip())
    accepted = [line.metric for line in lines if line.verdict == "accepted"]
    notes = [f"accepted up to {ACCEPTED[metric][0]:g}: {metric}. {ACCEPTED[metric][1]}" for metric in accepted]
    return "\n".join(shown + notes)
