"""Money arrives: believed only from the gateway itself, booked once, never lost."""

from __future__ import annotations

from typing import Any

import pytest

from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.usecases.verify_ledger import LedgerReport, verify_ledger
from local.gateway import wire
from local.gateway.orders import Status
from tests.support.citizen import Citizen
from tests.support.http_client import Reply
from tests.support.installation import SERVER_KEY, TABLE
from tests.support.moto_cloud import MotoCloud

FEE = 650_000


def ledger(cloud: MotoCloud) -> LedgerReport:
    return verify_ledger(DynamoEnumeration(cloud.client("dynamodb"), TABLE))


def notify(cloud: MotoCloud, body: dict[str, Any]) -> Reply:
    return cloud.http.call("POST", "/v1/payments/callbacks/midtrans", raw=wire.encode(body))


def notice(citizen: Citizen, order_id: str, status: Status | None = None) -> dict[str, Any]:
    order = citizen.cloud.gateway.books.order(order_id)
    return wire.notice(order, SERVER_KEY, status)


# ---------------------------------------------------------------- being paid


def test_money_settles_the_application_and_stands_balanced_in_the_ledger(payer: Citizen) -> None:
    payer.pay()
    assert payer.status == "paid"
    report = ledger(payer.cloud)
    assert (report.captured, report.applied, report.suspended, report.faults) == (FEE, FEE, 0, ())


@pytest.mark.parametrize("kind", ["duplicate", "reordered", "late", "dropped"])
def test_a_gateway_that_misbehaves_is_booked_once(payer: Citizen, kind: str) -> None:
    payer.gateway_misbehaves(kind, payer.issue_payment()["order_id"])
    payer.cloud.clock.advance(minutes=20)
    payer.cloud.invoke("payment_reconciliation")
    payer.cloud.pump()
    report = ledger(payer.cloud)
    assert (payer.status, report.captures, report.applied, report.faults) == ("paid", 1, FEE, ())
    assert payer.events().count("PaymentSettled") == 1


def test_every_notice_of_a_duplicate_is_answered_200(payer: Citizen) -> None:
    assert payer.gateway_misbehaves("duplicate", payer.issue_payment()["order_id"]) == [200] * 5


def test_a_forged_and_an_altered_notice_are_401_and_leave_nothing(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    answers = payer.gateway_misbehaves("forged", order_id)
    assert answers == [401, 401]
    assert payer.status == "awaiting_payment"
    assert [item["sk"]["S"] for item in payer.cloud.items("ORDER#")] == ["META"]


def test_a_signed_notice_for_money_that_never_came_is_not_believed(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    pending = notice(payer, order_id, Status.PENDING)
    lie = pending | {"transaction_status": "settlement", "status_code": "200"}
    lie["signature_key"] = wire.sign(order_id, "200", lie["gross_amount"], SERVER_KEY)
    reply = notify(payer.cloud, lie)
    payer.cloud.pump()
    assert (reply.status, payer.status, ledger(payer.cloud).captures) == (200, "awaiting_payment", 0)


def test_a_notice_is_answered_without_detail(payer: Citizen) -> None:
    payer.issue_payment()
    reply = notify(payer.cloud, {"order_id": "x", "status_code": "200", "gross_amount": "1.00", "signature_key": "y"})
    assert (reply.status, set(reply.json)) == (401, {"type", "title", "status", "code", "request_id"})


def test_a_signed_notice_of_an_unknown_order_is_404(payer: Citizen) -> None:
    body = notice(payer, payer.issue_payment()["order_id"])
    stranger = body | {"order_id": "LBG-0000-0001-1-1"}
    code, amount = stranger["status_code"], stranger["gross_amount"]
    stranger["signature_key"] = wire.sign(stranger["order_id"], code, amount, SERVER_KEY)
    assert notify(payer.cloud, stranger).status == 404


def test_a_gateway_that_is_not_switched_on_is_404(cloud: MotoCloud) -> None:
    assert cloud.http.call("POST", "/v1/payments/callbacks/xendit", raw=b"{}").status == 404


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b'{"order_id": 1}', b"{}" * 20_000])
def test_a_notice_that_is_none_is_refused(cloud: MotoCloud, raw: bytes) -> None:
    assert cloud.http.call("POST", "/v1/payments/callbacks/midtrans", raw=raw).status in (400, 401)


