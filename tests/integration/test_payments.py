"""Payments: issued once, believed only from the gateway itself, booked once, never lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imigrasi.adapters import aws
from imigrasi.adapters.dynamo.applications import DynamoApplications
from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.usecases.verify_ledger import LedgerReport, verify_ledger
from local.gateway import wire
from local.gateway.books import Status
from local.gateway.misbehaviour import MISBEHAVIOURS
from tests.support.citizen import Citizen, fresh_key
from tests.support.http_client import Reply
from tests.support.installation import SERVER_KEY, TABLE
from tests.support.moto_cloud import MotoCloud

FEE = 650_000


@pytest.fixture
def payer(citizen: Citizen) -> Citizen:
    """Somebody whose fee is due."""
    return citizen.cleared()


def ledger(cloud: MotoCloud) -> LedgerReport:
    return verify_ledger(DynamoEnumeration(cloud.client("dynamodb"), TABLE))


def misbehave(citizen: Citizen, kind: str, order_id: str) -> list[int]:
    """What the gateway's notices were answered, in order; afterwards everything has been carried."""
    gateway = citizen.cloud.gateway.gateway
    outcome = MISBEHAVIOURS[kind](gateway, gateway.books.order(order_id))
    citizen.cloud.pump()
    return [answer for notice in outcome.notices for answer in notice.delivery.answers]


def notify(cloud: MotoCloud, body: dict[str, Any]) -> Reply:
    return cloud.http.call("POST", "/v1/payments/callbacks/midtrans", raw=wire.encode(body))


def notice(citizen: Citizen, order_id: str, status: Status | None = None) -> dict[str, Any]:
    order = citizen.cloud.gateway.books.order(order_id)
    return wire.notice(order, SERVER_KEY, status)


# ---------------------------------------------------------------- issuing


def test_a_payment_is_issued_for_the_fee_with_something_to_pay_with(payer: Citizen) -> None:
    payment = payer.issue_payment()
    assert (payment["amount"], payment["currency"], payment["gateway"]) == (FEE, "IDR", "midtrans")
    assert payment["payment_id"] == payment["order_id"] == f"{payer.application_id}-1"
    assert payment["billing_code"].isdigit()
    assert (payment["status"], payer.cloud.gateway.books.order(payment["order_id"]).amount) == ("pending", FEE)


def test_a_pending_payment_is_returned_again(payer: Citizen) -> None:
    assert payer.issue_payment() == payer.issue_payment()
    assert len(payer.cloud.gateway.books.orders()) == 1


def test_the_same_key_is_answered_the_same_after_expiry_too(payer: Citizen) -> None:
    key = fresh_key()
    first = payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=key)
    payer.cloud.clock.advance(hours=25)
    again = payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=key)
    assert again.json["order_id"] == first.json["order_id"]


def test_an_expired_payment_is_replaced_on_the_same_application(payer: Citizen) -> None:
    payer.issue_payment()
    payer.cloud.clock.advance(hours=25)
    assert payer.issue_payment()["order_id"] == f"{payer.application_id}-2"


def test_no_payment_before_the_fee_is_due(citizen: Citizen) -> None:
    reply = citizen.submitted().call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=fresh_key())
    assert (reply.status, reply.code) == (409, "payment_not_due")


def test_no_payment_after_it_has_been_paid(payer: Citizen) -> None:
    reply = payer.pay().call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=fresh_key())
    assert (reply.status, reply.code) == (409, "already_paid")


def test_an_unknown_gateway_is_refused(payer: Citizen) -> None:
    reply = payer.call("POST", "/payments", {"gateway": "barter"}, idempotency_key=fresh_key())
    assert (reply.status, reply.code) == (422, "gateway_unknown")


