"""A gateway that repeats itself, is late, takes the wrong amount, lies, and mixes up the order."""

from __future__ import annotations

from typing import Any

from tests.support.local_cloud import LocalCloud
from tests.support.outside import Line, problem
from tests.support.patience import awaited
from tests.support.visitor import Visitor, expect, fresh_key

FEE = 650_000


def ledger(cloud: LocalCloud) -> dict[str, Any]:
    """The books' totals; they balance, or the command fails."""
    totals: dict[str, Any] = cloud.command("ledger", "verify")
    assert totals["ok"]
    return totals


def grown(before: dict[str, Any], after: dict[str, Any]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in ("captures", "captured", "applied", "suspended")}


def assert_applied_once(visitor: Visitor, before: dict[str, Any]) -> None:
    booked = {"captures": 1, "captured": FEE, "applied": FEE, "suspended": 0}
    awaited(lambda: grown(before, ledger(visitor.cloud)), lambda seen: seen == booked)
    view = visitor.view()
    assert (view["status"], view["payment"]["amount_due"]) == ("paid", 0)
    assert visitor.events().count("PaymentSettled") == 1
    assert "PaymentSuspended" not in visitor.events()


def test_a_notice_that_comes_five_times_counts_once(visitor: Visitor, local_cloud: LocalCloud) -> None:
    before = ledger(local_cloud)
    visitor.cleared().issue_payment()
    told = visitor.misbehave("duplicate")
    assert [notice["answers"] for notice in told["notices"]] == [[200]] * 5
    visitor.settles()
    assert_applied_once(visitor, before)
    problem(
        visitor.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=fresh_key()), 409, "already_paid"
    )


def test_money_after_the_expiry_counts(visitor: Visitor, local_cloud: LocalCloud) -> None:
    before = ledger(local_cloud)
    visitor.cleared().issue_payment()
    visitor.misbehave("late")
    visitor.settles()
    assert_applied_once(visitor, before)


def test_the_settlement_may_come_before_the_pending_notice(visitor: Visitor, local_cloud: LocalCloud) -> None:
    before = ledger(local_cloud)
    visitor.cleared().issue_payment()
    told = visitor.misbehave("reordered")
    assert [notice["transaction_status"] for notice in told["notices"]] == ["settlement", "pending"]
    visitor.settles()
    assert_applied_once(visitor, before)


def test_a_wrong_amount_goes_to_suspense_and_the_fee_stays_due(visitor: Visitor, local_cloud: LocalCloud) -> None:
    before = ledger(local_cloud)
    visitor.cleared().issue_payment()
    short = visitor.misbehave("wrong-amount")["amount"]
    assert short not in (0, FEE)
    visitor.shows("PaymentSuspended")
    view = visitor.view()
    assert (view["status"], view["payment"]["amount_due"]) == ("awaiting_payment", FEE)
    assert view["timeline"][-1]["reason_code"] == "wrong_amount"
    suspended = {"captures": 1, "captured": short, "applied": 0, "suspended": short}
    assert grown(before, ledger(local_cloud)) == suspended

    first = visitor.payment["payment_id"]
    visitor.pay()
    assert visitor.payment["payment_id"] != first
    both = {"captures": 2, "captured": short + FEE, "applied": FEE, "suspended": short}
    assert grown(before, ledger(local_cloud)) == both


def test_forged_notices_are_refused_and_move_nothing(visitor: Visitor, local_cloud: LocalCloud) -> None:
    before = ledger(local_cloud)
    visitor.cleared().issue_payment()
    told = visitor.misbehave("forged")
    assert (told["captured"], [notice["answers"] for notice in told["notices"]]) == (False, [[401], [401]])
    assert visitor.status == "awaiting_payment"
    assert grown(before, ledger(local_cloud)) == {"captures": 0, "captured": 0, "applied": 0, "suspended": 0}
    # The same payment is still good for honest money.
    local_cloud.command("gateway", "pay", visitor.payment["payment_id"])
    visitor.settles()
    assert_applied_once(visitor, before)


def test_money_for_a_withdrawn_application_goes_to_suspense(visitor: Visitor, local_cloud: LocalCloud) -> None:
    before = ledger(local_cloud)
    visitor.cleared().issue_payment()
    expect(visitor.call("POST", "/withdrawal"), 202)
    local_cloud.command("gateway", "pay", visitor.payment["payment_id"])
    visitor.shows("PaymentSuspended")
    assert visitor.status == "withdrawn"
    suspended = {"captures": 1, "captured": FEE, "applied": 0, "suspended": FEE}
    assert grown(before, ledger(local_cloud)) == suspended


def test_an_expired_billing_code_is_replaced(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.cleared()
    first = visitor.issue_payment()
    assert visitor.issue_payment() == first, "while it can be paid it is given again"
    local_cloud.advance("25h")
    second = visitor.issue_payment()
    assert second["payment_id"] != first["payment_id"]
    assert second["billing_code"] != first["billing_code"]
    local_cloud.command("gateway", "pay", second["payment_id"])
    visitor.settles()


def test_i_have_paid_asks_the_gateway(visitor: Visitor, local_cloud: LocalCloud) -> None:
    """Where no notice arrives, the citizen's word is enough to look."""
    payment = visitor.cleared().issue_payment()
    gateway = Line(local_cloud.outputs["gateway_url"])
    paid = expect(gateway.call("POST", f"/simulator/orders/{payment['order_id']}/misbehave/dropped"), 200).json
    assert (paid["captured"], paid["notices"]) == (True, [])
    expect(visitor.call("POST", f"/payments/{payment['payment_id']}/check"), 202)
    visitor.reaches("paid")
    problem(visitor.call("POST", "/payments/LBG-0000-0000-U-1/check"), 404, "not_found")
