"""Money goes back on the running cloud: two officers, the gateway or the treasury, and books that verify throughout."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.local_cloud import LocalCloud
from tests.support.patience import awaited
from tests.support.visitor import Visitor, expect, fresh_key

FEE = 650_000
SUMS = ("captured", "applied", "suspended", "owed", "refunded", "charged_back")


def ledger(cloud: LocalCloud) -> dict[str, Any]:
    totals: dict[str, Any] = cloud.command("ledger", "verify")
    assert totals["ok"], totals["faults"]
    return totals


def grown(before: dict[str, Any], cloud: LocalCloud) -> dict[str, int]:
    """What has been added to each sum, without those that stayed."""
    after = ledger(cloud)
    return {name: after[name] - before[name] for name in SUMS if after[name] != before[name]}


def money(visitor: Visitor) -> dict[str, int]:
    """Where the only payment's money stands, as the citizen sees it."""
    (line,) = visitor.view()["payment"]["payments"]
    return {
        name: line[name] for name in ("captured", "held", "refunding", "refunded", "charged_back") if line.get(name)
    }


def paid_by(visitor: Visitor, method: str) -> str:
    """The payment's number, paid in full."""
    body = {"gateway": "midtrans", "method": method}
    reply = visitor.cleared().call("POST", "/payments", body, idempotency_key=fresh_key())
    visitor.payment = expect(reply, 201).json
    number = str(visitor.payment["payment_id"])
    visitor.cloud.command("gateway", "pay", number)
    visitor.settles()
    return number


def decide(cloud: LocalCloud, number: str, officer: str, move: str, *more: str) -> str:
    runbook = "money" if move in ("release", "refund") else "refund"
    told = cloud.command("officer", runbook, number, move, "--officer", officer, *more)
    return str(told["outcome"])


def test_a_fee_goes_back_through_the_gateway(visitor: Visitor, local_cloud: LocalCloud) -> None:
    before = ledger(local_cloud)
    number = paid_by(visitor, "qris")
    refuse = ("officer", "money", number, "refund", "--officer", "budi", "--reason", "withdrawn")
    assert local_cloud.refused(*refuse) == "fee_still_needed"
    expect(visitor.call("POST", "/withdrawal"), 202)
    assert decide(local_cloud, number, "budi", "refund", "--reason", "withdrawn") == "proposed"
    assert grown(before, local_cloud) == {"captured": FEE, "applied": FEE}
    assert local_cloud.refused("officer", "refund", number, "approve", "--officer", "budi") == "four_eyes"
    assert local_cloud.refused("officer", "refund", number, "approve", "--officer", "agus") == "AccessDeniedException"
    assert decide(local_cloud, number, "ratna", "approve") == "approved"
    visitor.shows("PaymentRefunded")
    assert money(visitor) == {"captured": FEE, "refunded": FEE}
    assert grown(before, local_cloud) == {"captured": FEE, "refunded": FEE}
    assert visitor.events()[-2:] == ["RefundApproved", "PaymentRefunded"]


def test_where_the_gateway_knows_no_way_back_it_is_paid_by_hand(visitor: Visitor, local_cloud: LocalCloud) -> None:
    before = ledger(local_cloud)
    number = paid_by(visitor, "bank_transfer")
    expect(visitor.call("POST", "/withdrawal"), 202)
    decide(local_cloud, number, "budi", "refund", "--reason", "withdrawn")
    decide(local_cloud, number, "ratna", "approve")
    desk = Desk(local_cloud, "sari")
    asked = {"application_id": visitor.application_id, "payment_id": number}
    letter = awaited(
        lambda: str(desk.widget("application", **asked)["content"]), lambda shown: "Surat permintaan" in shown
    )
    assert visitor.person.applicant()["full_name"] not in letter
    written = desk.widget("application", widget="letter", **asked)  # as the button there calls it
    assert (written["stripped"], "Rp650.000" in written["content"]) == ([], True)
    assert money(visitor) == {"captured": FEE, "refunding": FEE}
    assert local_cloud.refused("officer", "refund", number, "paid", "--officer", "budi") == "reference_malformed"
    assert decide(local_cloud, number, "budi", "paid", "--reference", "TRF-2026/0001") == "done"
    assert money(visitor) == {"captured": FEE, "refunded": FEE}
    assert grown(before, local_cloud) == {"captured": FEE, "refunded": FEE}


def test_the_policy_forbids_a_refund_after_the_visit(visitor: Visitor, local_cloud: LocalCloud) -> None:
    number = paid_by(visitor, "qris")
    visitor.officer("budi", "attend")
    expect(visitor.call("POST", "/withdrawal"), 202)
    refused = ("officer", "money", number, "refund", "--officer", "budi", "--reason", "withdrawn")
    assert local_cloud.refused(*refused) == "refund_forbidden"


def test_held_money_is_decided_about_at_the_console(visitor: Visitor, local_cloud: LocalCloud) -> None:
    before = ledger(local_cloud)
    visitor.cleared().issue_payment()
    short = visitor.misbehave("wrong-amount")["amount"]
    visitor.shows("PaymentSuspended")
    assert money(visitor) == {"captured": short, "held": short}
    budi, ratna = Desk(local_cloud, "budi"), Desk(local_cloud, "ratna")
    assert visitor.payment["payment_id"] in budi.widget("queue", queue="suspense")["content"]
    assert "money release" not in budi.forms_offered(visitor.application_id), "it is less than the fee"
    assert budi.run(visitor.application_id, "money refund", Reason="wrong_amount")["status"] == "Success"
    assert visitor.payment["payment_id"] in budi.widget("queue", queue="refund")["content"]
    assert budi.run(visitor.application_id, "refund approve")["failure"]["code"] == "four_eyes"
    assert ratna.run(visitor.application_id, "refund approve")["status"] == "Success"
    done = awaited(
        lambda: ratna.forms_offered(visitor.application_id), lambda offered: "refund paid" in offered, seconds=30
    )["refund paid"]
    ended = ratna.start(done.pop("document"), **done, Reference="SP2D-1/2026")
    assert ended["status"] == "Success"
    assert grown(before, local_cloud) == {"captured": short, "refunded": short}
    assert visitor.payment["payment_id"] not in budi.widget("queue", queue="suspense")["content"]


@pytest.mark.parametrize(("how", "event"), [("chargeback", "PaymentChargedBack"), ("refund", "PaymentRefunded")])
def test_what_the_gateway_does_by_itself_is_booked_and_a_task(
    visitor: Visitor, local_cloud: LocalCloud, how: str, event: str
) -> None:
    before = ledger(local_cloud)
    paid_by(visitor, "qris")
    visitor.misbehave(how)
    visitor.shows(event)
    back = {"chargeback": "charged_back", "refund": "refunded"}[how]
    assert grown(before, local_cloud) == {"captured": FEE, back: FEE}
    kind = {"chargeback": "chargeback", "refund": "difference"}[how]
    task = f"{kind}-{visitor.payment['payment_id']}-{FEE if how == 'chargeback' else 'refund-1'}"
    desk = Desk(local_cloud, "sari")
    assert task in desk.widget("queue", queue=kind)["content"]
    assert local_cloud.command("officer", "task", task, "--officer", "sari")["outcome"] == "closed"
    assert task not in desk.widget("queue", queue=kind)["content"]
