"""Settlement files: imported once whatever happens, every line that does not count told by its row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.adapters.dynamo.transaction import StoreUnavailable
from imigrasi.usecases import import_statement
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.citizen import Citizen
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud
from tests.support.statements import (
    FEE,
    NTPN,
    compared,
    findings,
    imported,
    paid,
    tasks,
    treasury,
)


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
