"""Something happened to an application: start its round, or complete the wait that is over."""

from typing import Any

from imigrasi.domain.lifecycle import Stage
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.usecases.drive_workflow import drive_workflow


def drive(message: dict[str, Any]) -> str:
    found = detail(message)
    return drive_workflow(
        wiring.applications(),
        wiring.tokens(),
        wiring.workflow(),
        wiring.rescues(),
        found["application_id"],
        Stage(found["stage"]),
        found["round"],
    )


handler = queue_function("workflow.driven", drive)
