"""Settlement files held against the ledger: every difference is a task, until it has gone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from local.gateway.orders import ReturnKind
from tests.support.citizen import Citizen
from tests.support.installation import TABLE
from tests.support.statements import (
    EXPORT,
    FEE,
    compared,
    export,
    findings,
    imported,
    midtrans,
    paid,
    tasks,
    treasury,
)


def test_a_file_that_the_ledger_agrees_with_makes_no_task(payer: Citizen, code: str) -> None:
    imported(payer.cloud, treasury(paid(code)))
    record = compared(payer.cloud)
    assert (record.status.value, record.figures["differences"]) == ("compared", 0)
    assert (tasks(payer.cloud, "difference"), findings(payer.cloud, record)) == ([], [])
    assert "due_pk" not in payer.cloud.items("STATEMENT#")[0]


def test_it_is_compared_an_hour_after_its_import_and_not_before(payer: Citizen, code: str) -> None:
    imported(payer.cloud, treasury(paid(code)))
    assert compared(payer.cloud, hours=0.9).compared_at is None
    assert compared(payer.cloud, hours=0.2).compared_at is not None


@pytest.fixture
def order_id(payer: Citizen) -> str:
    """Of a payment that Midtrans has, a day ago."""
    order_id = str(payer.issue_payment()["order_id"])
    payer.cloud.gateway.gateway.pay(order_id)
    payer.cloud.pump()
    payer.cloud.clock.advance(days=1)
    return order_id


def test_what_the_file_lists_and_the_ledger_has_is_equal(payer: Citizen, order_id: str) -> None:
    imported(payer.cloud, midtrans(export(payer, order_id)), "midtrans/a.csv")
    assert compared(payer.cloud, gateway="midtrans").figures["differences"] == 0


def test_what_else_stands_in_an_export_is_kept_nowhere(
    payer: Citizen, order_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "Kancil Rahasia"
    lines = (f"Customer name,{EXPORT}", *(f"{name},{export(payer, order_id, amount=amount)}" for amount in (FEE, "x")))
    imported(payer.cloud, "\n".join(lines).encode(), "midtrans/a.csv")
    record = compared(payer.cloud, gateway="midtrans")
    assert (record.figures["lines"], record.figures["faults"]) == (1, 1)
    assert name not in str(payer.cloud.items()) + payer.cloud.report(str(record.report)) + capsys.readouterr().out


def test_a_payment_that_the_file_leaves_out_is_found(payer: Citizen, order_id: str) -> None:
    other = export(payer, order_id).replace(order_id, "LBG-0000-0000-0-9")
    transaction = payer.cloud.gateway.books.order(order_id).transaction_id
    imported(payer.cloud, midtrans(other.replace(transaction, "some-other-transaction")), "midtrans/a.csv")
    record = compared(payer.cloud, gateway="midtrans")
    assert (record.figures["missing_in_file"], record.figures["missing_in_ledger"]) == (1, 1)
    assert tasks(payer.cloud, "difference") == sorted(
        [
            f"difference-midtrans-{transaction}-payment-missing_in_file",
            "difference-midtrans-some-other-transaction-payment-missing_in_ledger",
        ]
    )
    assert {(line["finding"], line["stated"], line["booked"]) for line in findings(payer.cloud, record)} == {
        ("missing_in_file", "0", str(FEE)),
        ("missing_in_ledger", str(FEE), "0"),
    }


def test_another_amount_is_found(payer: Citizen, order_id: str) -> None:
    imported(payer.cloud, midtrans(export(payer, order_id, amount=649_000)), "midtrans/a.csv")
    record = compared(payer.cloud, gateway="midtrans")
    assert record.figures["amount_differs"] == 1
    (item,) = payer.cloud.items("TASK#difference")
    assert (item["order_id"]["S"], item["application_id"]["S"]) == (order_id, payer.application_id)


@pytest.mark.parametrize("days", [1, -1, -31])
def test_another_day_is_found_whether_the_file_covers_the_right_one_or_not(
    payer: Citizen, order_id: str, days: int
) -> None:
    payer.cloud.clock.advance(days=2)
    line = export(payer, order_id)
    at = datetime.fromisoformat(line.rpartition(",")[2]) + timedelta(days=days)
    imported(payer.cloud, midtrans(f"{line.rpartition(',')[0]},{at}"), "midtrans/a.csv")
    record = compared(payer.cloud, gateway="midtrans")
    assert (record.figures["differences"], record.figures["day_differs"]) == (1, 1)
    assert tasks(payer.cloud, "difference")[0].endswith("-payment-day_differs")
    (found,) = findings(payer.cloud, record)
    assert (found["finding"], found["stated"], found["booked"]) == ("day_differs", str(FEE), str(FEE))


def test_a_difference_that_goes_by_itself_closes_its_task(payer: Citizen, order_id: str) -> None:
    transaction = payer.cloud.gateway.books.order(order_id).transaction_id
    late = export(payer, order_id)
    other = late.replace(order_id, "LBG-0000-0000-0-9").replace(transaction, "some-other-transaction")
    imported(payer.cloud, midtrans(other), "midtrans/a.csv")
    compared(payer.cloud, gateway="midtrans")
    assert len(tasks(payer.cloud, "difference")) == 2
    imported(payer.cloud, midtrans(late), "midtrans/b.csv")
    compared(payer.cloud, gateway="midtrans", hours=25)
    assert tasks(payer.cloud, "difference") == ["difference-midtrans-some-other-transaction-payment-missing_in_ledger"]


def test_a_task_that_an_officer_has_closed_stays_closed(payer: Citizen, order_id: str) -> None:
    imported(payer.cloud, midtrans(export(payer, order_id, amount=649_000)), "midtrans/a.csv")
    compared(payer.cloud, gateway="midtrans")
    (task_id,) = tasks(payer.cloud, "difference")
    payer.cloud.client("dynamodb").update_item(
        TableName=TABLE,
        Key={"pk": {"S": f"TASK#{task_id}"}, "sk": {"S": "META"}},
        UpdateExpression="SET closed_at = :at REMOVE queue_pk, queue_sk",
        ExpressionAttributeValues={":at": {"S": "2026-11-24T03:00:00.000000Z"}},
    )
    compared(payer.cloud, gateway="midtrans", hours=25)
    assert tasks(payer.cloud, "difference") == []


def test_a_lost_callback_is_heard_of_by_the_file(payer: Citizen) -> None:
    order_id = str(payer.issue_payment()["order_id"])
    payer.gateway_misbehaves("dropped", order_id)
    assert payer.status == "awaiting_payment"
    imported(payer.cloud, midtrans(export(payer, order_id)), "midtrans/a.csv")
    assert payer.status == "paid"


def test_a_refund_is_compared_whichever_day_it_was_booked(payer: Citizen, order_id: str) -> None:
    line = export(payer, order_id)
    refund = export(payer, order_id, amount="100000.00", status="partial_refund")
    imported(payer.cloud, midtrans(line, refund), "midtrans/a.csv")
    record = compared(payer.cloud, gateway="midtrans")
    assert record.figures["missing_in_ledger"] == 1
    assert tasks(payer.cloud, "difference")[0].endswith("-refund-missing_in_ledger")


def test_two_halves_given_back_in_one_second_are_both_heard_of(payer: Citizen, order_id: str) -> None:
    """Nobody calls back, and no word of the one line differs from the other."""
    books, half = payer.cloud.gateway.books, FEE // 2
    for _ in range(2):
        books.give_back(order_id, ReturnKind.REFUND, half, payer.cloud.clock.now())
    refund = export(payer, order_id, amount=f"{half}.00", status="partial_refund")
    imported(payer.cloud, midtrans(export(payer, order_id), refund, refund), "midtrans/a.csv")
    assert compared(payer.cloud, gateway="midtrans").figures["differences"] == 0
    assert payer.view()["payment"]["payments"][0]["refunded"] == 2 * half


def test_a_refund_that_a_file_tells_twice_is_a_difference(payer: Citizen, order_id: str) -> None:
    payer.cloud.gateway.books.give_back(order_id, ReturnKind.REFUND, 100_000, payer.cloud.clock.now())
    refund = export(payer, order_id, amount="100000.00", status="partial_refund")
    imported(payer.cloud, midtrans(export(payer, order_id), refund, refund), "midtrans/a.csv")
    record = compared(payer.cloud, gateway="midtrans")
    assert [(line["stated"], line["booked"]) for line in findings(payer.cloud, record)] == [("200000", "100000")]


def test_what_went_back_by_hand_stands_in_no_file_of_the_gateway(payer: Citizen, order_id: str) -> None:
    payer.call("POST", "/withdrawal")
    payer.cloud.pump()
    payer.money("budi", "refund", "withdrawn")
    payer.money("ratna", "approve")
    assert payer.money("budi", "paid", "SP2D-1/2026") == "done"
    payer.cloud.clock.advance(days=1)
    imported(payer.cloud, midtrans(export(payer, order_id)), "midtrans/a.csv")
    assert compared(payer.cloud, gateway="midtrans").figures["differences"] == 0
    assert not [item for item in payer.cloud.items("BOOK#") if "refund" in item["sk"]["S"]]


def test_a_statement_that_differs_is_looked_at_again_for_a_week_only(payer: Citizen, order_id: str) -> None:
    imported(payer.cloud, midtrans(export(payer, order_id, amount=649_000)), "midtrans/a.csv")
    looks = set()
    for _ in range(20):
        looks.add(compared(payer.cloud, gateway="midtrans", hours=24).compared_at)
    assert len(looks) == 7
    assert all(look is not None for look in looks)


def test_money_at_the_bank_only_is_no_difference(payer: Citizen, code: str) -> None:
    imported(payer.cloud, treasury(paid(code, ntpn="")))
    assert compared(payer.cloud).figures["differences"] == 0


def test_todays_payments_may_come_in_a_later_file(payer: Citizen) -> None:
    """The day is not over when the file is made."""
    first = str(payer.issue_payment()["order_id"])
    payer.cloud.gateway.gateway.pay(first)
    payer.cloud.pump()
    transaction = payer.cloud.gateway.books.order(first).transaction_id
    line = export(payer, first).replace(transaction, "some-other-transaction")
    imported(payer.cloud, midtrans(line), "midtrans/a.csv")
    record = compared(payer.cloud, gateway="midtrans")
    assert (record.figures["missing_in_file"], record.figures["missing_in_ledger"]) == (0, 1)
