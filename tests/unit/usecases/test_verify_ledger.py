"""The ledger's verifier: sums of books that are in order, and every kind of corruption found and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from imigrasi.domain.ledger import (
    Account,
    LedgerEntry,
    Posted,
    capture_entry,
    chargeback_entry,
    hold_entry,
    refund_entry,
    refund_paid_entry,
    release_entry,
    standing,
    suspense_entry,
)
from imigrasi.domain.payment import PaymentStatus
from imigrasi.usecases.verification_ports import DayBookRow, LedgerRow
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.builders import FEE, NOW, NUMBER, payment, seen, submitted
from tests.support.fakes import MemoryStore

ORDER = f"{NUMBER}-1"
PAID = payment(status=PaymentStatus.SETTLED)
CAPTURE = capture_entry(PAID, seen(), NOW)
SUSPENSE = suspense_entry(PAID, seen(), NOW)
RELEASE = release_entry(PAID, FEE, NOW)
BACK = (hold_entry(PAID, 1, FEE, NOW), refund_entry(PAID, 1, FEE, NOW), refund_paid_entry(PAID, 1, FEE, NOW))


class Books(MemoryStore):
    """What verifiers read, rows and all, so that each can be altered by itself."""

    def __init__(self, *entries: LedgerEntry, paid: bool = True) -> None:
        super().__init__(submitted(paid=paid))
        self.ledger = {(entry.gateway_payment_id, entry.entry): entry for entry in entries}
        posted = [Posted(e.entry, e.application_id, e.debit, e.credit, e.amount) for e in entries]
        applied = not any(e.entry == "suspense" for e in entries) or any(e.entry == "release" for e in entries)
        self.payments[ORDER] = standing(replace(PAID, applied=applied), posted)
        self.rows, self.days = list(super().ledger_rows()), list(super().day_book())

    def ledger_rows(self) -> Iterator[LedgerRow]:
        yield from self.rows

    def day_book(self) -> Iterator[DayBookRow]:
        yield from self.days

    def alter(self, name: str, **changes: object) -> None:
        """A row by its entry and side, `capture DEBIT`."""
        entry, side = name.split(" ")
        (at,) = [n for n, row in enumerate(self.rows) if (row.entry, row.side) == (entry, side)]
        self.rows[at] = self.rows[at]._replace(**changes)  # type: ignore[arg-type]

    def show(self, **changes: object) -> None:
        self.payments[ORDER] = replace(self.payments[ORDER], **changes)  # type: ignore[arg-type]


# ---------------------------------------------------------------- books in order


def test_one_capture_of_a_paid_application_adds_up() -> None:
    report = verify_ledger(Books(CAPTURE))
    assert (report.captures, report.captured, report.applied, report.suspended) == (1, FEE, FEE, 0)
    assert report.faults == ()


def test_money_in_suspense_is_captured_and_not_applied() -> None:
    report = verify_ledger(Books(CAPTURE, SUSPENSE, paid=False))
    assert (report.captured, report.applied, report.suspended, report.faults) == (FEE, 0, FEE, ())


def test_released_money_is_applied() -> None:
    report = verify_ledger(Books(CAPTURE, SUSPENSE, RELEASE))
    assert (report.applied, report.suspended, report.faults) == (FEE, 0, ())


def test_money_given_back_is_captured_and_refunded() -> None:
    report = verify_ledger(Books(CAPTURE, *BACK))
    assert (report.captured, report.applied, report.refunded, report.faults) == (FEE, 0, FEE, ())


def test_money_on_its_way_back_is_owed() -> None:
    report = verify_ledger(Books(CAPTURE, *BACK[:2]))
    assert (report.owed, report.refunded, report.faults) == (FEE, 0, ())


@pytest.mark.parametrize("account", [Account.RECEIVABLE, Account.SUSPENSE])
def test_money_charged_back_was_applied_or_held(account: Account) -> None:
    before = (CAPTURE, SUSPENSE) if account is Account.SUSPENSE else (CAPTURE,)
    report = verify_ledger(
        Books(*before, chargeback_entry(PAID, 1, 1000, account, NOW), paid=account is Account.RECEIVABLE)
    )
    assert (report.charged_back, report.applied + report.suspended, report.faults) == (1000, FEE - 1000, ())


def test_an_order_from_before_its_sums_were_kept_is_no_fault() -> None:
    books = Books(CAPTURE)
    books.show(captured=None)
    assert verify_ledger(books).faults == ()


# ---------------------------------------------------------------- books that are not


def alter(name: str, **changes: object) -> Callable[[Books], None]:
    return lambda books: books.alter(name, **changes)


def show(**changes: object) -> Callable[[Books], None]:
    return lambda books: books.show(**changes)


def drop_a_side(books: Books) -> None:
    books.rows.pop()


def unlist(books: Books) -> None:
    books.days.clear()


def list_twice(books: Books) -> None:
    books.days.append(books.days[0]._replace(day="2026-11-25"))


def list_another(books: Books) -> None:
    books.days.append(books.days[0]._replace(gateway_payment_id="t-9"))


def list_more(books: Books) -> None:
    books.days[0] = books.days[0]._replace(amount=FEE + 1)


def list_elsewhere(books: Books) -> None:
    books.days[0] = books.days[0]._replace(gateway="simponi")


def both(name: str, **changes: object) -> Callable[[Books], None]:
    def altered(books: Books) -> None:
        for side in ("DEBIT", "CREDIT"):
            books.alter(f"{name} {side}", **changes)

    return altered


def swap(books: Books) -> None:
    books.alter("capture DEBIT", account=Account.RECEIVABLE)
    books.alter("capture CREDIT", account=Account.CASH)


def unpay(books: Books) -> None:
    books.applications[NUMBER] = replace(books.applications[NUMBER], paid=False)


def forget(books: Books) -> None:
    books.payments.clear()


def another_payment(books: Books) -> None:
    books.rows += [row._replace(gateway_payment_id="t-2") for row in books.rows]
    books.days += [row._replace(gateway_payment_id="t-2") for row in books.days]


CORRUPTIONS: dict[str, tuple[tuple[LedgerEntry, ...], Callable[[Books], None], str]] = {
    "one side is gone": ((CAPTURE,), drop_a_side, "t-1/capture: not balanced"),
    "the sides differ": ((CAPTURE,), alter("capture CREDIT", amount=FEE - 1), "t-1/capture: not balanced"),
    "an entry of nothing": ((CAPTURE,), both("capture", amount=0), "t-1/capture: not balanced"),
    "the accounts are swapped": ((CAPTURE,), swap, "t-1/capture: debits receivable, credits cash"),
    "another account": (
        (CAPTURE, SUSPENSE, RELEASE),
        alter("release CREDIT", account=Account.REFUND),
        "t-1/release: debits suspense, credits refund",
    ),
    "an entry with no name of ours": (
        (CAPTURE,),
        both("capture", entry="capture#1"),
        "t-1/capture#1: debits cash, credits receivable",
    ),
    "no capture": ((SUSPENSE,), lambda _: None, "t-1/suspense: without a capture"),
    "released more than was held": (
        (CAPTURE, SUSPENSE, replace(RELEASE, amount=FEE + 1)),
        lambda _: None,
        "t-1: held is -1",
    ),
    "charged back more than there was": (
        (CAPTURE, chargeback_entry(PAID, 1, FEE + 1, Account.RECEIVABLE, NOW)),
        lambda _: None,
        "t-1: cash is -1",
    ),
    "paid back without a decision": (
        (CAPTURE, SUSPENSE, BACK[2]),
        lambda _: None,
        f"t-1: owed is -{FEE}",
    ),
    "paid back more than was decided": (
        (CAPTURE, *BACK[:2], replace(BACK[2], amount=FEE + 1)),
        lambda _: None,
        "t-1: owed is -1",
    ),
    "entries of two orders": (
        (CAPTURE, SUSPENSE),
        both("suspense", order_id=f"{NUMBER}-2"),
        f"t-1: entries of {ORDER} and {NUMBER}-2",
    ),
    "two payments applied": ((CAPTURE,), another_payment, f"{NUMBER}: 2 payments applied"),
    "two payments of one order": ((CAPTURE,), another_payment, f"{ORDER}: paid by t-1, in the ledger by t-1 and t-2"),
    "applied, and not paid": ((CAPTURE,), unpay, f"{NUMBER}: a payment applied, and not paid"),
    "paid, and nothing applied": ((CAPTURE, SUSPENSE), lambda _: None, f"{NUMBER}: paid without an applied capture"),
    "paid, and nothing at all": ((), lambda _: None, f"{NUMBER}: paid without an applied capture"),
    "not in the day book": ((CAPTURE,), unlist, "t-1/capture: 0 times in the day book"),
    "twice in the day book": ((CAPTURE,), list_twice, "t-1/capture: 2 times in the day book"),
    "only in the day book": ((CAPTURE,), list_another, "t-9/capture: in the day book, not in the ledger"),
    "another amount in the day book": (
        (CAPTURE,),
        list_more,
        f"t-1/capture: {FEE + 1} in the day book, {FEE} in the ledger",
    ),
    "in another gateway's day book": ((CAPTURE,), list_elsewhere, "t-1/capture: in the day book of simponi"),
    "an order that shows another capture": ((CAPTURE,), show(captured=1), f"{ORDER}: captured 1, in the ledger {FEE}"),
    "an order that shows too little held": (
        (CAPTURE, SUSPENSE),
        show(held=0),
        f"{ORDER}: held 0, in the ledger {FEE}",
    ),
    "an order that shows a refund": ((CAPTURE,), show(refunded=1), f"{ORDER}: refunded 1, in the ledger 0"),
    "an order that hides a refund": ((CAPTURE, *BACK), show(refunded=0), f"{ORDER}: refunded 0, in the ledger {FEE}"),
    "an order that hides what is owed": (
        (CAPTURE, *BACK[:2]),
        show(owed=0),
        f"{ORDER}: owed 0, in the ledger {FEE}",
    ),
    "an order that hides a chargeback": (
        (CAPTURE, chargeback_entry(PAID, 1, 1, Account.RECEIVABLE, NOW)),
        show(charged_back=0),
        f"{ORDER}: charged_back 0, in the ledger 1",
    ),
    "an order that was not applied": ((CAPTURE,), show(applied=False), f"{ORDER}: not applied, in the ledger it is"),
    "an order that was never settled": (
        (CAPTURE,),
        show(status=PaymentStatus.PENDING),
        f"{ORDER}: pending, and 1 payments in the ledger",
    ),
    "a settled order without money": ((), lambda _: None, f"{ORDER}: settled, and 0 payments in the ledger"),
    "money without an order": ((CAPTURE,), forget, f"t-1: of {ORDER}, which is no order"),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_is_found_and_named(name: str) -> None:
    entries, corrupt, fault = CORRUPTIONS[name]
    books = Books(*entries)
    corrupt(books)
    assert [said for said in verify_ledger(books).faults if said.startswith(fault)], verify_ledger(books).faults
