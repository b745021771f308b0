"""Money that goes back: booked as the gateway says it, once."""

from __future__ import annotations

from dataclasses import replace

from imigrasi.domain.ledger import Account
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.refund import AT_GATEWAY, RefundStatus
from tests.support.builders import FEE, NUMBER
from tests.support.gateway_desk import ORDER, Desk, P, settled

# ---------------------------------------------------------------- asked again, or not


def test_a_settled_order_is_asked_about_again_when_a_notice_speaks_of_money_back() -> None:
    desk = settled()
    desk.says((f"{ORDER}-x", FEE))
    assert desk.ask(heard=P.SETTLED) is P.SETTLED
    assert desk.ask(heard=P.REFUNDED) is P.REFUNDED


def test_an_order_of_which_nothing_is_left_is_asked_about_no_more() -> None:
    desk = settled()
    desk.says(("dashboard", FEE))
    desk.ask()
    desk.gateway.out = True
    assert desk.ask(heard=P.REFUNDED) is P.REFUNDED


def test_asking_again_without_news_writes_nothing() -> None:
    desk = settled()
    version = desk.store.applications[NUMBER].version
    desk.ask()
    assert desk.store.applications[NUMBER].version == version


def test_an_order_from_before_its_sums_were_kept_gets_them_from_the_ledger() -> None:
    desk = settled()
    desk.store.payments[ORDER] = replace(desk.store.payments[ORDER], captured=None)
    desk.ask()
    assert desk.stands() == (FEE, 0, 0, 0, 0)


# ---------------------------------------------------------------- refunds


def test_the_refund_that_was_approved_is_paid() -> None:
    desk = settled()
    desk.approved(FEE)
    desk.says((f"{ORDER}-r1", FEE))
    assert desk.ask() is P.REFUNDED
    assert desk.stands() == (0, 0, 0, FEE, 0)
    assert desk.entries[-1] == "refund-paid#1"
    assert desk.told[-1] == ("PaymentRefunded", None)
    assert desk.store.refunds[ORDER, 1].status is RefundStatus.DONE
    assert desk.store.open_tasks() == {}


def test_a_word_heard_twice_is_booked_once() -> None:
    desk = settled()
    desk.approved(FEE)
    desk.says((f"{ORDER}-r1", FEE))
    desk.ask()
    before = dict(desk.store.ledger)
    desk.ask()
    assert (desk.store.ledger, len(desk.told)) == (before, 2)


def test_while_an_approved_refund_is_outstanding_the_gateway_is_asked_again() -> None:
    desk = settled()
    desk.approved(100_000)
    desk.says(("dashboard", 50_000))
    desk.ask()
    assert desk.store.polls[ORDER] is not None
    desk.says(("dashboard", 50_000), (f"{ORDER}-r1", 100_000))
    desk.ask()
    assert (desk.stands(), desk.store.polls[ORDER]) == ((FEE - 150_000, 0, 0, 150_000, 0), None)


def test_a_refund_nobody_asked_for_is_booked_and_an_officer_looks_at_it() -> None:
    desk = settled()
    desk.says(("dashboard", 50_000))
    desk.ask()
    assert desk.stands() == (FEE - 50_000, 0, 0, 50_000, 0)
    assert desk.entries[-3:] == ["suspense#1", "refund#1", "refund-paid#1"]
    assert desk.told[-1] == ("PaymentRefunded", AT_GATEWAY)
    assert desk.store.open_tasks() == {f"difference-{ORDER}-refund-1": "difference"}
    assert desk.store.refunds[ORDER, 1].key == "dashboard"


def test_refunds_may_come_in_parts() -> None:
    desk = settled()
    for parts in (("a", 100_000),), (("a", 100_000), ("b", 200_000)), (("b", 200_000), ("a", 100_000), ("c", 350_000)):
        desk.says(*parts)
        desk.ask()
    assert desk.stands() == (0, 0, 0, FEE, 0)
    assert [name for name in desk.entries if name.startswith("refund-paid")] == [
        "refund-paid#1",
        "refund-paid#2",
        "refund-paid#3",
    ]


