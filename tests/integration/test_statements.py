"""Settlement files: imported once whatever happens, held against the ledger, every difference a task."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.adapters.dynamo.statements import DynamoStatements
from imigrasi.adapters.dynamo.transaction import StoreUnavailable
from imigrasi.domain.deadline import WIB
from imigrasi.domain.statement import StatementRecord
from imigrasi.usecases import import_statement
from imigrasi.usecases.verify_ledger import verify_ledger
from local.gateway.orders import ReturnKind
from tests.support.citizen import Citizen
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud

FEE = 650_000
HEADING = "billing_code,ntb,ntpn,amount,paid_at"
EXPORT = "Order ID,Transaction ID,Transaction status,Currency,Gross amount,Settlement time"
NTPN, NTB = "A1B2C3D4E5F60718", "NTB000000001"


def paid(code: str, *, ntpn: str = NTPN, ntb: str = NTB, amount: object = FEE, at: str = "2026-11-23 09:30:00") -> str:
    return f"{code},{ntb},{ntpn},{amount},{at}"


def treasury(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in (HEADING, *lines)).encode()


def imported(cloud: MotoCloud, content: bytes, key: str = "simponi/a.csv") -> StatementRecord:
    cloud.put_statement(key, content)
    cloud.pump()
    return records(cloud, key.partition("/")[0])[0]


def records(cloud: MotoCloud, gateway: str = "simponi") -> list[StatementRecord]:
    return DynamoStatements(cloud.client("dynamodb"), TABLE).recent(gateway, 10)


def compared(cloud: MotoCloud, hours: float = 2, gateway: str = "simponi") -> StatementRecord:
    cloud.clock.advance(hours=hours)
    cloud.invoke("payment_reconciliation")
    cloud.pump()
    return records(cloud, gateway)[0]


def findings(cloud: MotoCloud, record: StatementRecord) -> list[dict[str, str]]:
    assert record.report is not None
    return list(csv.DictReader(cloud.report(record.report).splitlines()))


def tasks(cloud: MotoCloud, kind: str) -> list[str]:
    """Ids of those that are open."""
    found = [item for item in cloud.items("TASK#") if item["kind"]["S"] == kind and "queue_pk" in item]
    return sorted(item["pk"]["S"].removeprefix("TASK#") for item in found)


@pytest.fixture
def code(payer: Citizen) -> str:
    """The payer's billing code."""
    return str(payer.issue_payment("simponi")["billing_code"])


# ---------------------------------------------------------------- importing


def test_the_banks_number_alone_leaves_it_pending_and_the_treasurys_settles_it(payer: Citizen, code: str) -> None:
    first = imported(payer.cloud, treasury(paid(code, ntpn="")))
    assert (payer.status, first.figures["at_bank"]) == ("awaiting_payment", 1)
    assert payer.view()["payment"]["payments"][0]["note"] == "paid_at_bank"
    second = imported(payer.cloud, treasury(paid(code)), "simponi/b.csv")
    assert (payer.status, second.figures["paid"], second.figures["lines"]) == ("paid", FEE, 1)


def test_the_same_file_changes_nothing_the_second_time(payer: Citizen, code: str) -> None:
    imported(payer.cloud, treasury(paid(code)))
    before = payer.cloud.items()
    imported(payer.cloud, treasury(paid(code)), "simponi/again.csv")
    assert payer.cloud.items() == before


def test_broken_lines_are_told_by_row_and_the_rest_counts(payer: Citizen, code: str) -> None:
    content = treasury(paid(code, amount="650.000"), "half a line", paid(code), paid(code))
    record = imported(payer.cloud, content)
    assert payer.status == "paid"
    assert (record.figures["lines"], record.figures["faults"]) == (1, 3)
    assert [(line["row"], line["finding"]) for line in findings(payer.cloud, record)] == [
        ("2", "amount_not_valid"),
        ("3", "columns"),
        ("5", "duplicated"),
    ]


def test_a_file_without_lines_is_imported_and_says_so(payer: Citizen, code: str) -> None:
    record = imported(payer.cloud, treasury())
    assert (record.status.value, record.figures) == ("imported", {"lines": 0, "faults": 0})
    assert (payer.status, record.first_day) == ("awaiting_payment", None)


def test_what_is_no_settlement_file_is_refused_and_shown(cloud: MotoCloud) -> None:
    record = imported(cloud, b"%PDF-1.7 a letter")
    assert (record.status.value, record.refusal) == ("refused", "heading")
    assert imported(cloud, bytes(10 * 1024 * 1024), "simponi/big.csv").refusal == "too_large"


def test_a_code_that_nobody_gave_out_is_a_task(cloud: MotoCloud) -> None:
    record = imported(cloud, treasury(paid("999999999999999")))
    assert record.faults == ((2, "unknown_code"),)
    assert tasks(cloud, "unknown_code") == [f"unknown_code-999999999999999-{NTPN}"]


