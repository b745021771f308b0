"""On schedule: whatever is due by now, events that the stream did not relay, and scans that say nothing."""

from datetime import timedelta
from typing import Any

from imigrasi.entrypoint import document_wiring, wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.sweeps import sweep
from imigrasi.usecases.do_due_work import STREAM_GRACE_SECONDS, ask_for_verdict, do_due_work, sweep_unrelayed


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
    checks = document_wiring.checks()
    asked = sweep("scans.overdue", wiring.due().overdue_scans(at), lambda overdue: ask_for_verdict(checks, *overdue))
    return {"relayed": relayed, **done, **asked}
