"""A billing code as the README pays it: a bank takes it, the treasury's file is brought, and only then is it final."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.local_cloud import LocalCloud
from tests.support.outside import problem
from tests.support.patience import awaited
from tests.support.treasury import FEE
from tests.support.visitor import Visitor, expect

NTPN = re.compile(r"[0-9A-Z]{16}")


@pytest.fixture
def payer(visitor: Visitor) -> Visitor:
    """With a billing code of 15 digits, issued over HTTP."""
    payment = visitor.cleared().issue_payment("simponi")
    assert (len(payment["billing_code"]), payment["amount"], payment["status"]) == (15, FEE, "pending")
    return visitor


def at_a_bank(payer: Visitor) -> str:
    """The bank's number. Nobody tells the service yet."""
    told = payer.misbehave("drop")
    assert (told["captured"], told["delivered"], told["amount"]) == (True, False, FEE)
    return str(told["ntb"])


def treasury_file(payer: Visitor, *ways: str) -> Path:
    """The treasury's file, kept and not brought, with the lines of this payment and those that are of no code."""
    told = payer.cloud.command("gateway", "treasury", "--keep", *(("--spoil", ",".join(ways)) if ways else ()))
    file = Path(told["file"])
    heading, *lines = file.read_text().splitlines()
    ours = [line for line in lines if payer.payment["billing_code"] in line or not line[:1].isdigit()]
    return written(file.with_name(f"{payer.application_id}-{'-'.join(ways)}.csv"), heading, *ours)


def written(file: Path, *lines: str) -> Path:
    file.write_text("".join(f"{line}\r\n" for line in lines))
    return file


def brought(payer: Visitor, file: Path) -> dict[str, Any]:
    told: dict[str, Any] = payer.cloud.command("gateway", "import", "simponi", str(file))
    assert told["status"] == "imported"
    return told


def payment_of(payer: Visitor) -> dict[str, Any]:
    [shown] = payer.view()["payment"]["payments"]
    return dict(shown)


def is_not_final(payer: Visitor) -> None:
    """It waits where it waited: nothing is paid, no time can be booked, the workflow has not moved."""
    view = payer.view()
    assert (view["status"], view["payment"]["amount_due"], payment_of(payer)["status"]) == (
        "awaiting_payment",
        FEE,
        "pending",
    )
    slot = payer.free_slots()[0]["slot"]
    problem(payer.call("PUT", "/appointment", {"office": "lebong", "slot": slot}), 409, "appointment_not_due")
    assert payer.cloud.states_entered(f"{payer.application_id}-1")[-1] == "Payment"


def is_final(payer: Visitor, number: str) -> None:
    """Once, by the treasury's number; and the application goes on."""
    payer.reaches("paid")
    shown = payment_of(payer)
    assert (shown["status"], shown["gateway_payment_id"], shown["captured"]) == ("settled", number, FEE)
    code = shown["receipt"]
    assert expect(payer.api.call("GET", f"/v1/verifications/{code}"), 200).json["valid"]
    execution = f"{payer.application_id}-1"
    awaited(lambda: payer.cloud.states_entered(execution)[-1], lambda state: state == "Attendance")
    payer.book()
    assert payer.status == "scheduled"
    assert payer.events().count("PaymentSettled") == 1
    assert payer.cloud.command("ledger", "verify")["ok"]


def number_in(file: Path, payer: Visitor) -> str:
    """The NTPN of this payment in the file, empty while the treasury has not received it."""
    rows = csv.DictReader(file.read_text().splitlines())
    found = {row["ntpn"] for row in rows if row["billing_code"] == payer.payment["billing_code"]}
    assert len(found) == 1
    return found.pop()


def test_the_money_is_final_with_the_treasurys_file_and_not_before(payer: Visitor) -> None:
    ntb = at_a_bank(payer)
    is_not_final(payer)
    assert "note" not in payment_of(payer)

    banks_word = treasury_file(payer, "unconfirmed")
    assert ntb in banks_word.read_text()
    assert number_in(banks_word, payer) == ""
    assert brought(payer, banks_word)["at_bank"] == 1
    awaited(lambda: payment_of(payer).get("note"), lambda note: note == "paid_at_bank")
    is_not_final(payer)

    treasurys_word = treasury_file(payer)
    number = number_in(treasurys_word, payer)
    assert NTPN.fullmatch(number)
    is_not_final(payer)
    told = brought(payer, treasurys_word)
    assert (told["paid"], told["lines"], told["faults"]) == (FEE, 1, 0)
    is_final(payer, number)


def test_one_command_goes_the_whole_way(payer: Visitor, local_cloud: LocalCloud) -> None:
    told = local_cloud.command("gateway", "pay", payer.payment["payment_id"])
    assert (told["captured"], told["delivered"], told["settled"]) == (True, True, True)
    assert told["ntpn"] == number_in(Path(told["file"]), payer)
    is_final(payer, told["ntpn"])
    refused = local_cloud.refused("gateway", "pay", payer.payment["payment_id"])
    assert refused == "gateway_refused", "a bank takes a code once"


def test_broken_lines_are_told_by_their_row_and_ours_counts(payer: Visitor) -> None:
    at_a_bank(payer)
    file = treasury_file(payer, "broken")
    told = brought(payer, file)
    assert (told["lines"], told["faults"]) == (1, 3)
    is_final(payer, number_in(file, payer))


def test_the_same_file_again_changes_nothing(payer: Visitor) -> None:
    at_a_bank(payer)
    file = treasury_file(payer)
    assert not brought(payer, file)["known"]
    payer.reaches("paid")
    before = payer.cloud.command("ledger", "verify")
    assert brought(payer, file)["known"]
    # Of another name, and with its line twice: what is known is known by its number.
    heading, line = file.read_text().splitlines()
    told = brought(payer, written(file.with_name(f"{payer.application_id}-again.csv"), heading, line, line))
    assert (told["known"], told["lines"], told["faults"]) == (False, 1, 1)
    assert payer.cloud.command("ledger", "verify") == before
    is_final(payer, number_in(file, payer))


def test_a_file_of_another_month_leaves_it_as_it_is(payer: Visitor) -> None:
    """Nothing of the next month says anything of this payment; it is final with its own file, as late as that comes."""
    at_a_bank(payer)
    next_month = (payer.cloud.today().replace(day=28) + timedelta(days=4)).replace(day=1)
    told = payer.cloud.command("gateway", "treasury", "--from", str(next_month))
    assert (told["lines"], told["imported"]["status"], told["imported"]["lines"]) == (0, "imported", 0)
    is_not_final(payer)
    file = treasury_file(payer)
    brought(payer, file)
    is_final(payer, number_in(file, payer))


def test_lines_that_claim_another_month_count_under_the_day_they_claim(payer: Visitor) -> None:
    """The number makes it final; the day is the treasury's word, and the file is held against the books of that day."""
    at_a_bank(payer)
    file = treasury_file(payer, "month")
    told = brought(payer, file)
    first, last = map(date.fromisoformat, told["days"])
    assert first == last < payer.cloud.today().replace(day=1)
    is_final(payer, number_in(file, payer))
