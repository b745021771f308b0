"""The ledger's verifier finds what does not add up."""

from __future__ import annotations

from dataclasses import replace

from imigrasi.domain.ledger import Account, LedgerEntry, capture_entry, suspense_entry
from imigrasi.usecases.ports import LedgerRow
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.builders import FEE, NOW, NUMBER, payment, seen, submitted
from tests.support.fakes import MemoryStore

CAPTURE = capture_entry(payment(), seen(), NOW)
SUSPENSE = suspense_entry(payment(), seen(), NOW)
PAID = submitted(paid=True)


def books(*entries: LedgerEntry, paid: bool = True) -> MemoryStore:
    store = MemoryStore(PAID if paid else submitted())
    store.ledger = {(entry.gateway_payment_id, entry.entry): entry for entry in entries}
    return store


def test_one_capture_of_a_paid_application_adds_up() -> None:
    report = verify_ledger(books(CAPTURE))
    assert (report.captures, report.captured, report.applied, report.suspended) == (1, FEE, FEE, 0)
    assert report.faults == ()


def test_money_in_suspense_is_captured_and_not_applied() -> None:
    report = verify_ledger(books(CAPTURE, SUSPENSE, paid=False))
    assert (report.captured, report.applied, report.suspended, report.faults) == (FEE, 0, FEE, ())


def test_two_captures_applied_to_one_application_are_found() -> None:
    report = verify_ledger(books(CAPTURE, replace(CAPTURE, gateway_payment_id="t-2")))
    assert report.faults == (f"{NUMBER}: 2 payments applied",)


def test_a_paid_application_without_a_capture_is_found() -> None:
    assert verify_ledger(books()).faults == (f"{NUMBER}: paid without an applied capture",)


def test_a_paid_application_whose_only_money_is_in_suspense_is_found() -> None:
    assert verify_ledger(books(CAPTURE, SUSPENSE)).faults == (f"{NUMBER}: paid without an applied capture",)


def test_suspense_without_a_capture_is_found() -> None:
    assert "t-1/suspense: without a capture" in verify_ledger(books(SUSPENSE, paid=False)).faults


class OneSided(MemoryStore):
    def ledger_rows(self):  # type: ignore[no-untyped-def]
        yield LedgerRow("t-1", "capture", NUMBER, "DEBIT", Account.CASH, FEE)


class Unequal(MemoryStore):
    def ledger_rows(self):  # type: ignore[no-untyped-def]
        yield LedgerRow("t-1", "capture", NUMBER, "DEBIT", Account.CASH, FEE)
        yield LedgerRow("t-1", "capture", NUMBER, "CREDIT", Account.RECEIVABLE, FEE - 1)


def test_an_entry_with_one_side_is_found() -> None:
    assert verify_ledger(OneSided()).faults == ("t-1/capture: not balanced",)


def test_an_entry_whose_sides_differ_is_found() -> None:
    assert verify_ledger(Unequal()).faults == ("t-1/capture: not balanced",)
