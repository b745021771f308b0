"""Officers decide about money: held money released, refunds proposed and approved by two of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from imigrasi.domain.decision import FourEyes, OfficerMayNot, ReasonNotAllowed
from imigrasi.domain.errors import IllegalMove, NotFound
from imigrasi.domain.gateway import RefundRoad
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.refund import RefundStatus
from imigrasi.domain.refund_policy import Case, FeeStillNeeded, RefundForbidden, case_of
from imigrasi.usecases.decide_refund import NoRefundProposed, approve_refund, refuse_refund
from imigrasi.usecases.money_file import MoneyDecision, NothingToGiveBack, RefundUnderWay
from imigrasi.usecases.propose_refund import propose_refund
from imigrasi.usecases.release_payment import LessThanTheFee, release_payment
from tests.support.builders import FEE, NOW, NUMBER, payment, seen, service, submitted
from tests.support.fakes import CATALOGUE, MemoryStore
from tests.support.money_desk import AGUS, BUDI, ORDER, RATNA, Desk, P, too_much, withdrawn

# ---------------------------------------------------------------- released


def test_held_money_may_pay_the_fee_and_the_surplus_stays_held() -> None:
    desk = too_much()
    assert desk.release() == "paid"
    assert desk.stands() == (FEE, 50_000, 0, 0)
    assert (desk.store.applications[NUMBER].paid, desk.told[-1]) == (True, "PaymentReleased")
    assert desk.store.open_tasks() == {f"suspense-{ORDER}": "suspense"}


def test_the_surplus_is_given_back_by_itself() -> None:
    desk = too_much()
    desk.release()
    desk.propose(reason="wrong_amount")
    desk.approve()
    assert desk.stands() == (FEE, 0, 50_000, 0)
    assert desk.send() is P.REFUNDED
    assert (desk.stands(), desk.store.open_tasks()) == ((FEE, 0, 0, 50_000), {})


def test_money_that_came_after_a_lapse_without_fitting_revives_the_application_when_released() -> None:
    desk = too_much()
    lapsed = replace(desk.store.applications[NUMBER], status=Status.LAPSED, lapsed_from=Status.AWAITING_PAYMENT)
    desk.store.applications[NUMBER] = lapsed
    desk.release()
    revived = desk.store.applications[NUMBER]
    assert (revived.status, revived.round, revived.lapsed_from) == (Status.PAID, lapsed.round + 1, None)


def test_less_than_the_fee_is_not_released() -> None:
    with pytest.raises(LessThanTheFee):
        Desk(amount=FEE - 1).release()


def test_money_is_released_only_where_the_fee_is_due() -> None:
    with pytest.raises(IllegalMove):
        too_much().standing(Status.WITHDRAWN).release()


def test_money_that_pays_the_fee_already_is_not_released() -> None:
    with pytest.raises(IllegalMove):
        Desk().release()


# ---------------------------------------------------------------- proposed


@pytest.mark.parametrize("reason", ["paid_already", "wrong_amount", "not_due", "taken_back"])
def test_what_is_held_is_given_back_always(reason: str) -> None:
    desk = Desk(amount=FEE - 1)
    assert desk.propose(reason=reason) == "proposed"
    assert desk.stands() == (0, FEE - 1, 0, 0)
    assert desk.store.open_tasks() == {f"suspense-{ORDER}": "suspense", f"refund-{ORDER}-1": "refund"}


def test_a_fee_goes_back_to_who_withdrew_before_coming() -> None:
    desk = withdrawn()
    desk.propose()
    refund = desk.store.refunds[ORDER, 1]
    assert (refund.amount, refund.proposed_by, refund.road) == (FEE, "budi", RefundRoad.GATEWAY)
    assert desk.stands() == (FEE, 0, 0, 0)


FORBIDDEN: dict[str, tuple[Status, tuple[str, ...], str]] = {
    "came, then withdrew": (Status.WITHDRAWN, ("ApplicantAttended",), "withdrawn"),
    "never came": (Status.WITHDRAWN, ("ApplicantMissed",), "no_show"),
    "did not correct": (Status.LAPSED, (), "lapsed"),
    "did not collect": (Status.CANCELLED, ("ApplicantAttended",), "cancelled"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_the_policy_forbids_is_refused(name: str) -> None:
    status, events, reason = FORBIDDEN[name]
    desk = Desk().standing(status, *events)
    with pytest.raises(RefundForbidden):
        desk.propose(reason=reason)


def test_a_rejected_applications_fee_waits_for_the_end_of_objecting() -> None:
    desk = Desk().standing(Status.REJECTED)
    with pytest.raises(FeeStillNeeded):
        desk.propose(reason="rejected")
    with pytest.raises(RefundForbidden):
        desk.propose(reason="rejected", at=NOW + timedelta(days=15))


@pytest.mark.parametrize("status", [Status.PAID, Status.SCHEDULED, Status.ADJUDICATING, Status.READY, Status.COLLECTED])
def test_while_the_application_goes_on_its_fee_stays(status: Status) -> None:
    with pytest.raises(FeeStillNeeded):
        Desk().standing(status).propose()


def test_a_visit_after_a_missed_one_counts_as_come() -> None:
    events = ("ApplicantMissed", "ApplicantAttended", "ApplicationWithdrawn")
    assert case_of(submitted(Status.WITHDRAWN), events, service(), NOW) is Case.WITHDRAWN_AFTER_ATTENDANCE


def test_one_refund_of_a_payment_at_a_time() -> None:
    desk = withdrawn()
    desk.propose()
    with pytest.raises(RefundUnderWay):
        desk.propose(RATNA)


def test_a_reason_has_to_go_with_the_case() -> None:
    with pytest.raises(ReasonNotAllowed):
        withdrawn().propose(reason="wrong_amount")
    with pytest.raises(ReasonNotAllowed):
        too_much().release(reason="withdrawn")


def test_of_a_payment_nobody_made_nothing_is_given_back() -> None:
    desk = Desk()
    desk.store.payments[ORDER] = payment()
    with pytest.raises(NothingToGiveBack):
        desk.propose()


def test_an_unknown_payment_is_not_found() -> None:
    desk = Desk()
    del desk.store.payments[ORDER]
    with pytest.raises(NotFound):
        desk.propose()


# ---------------------------------------------------------------- approved


def test_approved_money_is_owed_and_the_gateway_is_asked_by_the_event() -> None:
    desk = withdrawn()
    desk.propose()
    assert desk.approve() == "approved"
    assert desk.stands() == (0, 0, FEE, 0)
    assert desk.entries[-2:] == ["suspense#1", "refund#1"]
    assert desk.told[-1] == "RefundApproved"
    assert desk.store.entries[NUMBER][-1].ids["order_id"] == ORDER
    assert desk.store.polls[ORDER] is not None
    assert desk.store.open_tasks() == {}


def test_held_money_that_is_to_go_back_is_no_task_any_more() -> None:
    desk = Desk(amount=1)
    desk.propose(reason="wrong_amount")
    desk.approve()
    assert (desk.entries[-1], desk.store.open_tasks()) == ("refund#1", {})


def test_two_officers_decide() -> None:
    desk = withdrawn()
    desk.propose(BUDI)
    with pytest.raises(FourEyes):
        desk.approve(BUDI)
    assert desk.stands() == (FEE, 0, 0, 0)


def test_money_charged_back_meanwhile_is_not_given_back_too() -> None:
    desk = withdrawn()
    desk.propose()
    desk.gateway.orders[ORDER] = seen(status=P.CHARGED_BACK, charged_back=1)
    desk.confirm()
    with pytest.raises(NothingToGiveBack):
        desk.approve()
    assert desk.refuse() == "refused"


def test_a_refused_refund_leaves_the_money_where_it_was() -> None:
    desk = Desk(amount=1)
    desk.propose(reason="wrong_amount")
    desk.refuse()
    assert desk.stands() == (0, 1, 0, 0)
    assert desk.store.open_tasks() == {f"suspense-{ORDER}": "suspense"}
    assert (desk.told[-1], desk.store.refunds[ORDER, 1].status) == ("RefundRefused", RefundStatus.REFUSED)
    desk.propose(reason="wrong_amount")
    assert desk.store.refunds[ORDER, 2].status is RefundStatus.PROPOSED


def test_nothing_is_approved_that_nobody_proposed() -> None:
    desk = withdrawn()
    for decide in (desk.approve, desk.refuse):
        with pytest.raises(NoRefundProposed):
            decide()
    desk.propose()
    desk.approve()
    with pytest.raises(NoRefundProposed):
        desk.refuse()


@pytest.mark.parametrize("name", ["release", "propose", "approve", "refuse", "paid"])
def test_auditors_decide_nothing(name: str) -> None:
    desk = withdrawn()
    if name in ("approve", "refuse"):
        desk.propose()
    with pytest.raises(OfficerMayNot):
        getattr(desk, name)(AGUS)


ACTS: dict[str, Callable[[MemoryStore, MoneyDecision], str]] = {
    "release": lambda store, decision: release_payment(store, store, decision, at=NOW),
    "propose": lambda store, decision: propose_refund(store, store, CATALOGUE, decision, at=NOW),
    "approve": lambda store, decision: approve_refund(store, store, CATALOGUE, decision, at=NOW),
    "refuse": lambda store, decision: refuse_refund(store, store, decision, at=NOW),
}


@pytest.mark.parametrize("name", ACTS)
def test_one_execution_decides_once(name: str) -> None:
    desk = too_much() if name == "release" else withdrawn()
    if name in ("approve", "refuse"):
        desk.propose()
    detail = {"release": "verified", "propose": "withdrawn"}.get(name, "")
    decision = MoneyDecision(ORDER, RATNA, detail, "once")
    desk.store.races = 2
    answers = {ACTS[name](desk.store, decision) for _ in range(3)}
    assert len(answers) == 1
    assert len([1 for entry in desk.store.entries[NUMBER] if entry.ids.get("execution_id") == "once"]) == 1
