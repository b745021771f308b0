"""Verify the ledger: each capture booked once, debits equal credits, applied at most once each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from imigrasi.domain.ledger import Account
from imigrasi.usecases.ports import Enumeration


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """Sums in whole rupiah. `faults` names what does not add up; empty when all is well."""

    captures: int
    captured: int
    applied: int
    suspended: int
    faults: tuple[str, ...]


def verify_ledger(everything: Enumeration) -> LedgerReport:
    sides: dict[tuple[str, str], list[tuple[str, Account, int, str]]] = defaultdict(list)
    for row in everything.ledger_rows():
        sides[row.gateway_payment_id, row.entry].append((row.side, row.account, row.amount, row.application_id))
    faults = []
    captured, suspended = 0, 0
    applied: Counter[str] = Counter()
    captures = {payment for payment, entry in sides if entry == "capture"}
    in_suspense = {payment for payment, entry in sides if entry == "suspense"}
    for (payment, entry), rows in sorted(sides.items()):
        amounts = {side: amount for side, _, amount, _ in rows}
        if len(rows) != 2 or amounts.get("DEBIT") != amounts.get("CREDIT"):
            faults.append(f"{payment}/{entry}: not balanced")
            continue
        if payment not in captures:
            faults.append(f"{payment}/{entry}: without a capture")
        if entry == "capture":
            captured += amounts["DEBIT"]
            if payment not in in_suspense:
                applied[rows[0][3]] += 1
        elif entry == "suspense":
            suspended += amounts["DEBIT"]
    faults += [f"{application}: {n} payments applied" for application, n in sorted(applied.items()) if n > 1]
    faults += [
        f"{application}: paid without an applied capture"
        for application in everything.paid_applications()
        if application not in applied
    ]
    return LedgerReport(len(captures), captured, captured - suspended, suspended, tuple(faults))