def test_a_refund_by_hand_at_the_gateway_pays_the_approved_one_that_it_had_refused() -> None:
    desk = settled()
    desk.approved(FEE)
    refused = desk.store.refunds[ORDER, 1]
    desk.store.refunds[ORDER, 1] = replace(refused, failed=True)
    desk.says(("dashboard", FEE))
    desk.ask()
    assert desk.stands() == (0, 0, 0, FEE, 0)
    assert (desk.store.refunds[ORDER, 1].status, desk.store.refunds[ORDER, 1].key) == (RefundStatus.DONE, "dashboard")


def test_a_refund_unseen_when_ours_was_approved_lessens_what_is_owed() -> None:
    desk = settled()
    desk.approved(FEE)
    desk.says(("dashboard", 50_000))
    desk.ask()
    assert desk.stands() == (0, 0, FEE - 50_000, 50_000, 0)
    assert (desk.store.refunds[ORDER, 1].amount, desk.store.refunds[ORDER, 1].is_to_be_sent) == (FEE - 50_000, True)
    desk.says(("dashboard", 50_000), (f"{ORDER}-r1", FEE - 50_000))
    desk.ask()
    assert desk.stands() == (0, 0, 0, FEE, 0)


# ---------------------------------------------------------------- chargebacks


def test_a_chargeback_takes_what_pays_the_fee_and_opens_a_task() -> None:
    desk = settled()
    desk.says(charged_back=FEE)
    assert desk.ask() is P.CHARGED_BACK
    assert desk.stands() == (0, 0, 0, 0, FEE)
    assert desk.told[-1] == ("PaymentChargedBack", None)
    assert desk.store.open_tasks() == {f"chargeback-{ORDER}-{FEE}": "chargeback"}


def test_chargebacks_may_come_in_parts() -> None:
    desk = settled()
    for so_far in (100_000, 100_000, 250_000):
        desk.says(charged_back=so_far)
        desk.ask()
    assert desk.stands() == (FEE - 250_000, 0, 0, 0, 250_000)
    assert desk.entries[-2:] == ["chargeback#1", "chargeback#2"]
    assert len(desk.store.open_tasks()) == 2


def test_a_chargeback_takes_held_money_first_then_what_is_owed() -> None:
    desk = Desk(amount=FEE - 1)
    desk.ask()
    assert desk.stands() == (0, FEE - 1, 0, 0, 0)
    desk.says(charged_back=FEE - 1)
    desk.ask()
    last = desk.store.ledger["t-1", "chargeback#1"]
    assert (last.debit, desk.stands()) == (Account.SUSPENSE, (0, 0, 0, 0, FEE - 1))


def test_a_chargeback_of_money_that_was_to_be_given_back_ends_the_refund() -> None:
    desk = settled()
    desk.approved(FEE)
    desk.says(charged_back=FEE)
    desk.ask()
    assert desk.stands() == (0, 0, 0, 0, FEE)
    assert desk.store.refunds[ORDER, 1].status is RefundStatus.REFUSED


def test_refund_and_chargeback_of_one_payment_are_both_booked() -> None:
    desk = settled()
    desk.says(("a", 100_000), charged_back=200_000)
    desk.ask()
    assert desk.stands() == (FEE - 300_000, 0, 0, 100_000, 200_000)
    assert [event for event, _ in desk.told[-2:]] == ["PaymentRefunded", "PaymentChargedBack"]


# ---------------------------------------------------------------- at first sight


def test_money_first_seen_after_all_of_it_went_back_leaves_nothing_held() -> None:
    desk = Desk()
    desk.says(("a", 300_000), ("b", FEE - 300_000))
    assert desk.ask() is P.REFUNDED
    assert desk.stands() == (0, 0, 0, FEE, 0)
    assert desk.store.applications[NUMBER].status is Status.AWAITING_PAYMENT
    assert sorted(desk.store.open_tasks()) == [f"difference-{ORDER}-refund-{n}" for n in (1, 2)]


def test_money_first_seen_after_a_part_went_back_is_held_never_applied() -> None:
    desk = Desk()
    desk.says(("a", 50_000), charged_back=100_000)
    desk.ask()
    assert desk.stands() == (0, FEE - 150_000, 0, 50_000, 100_000)
    assert [event for event, _ in desk.told] == ["PaymentSuspended", "PaymentRefunded", "PaymentChargedBack"]
    assert desk.store.open_tasks() == {
        f"suspense-{ORDER}": "suspense",
        f"chargeback-{ORDER}-100000": "chargeback",
    }
