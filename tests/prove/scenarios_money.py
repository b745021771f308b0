"""Officers and gateways at work on money that is held, goes back, or is taken back."""

from __future__ import annotations

from imigrasi.adapters.dynamo.payment_items import task_item
from imigrasi.usecases.writes import PutTask
from local.gateway.orders import ReturnKind
from tests.prove.scenarios import Event, Scenario, last_event, order, queue
from tests.support.citizen import Citizen
from tests.support.installation import TABLE
from tests.support.runbooks import principal


def _about(citizen: Citizen, officer: str, verb: str, **parameters: str) -> Event:
    """A runbook about the payment, recorded and not yet run."""
    chosen = {"PaymentId": order(citizen), **parameters}
    return {"execution_id": citizen.cloud.runbooks.record(principal(officer), f"imigrasi-local-{verb}", chosen)}


def _decides(name: str, stage: str, officer: str, verb: str, **parameters: str) -> Scenario:
    return Scenario(name, "decision", stage, lambda c: _about(c, officer, verb, **parameters))


def _closes(citizen: Citizen, task_id: str) -> Event:
    document, chosen = "imigrasi-local-task", {"TaskId": task_id}
    return {"execution_id": citizen.cloud.runbooks.record(principal("sari"), document, chosen)}


def _chargeback_task(citizen: Citizen) -> Event:
    (task,) = citizen.cloud.items("TASK#chargeback-")
    return _closes(citizen, task["pk"]["S"].removeprefix("TASK#"))


def _task_about_nobody(citizen: Citizen) -> Event:
    """A billing code that we never gave out was paid."""
    task = PutTask("unknown_code-1", "unknown_code", "lebong", "", citizen.cloud.clock.now())
    citizen.cloud.client("dynamodb").put_item(TableName=TABLE, Item=task_item(task))
    return _closes(citizen, task.task_id)


def _approved(citizen: Citizen) -> Event:
    """Two officers have decided, and the gateway has not been asked yet."""
    citizen.cloud.runbooks.start("ratna", "refund", PaymentId=order(citizen), Outcome="approve")
    return queue("confirmation", last_event(citizen))


def _approved_by_bank(citizen: Citizen) -> Event:
    """The same for a way of paying that knows no way back."""
    citizen.money("budi", "refund", "withdrawn")
    return _approved(citizen)


def _back(citizen: Citizen, kind: ReturnKind, heard: str) -> Event:
    """A part went back at the gateway, and its notice is on its way."""
    citizen.cloud.gateway.gateway.give_back(order(citizen), kind, 100_000)
    return queue("confirmation", {"order_id": order(citizen), "status": heard})


def _letter(citizen: Citizen) -> Event:
    return {"widget": "letter", "application_id": citizen.application_id, "payment_id": order(citizen)}


MONEY = (
    _decides("release", "overpaid", "budi", "money", Outcome="release", Reason="verified"),
    _decides("propose refund", "to give back", "budi", "money", Outcome="refund", Reason="withdrawn"),
    _decides("approve refund", "proposed", "ratna", "refund", Outcome="approve"),
    _decides("refuse refund", "proposed", "ratna", "refund", Outcome="refuse"),
    _decides("record refund", "refused by the gateway", "budi", "refund", Outcome="paid", Reference="SP2D-1/2026"),
    Scenario("close task", "decision", "charged back", _chargeback_task),
    Scenario("close task about nobody", "decision", "", _task_about_nobody),
    Scenario("send refund", "payment_confirmation", "proposed", _approved),
    Scenario("refund refused", "payment_confirmation", "paid and withdrawn", _approved_by_bank),
    Scenario("refunded unasked", "payment_confirmation", "paid", lambda c: _back(c, ReturnKind.REFUND, "refunded")),
    Scenario("charge back", "payment_confirmation", "paid", lambda c: _back(c, ReturnKind.CHARGEBACK, "charged_back")),
    Scenario("letter", "console", "refused by the gateway", _letter),
    Scenario("queue of tasks", "console", "charged back", lambda _c: {"widget": "queue", "queue": "chargeback"}),
    Scenario(
        "application with money",
        "console",
        "proposed",
        lambda c: {"widget": "application", "application_id": c.application_id},
    ),
)
