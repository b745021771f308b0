"""A state payment from the billing code to the treasury's number, by files as officers bring them."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from tests.support.local_cloud import LocalCloud
from tests.support.patience import awaited
from tests.support.treasury import FEE, HEADING, bring, ntpn, paid
from tests.support.visitor import Visitor


def payment_of(visitor: Visitor) -> dict[str, Any]:
    shown: dict[str, Any] = visitor.view()["payment"]["payments"][-1]
    return shown


def test_only_the_treasurys_number_settles_a_state_payment(
    visitor: Visitor, local_cloud: LocalCloud, tmp_path: Path
) -> None:
    payment = visitor.cleared().issue_payment("simponi")
    code, number = payment["billing_code"], ntpn()
    assert (len(code), payment["amount"], payment["status"]) == (15, FEE, "pending")

    told = bring(local_cloud, tmp_path, paid(code))
    assert (told["status"], told["at_bank"], told["known"]) == ("imported", 1, False)
    shown = awaited(lambda: payment_of(visitor), lambda seen: "note" in seen)
    assert (shown["status"], shown["note"], visitor.view()["status"]) == ("pending", "paid_at_bank", "awaiting_payment")

    told = bring(local_cloud, tmp_path, paid(code, number))
    assert (told["paid"], told["lines"], told["faults"], told["days"]) == (FEE, 1, 0, ["2026-03-02", "2026-03-02"])
    visitor.reaches("paid")
    assert payment_of(visitor)["status"] == "settled"
    assert local_cloud.command("ledger", "verify")["ok"]

    again = bring(local_cloud, tmp_path, paid(code, number))
    assert (again["known"], again["lines"]) == (True, 1)
    assert visitor.events().count("PaymentSettled") == 1


def test_broken_lines_are_told_and_the_rest_counts(visitor: Visitor, local_cloud: LocalCloud, tmp_path: Path) -> None:
    code = visitor.cleared().issue_payment("simponi")["billing_code"]
    lines = (paid(code, ntpn(), amount="650.000"), "half a line", paid(code, ntpn()), paid("999999999999999", ntpn()))
    told = bring(local_cloud, tmp_path, *lines)
    assert (told["lines"], told["faults"], told["rows"]) == (1, 3, [{"row": 5, "code": "unknown_code"}])
    visitor.reaches("paid")


def test_what_is_no_settlement_file_is_refused(local_cloud: LocalCloud, tmp_path: Path) -> None:
    file = tmp_path / "letter.csv"
    file.write_text(f"a letter, {secrets.token_hex(4)}")
    told = local_cloud.command("gateway", "import", "simponi", str(file))
    assert (told["status"], told["refusal"]) == ("refused", "heading")


def test_only_supervisors_bring_settlement_files(local_cloud: LocalCloud, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(HEADING + "\n")
    for officer in ("budi", "agus"):
        refused = local_cloud.refused("gateway", "import", "simponi", str(file), "--officer", officer)
        assert refused == "access_denied"
