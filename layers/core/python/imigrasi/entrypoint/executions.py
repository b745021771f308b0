"""Reports about executions of the workflow, from Step Functions or from the driver."""

from __future__ import annotations

from typing import Any

from imigrasi.adapters.stepfunctions import round_named


def reported_round(message: dict[str, Any]) -> tuple[str, int]:
    """(application_id, round) of an execution that ended badly or whose token is dead."""
    if "detail" in message:
        return round_named(message["detail"]["name"])
    return message["application_id"], message["round"]