def test_a_gateway_that_is_out_is_503_and_the_next_request_makes_the_charge(payer: Citizen) -> None:
    payer.cloud.gateway.gateway.fail_for(60)
    key = fresh_key()
    out = payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=key)
    payer.cloud.gateway.gateway.fail_for(0)
    again = payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=key)
    assert (out.status, out.code, "retry-after" in out.headers) == (503, "gateway_unavailable", True)
    assert (again.status, again.json["status"]) == (201, "pending")


def test_another_request_while_a_charge_is_under_way_is_told_to_wait(payer: Citizen) -> None:
    payer.cloud.gateway.gateway.fail_for(60)
    payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=fresh_key())
    reply = payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=fresh_key())
    assert (reply.status, reply.code, reply.headers["retry-after"]) == (409, "in_progress", "2")


def test_a_charge_whose_answer_was_lost_is_found_again(payer: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    from imigrasi.adapters.gateways.midtrans import Midtrans
    from imigrasi.usecases.ports import GatewayUnavailable

    charge = Midtrans.charge

    def lost(*args: Any, **options: Any) -> Any:
        charge(*args, **options)
        raise GatewayUnavailable

    monkeypatch.setattr(Midtrans, "charge", lost)
    key = fresh_key()
    assert payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=key).status == 503
    monkeypatch.undo()
    again = payer.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=key)
    (order,) = payer.cloud.gateway.books.orders()
    assert again.json["billing_code"] == order.va_number


# ---------------------------------------------------------------- being paid


def test_money_settles_the_application_and_stands_balanced_in_the_ledger(payer: Citizen) -> None:
    payer.pay()
    assert payer.status == "paid"
    report = ledger(payer.cloud)
    assert (report.captured, report.applied, report.suspended, report.faults) == (FEE, FEE, 0, ())


@pytest.mark.parametrize("kind", ["duplicate", "reordered", "late", "dropped"])
def test_a_gateway_that_misbehaves_is_booked_once(payer: Citizen, kind: str) -> None:
    misbehave(payer, kind, payer.issue_payment()["order_id"])
    payer.cloud.clock.advance(minutes=20)
    payer.cloud.invoke("payment_reconciliation")
    payer.cloud.pump()
    report = ledger(payer.cloud)
    assert (payer.status, report.captures, report.applied, report.faults) == ("paid", 1, FEE, ())
    assert payer.events().count("PaymentSettled") == 1


def test_every_notice_of_a_duplicate_is_answered_200(payer: Citizen) -> None:
    assert misbehave(payer, "duplicate", payer.issue_payment()["order_id"]) == [200] * 5


