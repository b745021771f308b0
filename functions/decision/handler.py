"""An officer's runbook calls: who, what and why are taken from Systems Manager's own record."""

from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.officers import decision_function, decision_of
from imigrasi.usecases.decide_application import decide_application


def decide(execution_id: str) -> dict[str, Any]:
    decision = decision_of(wiring.automation().execution(execution_id), execution_id)
    status = decide_application(wiring.applications(), wiring.catalogue(), decision, at=now())
    return {"application_id": decision.application_id, "status": status}


handler = decision_function(decide)
