"""How long `make run` took on this machine, as the local runner noted it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.bench.bundles import ROOT
from tests.bench.line import Line

BUDGETS = {"empty": 300.0, "unchanged": 20.0}


def lines() -> Iterator[Line]:
    noted = ROOT / ".local" / "times.json"
    times = json.loads(noted.read_text(encoding="utf-8")) if noted.exists() else {}
    for kind, budget in BUDGETS.items():
        said = "by the local runner" if kind in times else "not measured: no `make run` has been noted here"
        yield Line(f"make run, {kind}", said, times.get(kind), budget, " s")
