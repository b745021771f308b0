"""`python -m tests.bench [name …]`: measures, prints a table, writes `.local/bench.json`.

Exits with 1 when a line is over its budget and not on the reasoned list, or when a tool that is here could
not measure.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
from datetime import UTC, datetime
from types import ModuleType

# Before anything of the product is imported: its logger and clients read these once.
for _name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SSM", "CLOCK_FILE"):
    os.environ.pop(_name, None)
os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_SERVICE_NAME="bench",
    POWERTOOLS_LOG_LEVEL="ERROR",
)
sys.path.insert(0, "layers/core/python")

from tests.bench import (  # noqa: E402
    callbacks,
    cold_start,
    cost,
    denials,
    documents,
    instructions,
    pages,
    peak,
    request_cpu,
    run_times,
    sdk_calls,
    size,
    transitions,
    units,
)
from tests.bench.bundles import ROOT  # noqa: E402
from tests.bench.line import Line, table  # noqa: E402

METRICS: tuple[ModuleType, ...] = (
    cold_start,
    instructions,
    size,
    request_cpu,
    sdk_calls,
    units,
    transitions,
    cost,
    peak,
    pages,
    documents,
    denials,
    callbacks,
    run_times,
)


def main(chosen: list[str]) -> int:
    names = [metric.__name__.rpartition(".")[2] for metric in METRICS]
    unknown = set(chosen) - set(names)
    if unknown:
        print(f"There is no metric {', '.join(sorted(unknown))}: choose from {', '.join(names)}.")
        return 2
    lines: list[Line] = []
    for name, metric in zip(names, METRICS, strict=True):
        if not chosen or name in chosen:
            began = time.monotonic()
            with contextlib.redirect_stdout(io.StringIO()):  # handlers log one line per request
                lines += metric.lines()
            print(f"{name} … {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(table(lines))
    if not chosen:
        keep(lines)
    return 1 if any(line.verdict == "OVER" for line in lines) else 0


def keep(lines: list[Line]) -> None:
    file = ROOT / ".local" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    file.write_text(json.dumps({"at": at, "lines": [line.content for line in lines]}, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
