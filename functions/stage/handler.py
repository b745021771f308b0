"""The workflow begins to wait: keep its token, or complete it when the outcome is already stored."""

from typing import Any

from imigrasi.domain.workflow import STAGE_NAMED
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.logs import log
from imigrasi.usecases.drive_workflow import register_wait


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    application_id, stage, round_ = event["application_id"], STAGE_NAMED[event["stage"]], event["round"]
    outcome = register_wait(
        wiring.applications(),
        wiring.tokens(),
        wiring.waits(),
        application_id,
        stage,
        round_,
        event["token"],
    )
    log.info("stage.waiting", application_id=application_id, stage=stage.value, round=round_, outcome=outcome)
    return {"outcome": outcome}
