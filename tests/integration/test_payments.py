"""Payments: issued once, believed only from the gateway itself, booked once, never lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imigrasi.adapters.dynamo.applications import DynamoApplications
from tests.support.citizen import Citizen, fresh_key

FEE = 650_000


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
    from imigrasi.usecases.payment_ports import GatewayUnavailable

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


# ---------------------------------------------------------------- asking


def test_i_have_paid_asks_the_gateway_now(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.gateway_misbehaves("dropped", order_id)
    reply = payer.call("POST", f"/payments/{order_id}/check")
    payer.cloud.pump()
    assert (reply.status, payer.status) == (202, "paid")


def test_another_applications_payment_cannot_be_asked_about(payer: Citizen) -> None:
    assert payer.call("POST", "/payments/LBG-0000-0001-1-1/check").status == 404


def test_reconciliation_asks_after_a_quarter_of_an_hour(payer: Citizen) -> None:
    payer.gateway_misbehaves("dropped", payer.issue_payment()["order_id"])
    payer.cloud.clock.advance(minutes=14)
    early = payer.cloud.invoke("payment_reconciliation")
    payer.cloud.clock.advance(minutes=2)
    due = payer.cloud.invoke("payment_reconciliation")
    payer.cloud.pump()
    assert (early, due, payer.status) == ({"asked": 0}, {"asked": 1}, "paid")


def test_an_order_that_was_paid_is_asked_about_no_more(payer: Citizen) -> None:
    payer.pay().cloud.clock.advance(days=2)
    assert payer.cloud.invoke("payment_reconciliation") == {"asked": 0}


def test_an_order_that_was_paid_meanwhile_does_not_come_back_into_the_index(payer: Citizen) -> None:
    from imigrasi.entrypoint import wiring

    payer.pay()
    wiring.due().ask_again(f"{payer.application_id}-1", payer.cloud.clock.now())
    assert [item for item in payer.cloud.items("ORDER#") if "due_pk" in item] == []


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


# ---------------------------------------------------------------- on record


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
