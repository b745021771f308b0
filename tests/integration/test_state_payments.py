"""State payments: a billing code out of the allotted range, and what the treasury says of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from imigrasi.entrypoint import wiring
from imigrasi.usecases.payment_ports import StatementLine
from imigrasi.usecases.statement_ports import Kept
from tests.support.citizen import Citizen, fresh_key
from tests.support.installation import FIRST_CODE, LAST_CODE
from tests.support.moto_cloud import MotoCloud

FEE = 650_000
NTPN = "A1B2C3D4E5F60718"
PAID_AT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def line(code: str, ntpn: str | None = NTPN, *, ntb: str = "NTB000000001", amount: int = FEE) -> StatementLine:
    return StatementLine(2, "payment", amount, PAID_AT, ntpn or "", billing_code=code, ntb=ntb, ntpn=ntpn)


def told(payer: Citizen, payment: dict[str, Any], *lines: StatementLine) -> list[Kept]:
    """The treasury says so, and the order is confirmed."""
    kept = [wiring.billing_codes().keep_line(payment["order_id"], each, "digest") for each in lines]
    payer.cloud.roads.send("confirmation", {"order_id": payment["order_id"]})
    payer.cloud.pump()
    return kept


def shown(payer: Citizen) -> list[dict[str, Any]]:
    payments: list[dict[str, Any]] = payer.view()["payment"]["payments"]
    return payments


# ---------------------------------------------------------------- codes


def test_a_code_of_the_range_is_issued_for_the_fee(payer: Citizen) -> None:
    payment = payer.issue_payment("simponi")
    assert (payment["billing_code"], payment["amount"], payment["status"]) == (FIRST_CODE, FEE, "pending")
    assert payment["method"] == "billing_code"
    assert len(payment["billing_code"]) == 15


def test_while_it_can_be_paid_it_is_given_again_and_no_other_is_used(payer: Citizen) -> None:
    assert payer.issue_payment("simponi") == payer.issue_payment("simponi")
    assert wiring.billing_codes().left() == 49


def test_an_expired_code_is_dead_and_another_is_issued_on_the_same_application(payer: Citizen) -> None:
    first = payer.issue_payment("simponi")
    payer.cloud.clock.advance(days=8)
    second = payer.issue_payment("simponi")
    assert (second["order_id"], second["billing_code"]) == (f"{payer.application_id}-2", "000261124000002")
    assert shown(payer)[0]["order_id"] == first["order_id"]


def test_no_code_is_given_to_two_orders_at_once(payer: Citizen) -> None:
    codes = wiring.billing_codes()
    with ThreadPoolExecutor(16) as crowd:
        issued = list(crowd.map(lambda n: codes.issue(f"order-{n}", FEE, PAID_AT).code, range(50)))
    assert len(set(issued)) == 50
    assert {min(issued), max(issued)} == {FIRST_CODE, LAST_CODE}
    assert codes.left() == 0


def test_when_the_range_is_used_up_it_is_said_so_and_nothing_is_lost(payer: Citizen) -> None:
    for number in range(50):
        wiring.billing_codes().issue(f"order-{number}", FEE, PAID_AT)
    reply = payer.call("POST", "/payments", {"gateway": "simponi"}, idempotency_key=fresh_key())
    assert (reply.status, reply.code) == (503, "billing_codes_exhausted")
    assert payer.issue_payment("midtrans")["status"] == "pending"


def test_somebody_is_told_before_the_codes_run_out(payer: Citizen, caplog: pytest.LogCaptureFixture) -> None:
    payer.issue_payment("simponi")
    payer.cloud.invoke("payment_reconciliation")
    assert "billing_codes.low" in [record.message for record in caplog.records]


def test_where_no_codes_are_allotted_there_are_none(payer: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIMPONI_FIRST_CODE")
    wiring.billing_codes.cache_clear()
    wiring.gateway.cache_clear()
    reply = payer.call("POST", "/payments", {"gateway": "simponi"}, idempotency_key=fresh_key())
    assert (reply.status, reply.code) == (503, "billing_codes_exhausted")
    assert wiring.billing_codes().left() is None
    wiring.billing_codes.cache_clear()
    wiring.gateway.cache_clear()


def test_a_code_of_an_older_range_that_overlaps_is_not_given_twice(payer: Citizen) -> None:
    payer.cloud.client("dynamodb").put_item(
        TableName="imigrasi-local-applications",
        Item={"pk": {"S": f"CODES#{FIRST_CODE}"}, "sk": {"S": "ORDER"}, "order_id": {"S": "older"}},
    )
    assert payer.issue_payment("simponi")["billing_code"] == "000261124000002"


def test_the_treasury_calls_nobody_back(cloud: MotoCloud) -> None:
    assert cloud.http.call("POST", "/v1/payments/callbacks/simponi", raw=b"{}").status == 404


# ---------------------------------------------------------------- what the treasury says


def test_with_the_banks_number_alone_it_is_pending_and_noted(payer: Citizen) -> None:
    payment = payer.issue_payment("simponi")
    assert told(payer, payment, line(payment["billing_code"], None)) == [Kept.NEW]
    assert payer.view()["status"] == "awaiting_payment"
    assert [(each["status"], each.get("note")) for each in shown(payer)] == [("pending", "paid_at_bank")]


def test_money_at_the_bank_is_not_asked_for_again_even_after_the_code_expired(payer: Citizen) -> None:
    payment = payer.issue_payment("simponi")
    told(payer, payment, line(payment["billing_code"], None))
    payer.cloud.clock.advance(days=8)
    again = payer.issue_payment("simponi")
    assert (again["order_id"], again["note"]) == (payment["order_id"], "paid_at_bank")


def test_only_the_ntpn_makes_it_final(payer: Citizen) -> None:
    payment = payer.issue_payment("simponi")
    told(payer, payment, line(payment["billing_code"], None))
    assert told(payer, payment, line(payment["billing_code"])) == [Kept.NEW]
    assert payer.view()["status"] == "paid"
    assert [(each["status"], each.get("note")) for each in shown(payer)] == [("settled", None)]
    assert payer.cloud.items(f"LEDGER#{NTPN}")


def test_a_late_line_for_a_dead_code_still_settles(payer: Citizen) -> None:
    payment = payer.issue_payment("simponi")
    payer.cloud.clock.advance(days=8)
    payer.cloud.roads.send("confirmation", {"order_id": payment["order_id"]})
    payer.cloud.pump()
    assert shown(payer)[0]["status"] == "expired"
    told(payer, payment, line(payment["billing_code"]))
    assert (payer.view()["status"], shown(payer)[0]["status"]) == ("paid", "settled")


def test_a_late_line_beside_another_payment_goes_to_suspense(payer: Citizen) -> None:
    payment = payer.issue_payment("simponi")
    payer.pay()
    told(payer, payment, line(payment["billing_code"]))
    assert payer.view()["status"] == "paid"
    assert payer.cloud.items("TASK#suspense")


@pytest.mark.parametrize("amount", [FEE - 1, FEE + 1])
def test_another_amount_goes_to_suspense(payer: Citizen, amount: int) -> None:
    payment = payer.issue_payment("simponi")
    told(payer, payment, line(payment["billing_code"], amount=amount))
    assert payer.view()["status"] == "awaiting_payment"
    assert payer.cloud.items("TASK#suspense")


def test_a_line_told_again_is_known(payer: Citizen) -> None:
    payment = payer.issue_payment("simponi")
    found = line(payment["billing_code"])
    assert told(payer, payment, found, found, found._replace(row=9)) == [Kept.NEW, Kept.KNOWN, Kept.KNOWN]


def test_a_number_told_with_another_amount_contradicts_itself_and_changes_nothing(payer: Citizen) -> None:
    payment = payer.issue_payment("simponi")
    assert told(payer, payment, line(payment["billing_code"]), line(payment["billing_code"], amount=1)) == [
        Kept.NEW,
        Kept.CONTRADICTS,
    ]
    assert payer.view()["status"] == "paid"


def test_an_ntpn_pays_one_order_only(payer: Citizen) -> None:
    codes = wiring.billing_codes()
    other = codes.issue("other", FEE, PAID_AT)
    payment = payer.issue_payment("simponi")
    assert codes.keep_line("other", line(other.code), "digest") is Kept.NEW
    assert told(payer, payment, line(payment["billing_code"])) == [Kept.FOREIGN]
    assert payer.view()["status"] == "awaiting_payment"


def test_a_second_ntpn_of_one_code_is_told_apart(payer: Citizen) -> None:
    payment = payer.issue_payment("simponi")
    second = line(payment["billing_code"], "ZZZZ00000000ZZZZ", ntb="NTB000000002")
    assert told(payer, payment, line(payment["billing_code"]), second) == [Kept.NEW, Kept.SECOND]
