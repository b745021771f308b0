"""Officers and money at the command line: the runbooks `money`, `refund`, `dispute` and `task`, as in the console."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from imigrasi.adapters.dynamo.applications import DynamoApplications
from imigrasi.adapters.dynamo.orders import DynamoOrders
from imigrasi.domain.errors import NotFound
from imigrasi.domain.payment import MONEY_MOVED, Payment
from imigrasi.domain.refund import Refund, RefundStatus
from local import cloud
from local.home import Home, LocalError
from local.officers import PATIENCE_SECONDS, check_known, run_to_success, unknown_application

#: Move → the runbook it belongs to.
MOVES = {
    "release": "money",
    "refund": "money",
    "approve": "refund",
    "refuse": "refund",
    "paid": "refund",
}


def _has_come(payment: Payment, _refunds: tuple[Refund, ...]) -> bool:
    return payment.status in MONEY_MOVED


Ready = Callable[[Payment, tuple[Refund, ...]], bool]
#: When a move has something to be about.
_READY: dict[str, Ready] = {
    "approve": lambda _payment, refunds: any(it.status is RefundStatus.PROPOSED for it in refunds),
    "refuse": lambda _payment, refunds: any(it.status is RefundStatus.PROPOSED for it in refunds),
    "paid": lambda _payment, refunds: any(it.is_to_be_paid_by_hand for it in refunds),
}


def act(home: Home, officer: str, move: str, payment_id: str, given: Mapping[str, str]) -> dict[str, Any]:
    """Has an officer decide about a payment's money. Waits until there is something to decide, at most
    PATIENCE_SECONDS; then the decision function has the last word. Raises LocalError with its code when it refuses.
    """
    check_known(officer)
    wait_until_ready(home, move, payment_id)
    parameters = {"PaymentId": [payment_id], "Outcome": [move], **{name: [value] for name, value in given.items()}}
    execution = run_to_success(home, officer, MOVES[move], move, parameters)
    return {"payment_id": payment_id, "officer": officer, "move": move, **_told(execution)}


def answer(home: Home, officer: str, application_id: str, reason: str) -> dict[str, Any]:
    """Has an officer answer a citizen who misses a payment. Waits until the photograph has been taken in, at most
    PATIENCE_SECONDS; then the decision function has the last word. Raises LocalError.
    """
    check_known(officer)
    applications = DynamoApplications(cloud.client("dynamodb", home.ports()), cloud.table_name(home))
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while applications.load(application_id).dispute is None and time.monotonic() < deadline:
            time.sleep(0.2)
    except NotFound as unknown:
        raise unknown_application(application_id) from unknown
    parameters = {"ApplicationId": [application_id], "Outcome": ["close"], "Reason": [reason]}
    execution = run_to_success(home, officer, "dispute", "answer", parameters)
    return {"application_id": application_id, "officer": officer, **_told(execution)}


def close(home: Home, officer: str, task_id: str) -> dict[str, Any]:
    """Has an officer close a task. Raises LocalError."""
    check_known(officer)
    execution = run_to_success(home, officer, "task", "close", {"TaskId": [task_id]})
    return {"task_id": task_id, "officer": officer, **_told(execution)}


def wait_until_ready(home: Home, move: str, payment_id: str) -> None:
    ready = _READY.get(move, _has_come)
    orders = DynamoOrders(cloud.client("dynamodb", home.ports()), cloud.table_name(home))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            payment = orders.order(payment_id)
        except NotFound as unknown:
            text = f"There is no payment {payment_id}. Its number looks like LBG-XXXX-XXXX-C-1."
            raise LocalError(text, code="payment_unknown") from unknown
        if ready(payment, orders.books(payment).refunds) or time.monotonic() > deadline:
            return
        time.sleep(0.2)


def _told(execution: Mapping[str, Any]) -> dict[str, Any]:
    payload = execution["StepExecutions"][-1]["Outputs"]["Payload"][0]
    return {"outcome": json.loads(payload)["outcome"], "execution_id": execution["AutomationExecutionId"]}