def test_a_forged_and_an_altered_notice_are_401_and_leave_nothing(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    answers = misbehave(payer, "forged", order_id)
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
    misbehave(payer, "wrong-amount", payer.issue_payment()["order_id"])
    report = ledger(payer.cloud)
    assert (payer.status, suspended(payer)) == ("awaiting_payment", "wrong_amount")
    assert (report.captured, report.suspended, report.applied, report.faults) == (FEE - 1000, FEE - 1000, 0, ())
    (task,) = payer.cloud.items("TASK#")
    assert task["queue_pk"]["S"] == "lebong#suspense#0"


def test_a_second_payment_goes_to_suspense(payer: Citizen) -> None:
    first = payer.issue_payment()["order_id"]
    payer.cloud.clock.advance(hours=25)
    second = payer.issue_payment()["order_id"]
    misbehave(payer, "dropped", second)
    payer.call("POST", f"/payments/{second}/check")
    payer.cloud.pump()
    misbehave(payer, "late", first)
    report = ledger(payer.cloud)
    assert (payer.status, suspended(payer)) == ("paid", "paid_already")
    assert (report.captures, report.applied, report.suspended, report.faults) == (2, FEE, FEE, ())


def test_money_for_a_withdrawn_application_goes_to_suspense(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.call("POST", "/withdrawal")
    payer.cloud.gateway.gateway.pay(order_id)
    payer.cloud.pump()
    assert (payer.status, suspended(payer)) == ("withdrawn", "not_due")


# ---------------------------------------------------------------- asking


def test_i_have_paid_asks_the_gateway_now(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    misbehave(payer, "dropped", order_id)
    reply = payer.call("POST", f"/payments/{order_id}/check")
    payer.cloud.pump()
    assert (reply.status, payer.status) == (202, "paid")


def test_another_applications_payment_cannot_be_asked_about(payer: Citizen) -> None:
    assert payer.call("POST", "/payments/LBG-0000-0001-1-1/check").status == 404


def test_reconciliation_asks_after_a_quarter_of_an_hour(payer: Citizen) -> None:
    misbehave(payer, "dropped", payer.issue_payment()["order_id"])
    payer.cloud.clock.advance(minutes=14)
    early = payer.cloud.invoke("payment_reconciliation")
    payer.cloud.clock.advance(minutes=2)
    due = payer.cloud.invoke("payment_reconciliation")
    payer.cloud.pump()
    assert (early, due, payer.status) == ({"asked": 0}, {"asked": 1}, "paid")


def test_an_order_that_was_paid_is_asked_about_no_more(payer: Citizen) -> None:
    payer.pay().cloud.clock.advance(days=2)
    assert payer.cloud.invoke("payment_reconciliation") == {"asked": 0}


def test_an_order_nobody_pays_is_given_up_some_days_after_it_expired(payer: Citizen) -> None:
    payer.issue_payment()
    asked = []
    for _ in range(9):
        payer.cloud.clock.advance(hours=13)
        asked.append(payer.cloud.invoke("payment_reconciliation")["asked"])
        payer.cloud.pump()
    assert asked[0] == 1
    assert asked[-1] == 0
    assert payer.view()["payment"]["payments"][0]["status"] == "expired"


def test_an_expired_order_is_asked_about_twice_a_day(payer: Citizen) -> None:
    payer.issue_payment()
    asked = []
    for hours in (25, 1, 12, 1):
        payer.cloud.clock.advance(hours=hours)
        asked.append(payer.cloud.invoke("payment_reconciliation")["asked"])
        payer.cloud.pump()
    assert asked == [1, 0, 1, 0]


def test_while_the_gateway_is_out_the_question_stays_in_the_queue(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.fail_for(60)
    payer.cloud.roads.send("confirmation", {"order_id": order_id})
    payer.cloud.roads.deliver("confirmation")
    assert payer.cloud.roads.waiting() == {"confirmation": 1}


def test_one_confirmation_of_an_order_at_a_time(payer: Citizen) -> None:
    from imigrasi.entrypoint import wiring

    order_id = payer.issue_payment()["order_id"]
    at = payer.cloud.clock.now()
    assert wiring.orders().claim_confirmation(order_id, at, at.replace(year=at.year + 1))
    payer.cloud.roads.send("confirmation", {"order_id": order_id})
    payer.cloud.roads.deliver("confirmation")
    assert payer.cloud.roads.waiting() == {"confirmation": 1}


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
    assert ledger(payer.cloud).faults == (f"{payer.application_id}: paid without an applied capture",)


def test_the_file_and_the_order_tell_the_same_of_a_payment(payer: Citizen) -> None:
    from imigrasi.entrypoint import wiring

    payer.pay()
    store: DynamoApplications = wiring.applications()
    (shown,) = store.file(payer.application_id).payments
    assert wiring.orders().order(shown.order_id) == shown


def test_a_charge_carries_nothing_about_the_citizen(payer: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    charge = type(payer.cloud.gateway.gateway).charge

    def seen(gateway: Any, request: Any) -> Any:
        asked.append(request)
        return charge(gateway, request)

    monkeypatch.setattr(type(payer.cloud.gateway.gateway), "charge", seen)
    payer.issue_payment()
    assert asked[0]["transaction_details"] == {"order_id": f"{payer.application_id}-1", "gross_amount": FEE}
    assert payer.person.full_name not in json.dumps(asked)


def test_clients_are_made_once(payer: Citizen) -> None:
    assert aws.client("dynamodb") is aws.client("dynamodb")
