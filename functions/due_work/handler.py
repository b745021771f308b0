"""On schedule: whatever is due by now, and events that the stream did not relay."""

from datetime import timedelta
from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.sweeps import sweep
from imigrasi.usecases.do_due_work import STREAM_GRACE_SECONDS, do_due_work, sweep_unrelayed


def handler(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    at = now()
    relayed = sweep_unrelayed(
        wiring.due(),
        wiring.outbox(),
        wiring.relay_marks(),
        before=at - timedelta(seconds=STREAM_GRACE_SECONDS),
    )
    done = sweep(
        "due.done",
        wiring.due().applications(at),
        lambda name: do_due_work(wiring.applications(), wiring.catalogue(), wiring.gateway_health(), name, at=at),
    )
    return {"relayed": relayed, **done}
