"""Money goes back: two officers, one question to the gateway, its word in the books; or a letter and a reference."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.entrypoint import wiring
from imigrasi.usecases.verify_ledger import LedgerReport, verify_ledger
from tests.support import handlers
from tests.support.citizen import Citizen, fresh_key
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud
from tests.support.runbooks import Refused

FEE = 650_000
ARN = "arn:aws:lambda:ap-southeast-3:000000000000:function:imigrasi-local-console"


def ledger(cloud: MotoCloud) -> LedgerReport:
    report = verify_ledger(DynamoEnumeration(cloud.client("dynamodb"), TABLE))
    assert report.faults == ()
    return report


def widget(name: str, **parameters: Any) -> str:
    event = {"widget": name, **parameters, "widgetContext": {"locale": "id", "theme": "light"}}
    shown = handlers.handler("console")(event, SimpleNamespace(invoked_function_arn=ARN))
    return str(shown).partition("</style>")[2]


def tasks(cloud: MotoCloud) -> list[str]:
    """Ids of the tasks that wait in a queue."""
    waiting = [item for item in cloud.items("TASK#") if "queue_pk" in item]
    return sorted(item["pk"]["S"].removeprefix("TASK#") for item in waiting)


def refund(citizen: Citizen, number: int = 1) -> dict[str, Any]:
    order_id = f"{citizen.application_id}-{number}"
    (found,) = [item for item in citizen.cloud.items(f"ORDER#{order_id}") if item["sk"]["S"] == "REFUND#1"]
    return {name: next(iter(value.values())) for name, value in found.items()}


def payment(citizen: Citizen) -> dict[str, Any]:
    shown: dict[str, Any] = citizen.view()["payment"]["payments"][0]
    return shown


def by_qris(payer: Citizen) -> Citizen:
    """Paid by a way that knows refunds, and withdrawn."""
    chosen = {"gateway": "midtrans", "method": "qris"}
    reply = payer.call("POST", "/payments", chosen, idempotency_key=fresh_key())
    payer.cloud.gateway.gateway.pay(reply.json["order_id"])
    payer.cloud.pump()
    payer.call("POST", "/withdrawal")
    payer.cloud.pump()
    return payer


# ---------------------------------------------------------------- the gateway gives back


def test_two_officers_give_a_withdrawn_citizens_fee_back(payer: Citizen) -> None:
    by_qris(payer)
    assert payer.money("budi", "refund", "withdrawn") == "proposed"
    assert tasks(payer.cloud) == [f"refund-{payer.application_id}-1-1"]
    assert payer.money("ratna", "approve") == "approved"
    report = ledger(payer.cloud)
    assert (report.captured, report.applied, report.owed, report.refunded) == (FEE, 0, 0, FEE)
    assert payer.events()[-2:] == ["RefundApproved", "PaymentRefunded"]
    assert (payment(payer)["captured"], payment(payer)["refunded"], payment(payer)["status"]) == (FEE, FEE, "refunded")
    assert (refund(payer)["status"], refund(payer)["approved_by"], tasks(payer.cloud)) == ("done", "ratna", [])


def test_the_citizen_is_told(payer: Citizen) -> None:
    by_qris(payer)
    before = len(payer.cloud.mails())
    payer.money("budi", "refund", "withdrawn")
    payer.money("ratna", "approve")
    said = [mail.subject for mail in payer.cloud.mails()[before:]]
    assert len(said) == 2
    assert all(payer.application_id in subject for subject in said)


def test_the_proposer_may_not_approve(payer: Citizen) -> None:
    by_qris(payer).money("budi", "refund", "withdrawn")
    with pytest.raises(Refused, match="four_eyes"):
        payer.money("budi", "approve")
    assert ledger(payer.cloud).applied == FEE


@pytest.mark.parametrize(
    ("officer", "outcome", "reason", "code"),
    [
        ("budi", "refund", "withdrawn", "fee_still_needed"),
        ("agus", "refund", "withdrawn", "officer_may_not"),
        ("budi", "release", "verified", "illegal_move"),
        ("budi", "approve", "", "no_refund_proposed"),
        ("budi", "paid", "SP2D-1/2026", "no_refund_by_hand"),
    ],
)
def test_what_may_not_be_is_refused_with_its_code(
    payer: Citizen, officer: str, outcome: str, reason: str, code: str
) -> None:
    payer.pay()
    with pytest.raises(Refused, match=code):
        payer.money(officer, outcome, reason)


def test_what_the_policy_forbids_is_refused(payer: Citizen) -> None:
    payer.pay().officer("budi", "attend", Outcome="attend").call("POST", "/withdrawal")
    with pytest.raises(Refused, match="refund_forbidden"):
        payer.money("budi", "refund", "withdrawn")


def test_a_payment_that_is_none_is_not_found(payer: Citizen) -> None:
    with pytest.raises(Refused, match="not_found"):
        payer.money("budi", "refund", "withdrawn", payment=7)


def test_while_the_gateway_is_out_the_refund_waits_and_is_made_once(payer: Citizen) -> None:
    by_qris(payer).money("budi", "refund", "withdrawn")
    payer.cloud.gateway.gateway.fail_for(60)
    payer.cloud.runbooks.start("ratna", "refund", PaymentId=f"{payer.application_id}-1", Outcome="approve")
    payer.cloud.roads.relay()
    payer.cloud.roads.deliver("confirmation")
    assert ledger(payer.cloud).owed == FEE
    payer.cloud.gateway.gateway.fail_for(0)
    payer.cloud.pump()
    assert (ledger(payer.cloud).refunded, len(payer.cloud.gateway.books.orders()[0].returns)) == (FEE, 1)


def test_a_lost_approval_is_found_by_reconciliation(payer: Citizen) -> None:
    by_qris(payer).money("budi", "refund", "withdrawn")
    payer.cloud.runbooks.start("ratna", "refund", PaymentId=f"{payer.application_id}-1", Outcome="approve")
    payer.cloud.roads.relay()
    payer.cloud.roads.clear()
    assert payer.cloud.invoke("payment_reconciliation")["asked"] == 0
    payer.cloud.clock.advance(hours=1)
    assert payer.cloud.invoke("payment_reconciliation")["asked"] == 1
    payer.cloud.pump()
    assert ledger(payer.cloud).refunded == FEE
    payer.cloud.clock.advance(hours=24)
    assert payer.cloud.invoke("payment_reconciliation")["asked"] == 0


# ---------------------------------------------------------------- by hand


def test_a_bank_transfer_knows_no_way_back_and_is_paid_by_hand(payer: Citizen) -> None:
    payer.pay().call("POST", "/withdrawal")
    payer.money("budi", "refund", "withdrawn")
    payer.money("ratna", "approve")
    assert payer.view()["payment"]["payments"][0]["refunding"] == FEE
    assert tasks(payer.cloud) == [f"refund-{payer.application_id}-1-1-by-hand"]
    assert payer.money("budi", "paid", "TRF-2026/0001") == "done"
    assert (ledger(payer.cloud).refunded, tasks(payer.cloud)) == (FEE, [])
    assert refund(payer)["reference"] == "TRF-2026/0001"


def test_the_letter_is_there_while_somebody_has_to_pay(payer: Citizen) -> None:
    payer.pay().call("POST", "/withdrawal")
    payer.money("budi", "refund", "withdrawn")
    order = {"application_id": payer.application_id, "payment_id": f"{payer.application_id}-1"}
    assert "Tidak ada permohonan" in widget("letter", **order)
    payer.money("ratna", "approve")
    letter = widget("letter", **order)
    for words in ("Rp650.000", "permohonan ditarik", "budi", "ratna", "perlu dikonfirmasi"):
        assert words in letter
    assert payer.person.full_name not in letter
    assert "Surat permintaan pengembalian" in widget("application", application_id=payer.application_id)


# ---------------------------------------------------------------- money in suspense


def test_held_money_may_pay_the_fee_after_all(payer: Citizen) -> None:
    order_id = payer.issue_payment()["order_id"]
    payer.cloud.gateway.gateway.capture(order_id, FEE + 1000)
    payer.cloud.roads.send("confirmation", {"order_id": order_id})
    payer.cloud.pump()
    assert payer.status == "awaiting_payment"
    assert "Cocokkan uangnya" in widget("queue")
    assert payer.money("sari", "release", "verified") == "paid"
    assert payer.status == "paid"
    report = ledger(payer.cloud)
    assert (report.applied, report.suspended) == (FEE, 1000)
    assert payer.cloud.machine.executions[f"{payer.application_id}-1"].state == "Attendance"
    assert tasks(payer.cloud) == [f"suspense-{order_id}"]
    payer.money("budi", "refund", "wrong_amount")
    payer.money("ratna", "approve")
    payer.money("budi", "paid", "TRF-1/2026")
    assert (ledger(payer.cloud).refunded, tasks(payer.cloud)) == (1000, [])


def test_a_second_payment_goes_back(payer: Citizen) -> None:
    first = payer.issue_payment()["order_id"]
    payer.cloud.clock.advance(hours=25)
    payer.pay()
    payer.gateway_misbehaves("late", first)
    payer.money("budi", "refund", "paid_already")
    payer.money("ratna", "approve")
    assert ledger(payer.cloud).owed == FEE
    assert payer.status == "paid"


# ---------------------------------------------------------------- the gateway's own doing


def test_a_refund_at_the_gateways_desk_is_booked_and_looked_at(payer: Citizen) -> None:
    payer.pay()
    payer.gateway_misbehaves("partial-refund", f"{payer.application_id}-1")
    report = ledger(payer.cloud)
    assert (report.applied, report.refunded) == (FEE - 325_000, 325_000)
    assert tasks(payer.cloud) == [f"difference-{payer.application_id}-1-refund-1"]
    assert "Selisih pembukuan" in widget("queue")
    payer.cloud.runbooks.start("sari", "task", TaskId=tasks(payer.cloud)[0])
    assert tasks(payer.cloud) == []


def test_a_chargeback_is_booked_and_looked_at(payer: Citizen) -> None:
    payer.pay()
    payer.gateway_misbehaves("chargeback", f"{payer.application_id}-1")
    assert ledger(payer.cloud).charged_back == FEE
    assert tasks(payer.cloud) == [f"chargeback-{payer.application_id}-1-{FEE}"]
    assert payment(payer)["status"] == "charged_back"


def test_a_repeated_notice_of_a_refund_costs_no_question(payer: Citizen) -> None:
    payer.pay()
    payer.gateway_misbehaves("refund", f"{payer.application_id}-1")
    gateway = wiring.gateway("midtrans")
    asked: list[str] = []
    gateway.fetch = lambda order_id: asked.append(order_id)  # type: ignore[assignment,method-assign,return-value]
    payer.cloud.gateway.gateway.notify(payer.cloud.gateway.books.order(f"{payer.application_id}-1"))
    payer.cloud.pump()
    wiring.gateway.cache_clear()
    assert asked == []


def test_a_task_that_ends_with_its_money_is_not_closed(payer: Citizen) -> None:
    payer.gateway_misbehaves("wrong-amount", payer.issue_payment()["order_id"])
    (task,) = tasks(payer.cloud)
    with pytest.raises(Refused, match="task_ends_otherwise"):
        payer.cloud.runbooks.start("sari", "task", TaskId=task)
