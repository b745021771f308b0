"""An officer's runbook calls: who, what and why are taken from Systems Manager's own record."""

from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.officers import LINK, DisputeAsked, MoneyAsked, TaskAsked, asked_in, decision_function
from imigrasi.usecases.close_dispute import close_dispute
from imigrasi.usecases.close_task import close_task
from imigrasi.usecases.decide_application import Decision, decide_application
from imigrasi.usecases.decide_refund import approve_refund, refuse_refund
from imigrasi.usecases.hold_documents import HoldAsked, hold_documents
from imigrasi.usecases.open_file import FileAsked, open_file
from imigrasi.usecases.propose_refund import propose_refund
from imigrasi.usecases.record_refund import record_refund
from imigrasi.usecases.release_payment import release_payment


def decide(execution_id: str) -> dict[str, Any]:
    match asked_in(wiring.automation().execution(execution_id), execution_id):
        case Decision() as decision:
            status = decide_application(wiring.applications(), wiring.catalogue(), decision, at=now())
            return {"application_id": decision.application_id, "status": status}
        case MoneyAsked() as asked:
            return {"payment_id": asked.decision.order_id, "outcome": decide_money(asked)}
        case TaskAsked(task_id, officer, _):
            outcome = close_task(wiring.applications(), wiring.tasks(), task_id, officer, execution_id, at=now())
            return {"task_id": task_id, "outcome": outcome}
        case DisputeAsked(number, officer, reason, _):
            outcome = close_dispute(wiring.applications(), number, officer, reason, execution_id, at=now())
            return {"application_id": number, "outcome": outcome}
        case FileAsked() as asked:
            code = open_file(wiring.applications(), wiring.openings(), asked, at=now())
            return {"application_id": asked.application_id, LINK: f"{wiring.site()}/v1/files/{code}"}
        case HoldAsked() as asked:
            outcome = hold_documents(wiring.applications(), asked, at=now())
            return {"application_id": asked.application_id, "outcome": outcome}


def decide_money(asked: MoneyAsked) -> str:
    store, orders, catalogue = wiring.applications(), wiring.orders(), wiring.catalogue()
    match asked.move:
        case "release":
            return release_payment(store, orders, asked.decision, at=now())
        case "refund":
            return propose_refund(store, orders, catalogue, asked.decision, at=now())
        case "approve":
            return approve_refund(store, orders, catalogue, asked.decision, at=now())
        case "refuse":
            return refuse_refund(store, orders, asked.decision, at=now())
    return record_refund(store, orders, asked.decision, at=now())


handler = decision_function(decide)