def test_a_notice_is_stored_as_it_came_before_it_is_answered(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, FEE)
    body = wire.encode(notice(payer, order_id))
    payer.cloud.http.call("POST", "/v1/payments/callbacks/midtrans", raw=body)
    table = payer.cloud.client("dynamodb")
    rows = table.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues={":pk": {"S": f"ORDER#{order_id}"}, ":sk": {"S": "NOTICE#"}},
    )["Items"]
    assert [row["body"]["B"] for row in rows] == [body]
    assert rows[0]["relay"]["S"] == "PaymentNoticeReceived"


def test_both_server_keys_of_a_rotation_are_taken(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, FEE)
    old = notice(payer, order_id)
    payer.cloud.gateway.key = "SB-Mid-server-next"
    payer.cloud.set_secret("MIDTRANS_SECRET_ARN", "SB-Mid-server-next", SERVER_KEY)
    reply = notify(payer.cloud, old)
    payer.cloud.pump()
    assert (reply.status, payer.status) == (200, "paid")


# ---------------------------------------------------------------- money that fits nothing


def suspended(citizen: Citizen) -> str:
    """Why the last money went to suspense."""
    events = [row for row in citizen.view()["timeline"] if row["event"] == "PaymentSuspended"]
    return str(events[-1]["reason_code"])


def test_a_wrong_amount_goes_to_suspense_with_a_task(payer: Citizen) -> None:
    payer.gateway_misbehaves("wrong-amount", payer.issue_payment()["order_id"])
    report = ledger(payer.cloud)
    assert (payer.status, suspended(payer)) == ("awaiting_payment", "wrong_amount")
    assert (report.captured, report.suspended, report.applied, report.faults) == (FEE - 1000, FEE - 1000, 0, ())
    (task,) = payer.cloud.items("TASK#")
    assert task["queue_pk"]["S"] == "lebong#suspense#0"


def test_a_second_payment_goes_to_suspense(payer: Citizen) -> None:
    first = payer.issue_payment()["order_id"]
    payer.cloud.clock.advance(hours=25)
    second = payer.issue_payment()["order_id"]
    payer.gateway_misbehaves("dropped", second)
    payer.call("POST", f"/payments/{second}/check")
    payer.cloud.pump()
    payer.gateway_misbehaves("late", first)
    report = ledger(payer.cloud)
    assert (payer.status, suspended(payer)) == ("paid", "paid_already")
    assert (report.captures, report.applied, report.suspended, report.faults) == (2, FEE, FEE, ())


def test_money_for_a_withdrawn_application_goes_to_suspense(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.call("POST", "/withdrawal")
    payer.cloud.gateway.gateway.pay(order_id)
    payer.cloud.pump()
    assert (payer.status, suspended(payer)) == ("withdrawn", "not_due")


# ---------------------------------------------------------------- the verifier can fail


def test_the_ledgers_verifier_finds_a_side_that_was_edited(payer: Citizen) -> None:
    payer.pay()
    (debit,) = [row for row in payer.cloud.items("LEDGER#") if row["sk"]["S"].endswith("DEBIT")]
    payer.cloud.client("dynamodb").update_item(
        TableName=TABLE,
        Key={"pk": debit["pk"], "sk": debit["sk"]},
        UpdateExpression="SET amount = :amount",
        ExpressionAttributeValues={":amount": {"N": "1"}},
    )
    assert [fault.rpartition("/")[2] for fault in ledger(payer.cloud).faults][:1] == ["capture: not balanced"]


def test_the_ledgers_verifier_finds_a_paid_application_without_money(payer: Citizen) -> None:
    payer.pay()
    for row in payer.cloud.items("LEDGER#"):
        payer.cloud.client("dynamodb").delete_item(TableName=TABLE, Key={"pk": row["pk"], "sk": row["sk"]})
    assert f"{payer.application_id}: paid without an applied capture" in ledger(payer.cloud).faults
