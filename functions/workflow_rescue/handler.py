"""Executions that died: one that is reported, or on schedule all that can be found."""

from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.executions import reported_round
from imigrasi.entrypoint.sweeps import sweep
from imigrasi.usecases.drive_workflow import rescue_workflow


def rescue(application_id: str, round_: int) -> str:
    return rescue_workflow(wiring.applications(), wiring.workflow(), application_id, round_, now())


_reported = queue_function("workflow.rescued", lambda message: rescue(*reported_round(message)))


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    if "Records" in event:
        return _reported(event, context)
    return sweep("workflow.rescued", wiring.workflow().dead_rounds(), lambda dead: rescue(*dead))
