"""The ledger's verifier: sums of books that are in order, and every kind of corruption found and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from imigrasi.domain.ledger import (
    Account,
    LedgerEntry,
    chargeback_entry,
)
from imigrasi.domain.payment import PaymentStatus
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.builders import FEE, NOW, NUMBER
from tests.support.open_books import BACK, BY_HAND, CAPTURE, ORDER, PAID, RELEASE, SUSPENSE, Books

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


def test_money_given_back_by_hand_is_in_no_day_book_and_the_order_says_so() -> None:
    books = Books(CAPTURE, *BY_HAND)
    books.change(by_hand=FEE)
    assert [row.entry for row in books.days] == ["capture"]
    report = verify_ledger(books)
    assert (report.refunded, report.faults) == (FEE, ())


@pytest.mark.parametrize("account", [Account.RECEIVABLE, Account.SUSPENSE])
def test_money_charged_back_was_applied_or_held(account: Account) -> None:
    before = (CAPTURE, SUSPENSE) if account is Account.SUSPENSE else (CAPTURE,)
    report = verify_ledger(
        Books(*before, chargeback_entry(PAID, 1, 1000, account, NOW), paid=account is Account.RECEIVABLE)
    )
    assert (report.charged_back, report.applied + report.suspended, report.faults) == (1000, FEE - 1000, ())


def test_an_order_from_before_its_sums_were_kept_is_no_fault() -> None:
    books = Books(CAPTURE)
    books.change(captured=None)
    assert verify_ledger(books).faults == ()


# ---------------------------------------------------------------- books that are not


def alter(name: str, **changes: object) -> Callable[[Books], None]:
    return lambda books: books.alter(name, **changes)


def order(**changes: object) -> Callable[[Books], None]:
    return lambda books: books.change(**changes)


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


def list_on_another_day(books: Books) -> None:
    books.days[0] = books.days[0]._replace(day="2026-10-31")


def lose(books: Books) -> None:
    """An item that cannot be read is in no list of what can."""
    lost = books.rows.pop()
    books.unreadable = (f"LEDGER#{lost.gateway_payment_id}/{lost.entry}#{lost.application_id}#{lost.side}",)


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
    "on another day in the day book": (
        (CAPTURE,),
        list_on_another_day,
        "t-1/capture: on 2026-10-31 in the day book, on 2026-11-24 in the ledger",
    ),
    "sides of two days": (
        (CAPTURE,),
        alter("capture CREDIT", day="2026-10-31"),
        "t-1/capture: debited on 2026-11-24, credited on 2026-10-31",
    ),
    "an item that cannot be read": ((CAPTURE,), lose, f"LEDGER#t-1/capture#{NUMBER}#CREDIT: cannot be read"),
    "entries of another application than their order": (
        (CAPTURE, SUSPENSE),
        lambda books: books.rows.__setitem__(
            slice(None), [row._replace(application_id="LBG-0000-0001-1") for row in books.rows]
        ),
        f"t-1: of LBG-0000-0001-1, and of {ORDER}",
    ),
    "less captured than was asked for, and applied": (
        (CAPTURE,),
        order(amount=FEE + 1),
        f"{ORDER}: applied, and captured {FEE} of {FEE + 1}",
    ),
    "an order that is shown as refunded": (
        (CAPTURE,),
        lambda books: books.show(status=PaymentStatus.REFUNDED, refunded=FEE),
        f"{ORDER}: shown otherwise than it is: status, refunded",
    ),
    "an order with another capture": ((CAPTURE,), order(captured=1), f"{ORDER}: captured 1, in the ledger {FEE}"),
    "an order with too little held": (
        (CAPTURE, SUSPENSE),
        order(held=0),
        f"{ORDER}: held 0, in the ledger {FEE}",
    ),
    "an order with a refund": ((CAPTURE,), order(refunded=1), f"{ORDER}: refunded 1, in the ledger 0"),
    "an order that hides a refund": ((CAPTURE, *BACK), order(refunded=0), f"{ORDER}: refunded 0, in the ledger {FEE}"),
    "a refund by hand that the order does not know": (
        (CAPTURE, *BY_HAND),
        lambda _: None,
        f"{ORDER}: by_hand 0, in the ledger {FEE}",
    ),
    "a capture on no day": ((CAPTURE,), both("capture", day=""), "t-1/capture: on no day"),
    "a day for what moves no cash": (
        (CAPTURE, SUSPENSE),
        both("suspense", day="2026-11-24"),
        "t-1/suspense: on 2026-11-24",
    ),
    "an order that hides what is owed": (
        (CAPTURE, *BACK[:2]),
        order(owed=0),
        f"{ORDER}: owed 0, in the ledger {FEE}",
    ),
    "an order that hides a chargeback": (
        (CAPTURE, chargeback_entry(PAID, 1, 1, Account.RECEIVABLE, NOW)),
        order(charged_back=0),
        f"{ORDER}: charged_back 0, in the ledger 1",
    ),
    "an order that was not applied": ((CAPTURE,), order(applied=False), f"{ORDER}: not applied, in the ledger it is"),
    "an order that was never settled": (
        (CAPTURE,),
        order(status=PaymentStatus.PENDING),
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
