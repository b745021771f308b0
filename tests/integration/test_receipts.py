"""A receipt over the API: on the payment's line, and verified by whoever holds its code."""

from __future__ import annotations

from typing import Any

from tests.support.citizen import Citizen
from tests.support.http_client import Reply


def line(citizen: Citizen) -> dict[str, Any]:
    shown: dict[str, Any] = citizen.view()["payment"]["payments"][-1]
    return shown


def verified(citizen: Citizen, code: str) -> Reply:
    return citizen.cloud.http.call("GET", f"/v1/verifications/{code}")


def test_a_paid_fee_has_a_receipt_that_anybody_can_verify(payer: Citizen) -> None:
    payer.pay()
    paid = line(payer)
    answer = verified(payer, paid["receipt"])
    day = str((payer.cloud.clock.now()).date())
    assert answer.status == 200
    assert answer.json | {"issued_on": day} == {
        "valid": True,
        "kind": "receipt",
        "service": "passport-renewal",
        "issued_on": day,
        "revoked": False,
    }
    assert verified(payer, paid["receipt"].replace("-", "").lower()).json == answer.json
    assert paid["gateway_payment_id"] == payer.cloud.gateway.books.order(paid["order_id"]).transaction_id


def test_a_pending_payment_has_none(payer: Citizen) -> None:
    payer.issue_payment()
    assert not {"receipt", "gateway_payment_id"} & line(payer).keys()


def test_money_in_suspense_has_none_and_is_shown_as_held(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.gateway_misbehaves("wrong-amount", order_id)
    assert "receipt" not in line(payer)
    assert line(payer)["held"] > 0


def test_an_unknown_code_is_answered_as_any_other(payer: Citizen) -> None:
    payer.pay()
    said = {verified(payer, code).status for code in ("0000-0000-0000-0000", "x", "META", "%2e%2e", "0" * 400)}
    assert said == {404}


def test_a_receipt_of_money_charged_back_is_revoked(payer: Citizen) -> None:
    payer.pay()
    paid = line(payer)
    payer.gateway_misbehaves("chargeback", paid["order_id"])
    answer = verified(payer, paid["receipt"])
    assert (answer.status, answer.json["valid"], answer.json["revoked"]) == (200, False, True)


def test_what_stands_behind_a_code_holds_nobody(payer: Citizen) -> None:
    payer.pay()
    (item,) = payer.cloud.items("RECEIPT#")
    assert item.keys() == {"pk", "sk", "service", "issued_on", "application_id", "order_id"}
    assert payer.person.applicant()["full_name"] not in str(item)