def test_a_number_told_with_another_amount_is_a_task_and_changes_nothing(payer: Citizen, code: str) -> None:
    imported(payer.cloud, treasury(paid(code)))
    record = imported(payer.cloud, treasury(paid(code, amount=1)), "simponi/b.csv")
    assert record.faults == ((2, "contradicts_earlier"),)
    assert tasks(payer.cloud, "difference") == [f"difference-simponi-{NTPN}-contradicts_earlier"]


def test_money_paid_in_the_future_is_a_task_and_the_right_line_counts_afterwards(payer: Citizen, code: str) -> None:
    record = imported(payer.cloud, treasury(paid(code, at="2036-11-23 09:30:00")))
    assert (payer.status, record.faults) == ("awaiting_payment", ((2, "paid_in_future"),))
    assert tasks(payer.cloud, "difference") == [f"difference-simponi-{NTPN}-paid_in_future"]
    imported(payer.cloud, treasury(paid(code)), "simponi/right.csv")
    assert payer.status == "paid"


def test_money_by_a_code_already_paid_is_a_payment_of_its_own_held_apart(payer: Citizen, code: str) -> None:
    second = paid(code, ntpn="ZZZZ00000000ZZZZ", ntb="NTB000000002")
    record = imported(payer.cloud, treasury(paid(code), second))
    payments = payer.view()["payment"]["payments"]
    assert [(each["order_id"][-1], each["status"]) for each in payments] == [("1", "settled"), ("2", "settled")]
    assert tasks(payer.cloud, "suspense") == [f"suspense-{payer.application_id}-2"]
    assert (record.figures["paid"], record.faults) == (2 * FEE, ())
    again = imported(payer.cloud, treasury(second, paid(code)), "simponi/b.csv")
    assert (len(payer.view()["payment"]["payments"]), again.faults) == (2, ())
    assert compared(payer.cloud).figures["differences"] == 0
    report = verify_ledger(DynamoEnumeration(payer.cloud.client("dynamodb"), TABLE))
    assert (report.faults, report.captured, report.applied) == ((), 2 * FEE, FEE)


def test_lines_of_another_month_count_under_their_own_day(payer: Citizen, code: str) -> None:
    record = imported(payer.cloud, treasury(paid(code, at="2026-10-05 23:59:59")))
    assert str(record.first_day) == str(record.last_day) == "2026-10-05"
    assert payer.cloud.items("BOOK#simponi#2026-10-05")


@pytest.mark.parametrize("crashes", range(1, 9))
def test_a_crash_at_any_point_is_made_good_by_the_redelivery(
    payer: Citizen, code: str, crashes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_statement, "PORTION", 1)
    lines = [paid(code), *(paid(f"99999999999999{n}", ntpn=f"N{n:015d}") for n in range(3))]
    _fail_once(payer.cloud, after=crashes, monkeypatch=monkeypatch)
    record = imported(payer.cloud, treasury(*lines))
    assert (payer.status, record.status.value, record.figures["lines"]) == ("paid", "imported", 1)
    assert record.faults == tuple((row, "unknown_code") for row in (3, 4, 5))
    assert len(tasks(payer.cloud, "unknown_code")) == 3


def _fail_once(cloud: MotoCloud, *, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The import's `after`-th write to the table is made, and its answer lost."""
    from imigrasi.adapters.aws import client

    dynamo: Any = client("dynamodb")
    left = [after]

    def lost(name: str) -> Callable[..., Any]:
        write = getattr(dynamo, name)

        def call(**request: Any) -> Any:
            answer = write(**request)
            left[0] -= 1
            if left[0] == 0:
                raise StoreUnavailable
            return answer

        return call

    for name in ("put_item", "transact_write_items"):
        monkeypatch.setattr(dynamo, name, lost(name))


# ---------------------------------------------------------------- comparing


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


def export(citizen: Citizen, order_id: str, *, amount: object = "650000.00", status: str = "settlement") -> str:
    order = citizen.cloud.gateway.books.order(order_id)
    assert order.settled_at is not None
    at = order.settled_at.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")
    return f"{order_id},{order.transaction_id},{status},IDR,{amount},{at}"


def midtrans(*lines: str) -> bytes:
    return "\n".join((EXPORT, *lines, "")).encode()


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


# ---------------------------------------------------------------- what officers see


def test_officers_see_the_files_and_open_a_report(payer: Citizen, code: str) -> None:
    content = treasury(paid(code), paid("999999999999999", ntpn="ZZZZ00000000ZZZZ"), "half a line")
    record = imported(payer.cloud, content)
    shown = payer.cloud.invoke("console", {"widget": "statements"})
    assert "1 baris dihitung" in shown
    assert "2 baris tidak dihitung" in shown
    opened = payer.cloud.invoke("console", {"widget": "statement", "gateway": "simponi", "digest": record.digest})
    assert "kode billing yang tidak pernah kita terbitkan" in opened
    assert "jumlah kolom tidak cocok" in opened
