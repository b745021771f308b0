"""`python -I -S inspected.py <order> <its folders> …`: inspects files as the function does, with its packages alone.

`order` is a JSON file, {name: [content type, path]}. What came of each is written beside it: `<order>.out`, {name:
{"code"} or {"content_type", "pages", "path"}}, with "peak", the most memory in bytes that any inspection held, the
function's own included, and "seconds", the processor's time that each took.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

order = Path(sys.argv[1])
sys.path[:0] = sys.argv[2:]
os.environ |= {"TABLE_NAME": "t", "POWERTOOLS_SERVICE_NAME": "document_check", "AWS_DEFAULT_REGION": "ap-southeast-3"}

import handler  # type: ignore[import-not-found] # noqa: E402 - the function itself, for what it holds in memory

from imigrasi.adapters.inspection.inspector import FileInspector  # noqa: E402
from imigrasi.entrypoint import wiring  # noqa: E402
from imigrasi.usecases.document_ports import Unfit  # noqa: E402

assert callable(handler.handler)
wiring.applications()
inspector = FileInspector()


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def children() -> int:
    """The most that one of the inspections held, with what it has of the function."""
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


def held() -> int:
    """The most that this process held. Not by getrusage: that also counts who started it."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


found: dict[str, object] = {}
seconds: dict[str, float] = {}
for name, (content_type, path) in json.loads(order.read_text()).items():
    before = spent()
    try:
        cleaned = inspector.cleaned(Path(path).read_bytes(), content_type)
    except Unfit as unfit:
        found[name] = {"code": unfit.code.value}
    else:
        kept = Path(f"{path}.kept")
        kept.write_bytes(cleaned.content)
        found[name] = {"content_type": cleaned.content_type, "pages": cleaned.pages, "path": str(kept)}
    seconds[name] = spent() - before
Path(f"{order}.out").write_text(json.dumps({"found": found, "seconds": seconds, "peak": max(held(), children())}))
