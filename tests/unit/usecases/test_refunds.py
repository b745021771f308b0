"""Officers and money: released, given back by two of them, sent to the gateway once, paid by hand where it must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from imigrasi.domain.audit import CITIZEN, Event
from imigrasi.domain.decision import FourEyes, Officer, OfficerMayNot, ReasonNotAllowed, Role
from imigrasi.domain.errors import IllegalMove, NotFound
from imigrasi.domain.gateway import RefundRoad
from imigrasi.domain.ledger import balance
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import GatewayRefund, PaymentStatus
from imigrasi.domain.refund import RefundStatus
from imigrasi.domain.refund_policy import Case, FeeStillNeeded, RefundForbidden, case_of
from imigrasi.usecases.close_task import TaskEndsOtherwise, close_task
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.decide_refund import NoRefundProposed, approve_refund, refuse_refund
from imigrasi.usecases.money_file import MoneyDecision, NothingToGiveBack, RefundUnderWay
from imigrasi.usecases.payment_ports import GatewayUnavailable, RefundRefused
from imigrasi.usecases.propose_refund import propose_refund
from imigrasi.usecases.record_refund import NoRefundByHand, ReferenceMalformed, record_refund
from imigrasi.usecases.release_payment import LessThanTheFee, release_payment
from imigrasi.usecases.send_refund import note_refusal, send_refund
from imigrasi.usecases.task_ports import Task
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.builders import FEE, NOW, NUMBER, payment, seen, service, stored, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryStore

P = PaymentStatus
ORDER = f"{NUMBER}-1"
BUDI, RATNA = Officer("budi", Role.OFFICER), Officer("ratna", Role.OFFICER)
SARI, AGUS = Officer("sari", Role.SUPERVISOR), Officer("agus", Role.AUDITOR)
POLLS = CATALOGUE.known_gateway("midtrans").polls


class Desk:
    """One payment that came, and the officers who decide about it."""

    def __init__(self, amount: int = FEE, gateway: str = "midtrans") -> None:
        self.store, self.gateway = MemoryStore(submitted(Status.AWAITING_PAYMENT)), MemoryGateway()
        self.store.payments[ORDER] = payment(gateway=gateway)
        self.gateway.orders[ORDER] = seen(amount=amount)
        self.executions = 0
        self.confirm()

    def confirm(self) -> P:
        return confirm_payment(self.store, self.store, self.gateway, POLLS, ORDER, at=NOW)

    def standing(self, status: Status, *events: str) -> Desk:
        """The application has come to `status` since, by way of `events`."""
        application = replace(self.store.applications[NUMBER], status=status, rejected_at=NOW)
        change = stored(application, *(Event(type_, CITIZEN) for type_ in events))
        self.store.applications[NUMBER] = replace(application, version=99)
        self.store.entries[NUMBER] += change.entries
        return self

    def decision(self, officer: Officer, detail: str = "") -> MoneyDecision:
        self.executions += 1
        return MoneyDecision(ORDER, officer, detail, f"e-{self.executions}")

    def release(self, officer: Officer = BUDI, reason: str = "verified") -> str:
        return release_payment(self.store, self.store, self.decision(officer, reason), at=NOW)

    def propose(self, officer: Officer = BUDI, reason: str = "withdrawn", *, at: datetime = NOW) -> str:
        return propose_refund(self.store, self.store, CATALOGUE, self.decision(officer, reason), at=at)

    def approve(self, officer: Officer = RATNA) -> str:
        return approve_refund(self.store, self.store, CATALOGUE, self.decision(officer), at=NOW)

    def refuse(self, officer: Officer = RATNA) -> str:
        return refuse_refund(self.store, self.store, self.decision(officer), at=NOW)

    def paid(self, officer: Officer = RATNA, reference: str = "SP2D-001/2026") -> str:
        return record_refund(self.store, self.store, self.decision(officer, reference), at=NOW)

    def send(self) -> P:
        """As the confirmation of an order that owes money does."""
        refused = send_refund(self.store, self.gateway, self.store.payments[ORDER])
        status = self.confirm()
        if refused is not None:
            note_refusal(self.store, self.store, refused, at=NOW)
        return status

    @property
    def entries(self) -> list[str]:
        return [name for _, name in self.store.ledger]

    @property
    def told(self) -> list[str]:
        return [entry.type for entry in self.store.entries.get(NUMBER, [])]

    def stands(self) -> tuple[int, int, int, int]:
        """Paying, held, owed, refunded; the books verify."""
        shown = self.store.payments[ORDER]
        now = balance((each.debit, each.credit, each.amount) for each in self.store.ledger.values())
        assert (now.applied, now.held, now.owed) == (shown.paying, shown.held, shown.owed)
        assert verify_ledger(self.store).faults == ()
        return shown.paying, shown.held, shown.owed, shown.refunded


def too_much() -> Desk:
    return Desk(amount=FEE + 50_000)


def withdrawn() -> Desk:
    return Desk().standing(Status.WITHDRAWN, "ApplicationWithdrawn")


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


# ---------------------------------------------------------------- sent


def approved(**options: int) -> Desk:
    desk = withdrawn()
    desk.propose()
    desk.approve()
    return desk


def test_the_gateway_gives_back_and_its_word_is_booked() -> None:
    desk = approved()
    assert desk.send() is P.REFUNDED
    assert desk.stands() == (0, 0, 0, FEE)
    assert (desk.entries[-1], desk.told[-1]) == ("refund-paid#1", "PaymentRefunded")
    assert desk.store.polls[ORDER] is None


def test_asked_twice_it_gives_back_once() -> None:
    desk = approved()
    order = desk.store.payments[ORDER]
    for _ in range(3):
        send_refund(desk.store, desk.gateway, order)
    desk.send()
    assert desk.gateway.orders[ORDER].refunds[0].key == f"{ORDER}-r1"
    assert len(desk.gateway.orders[ORDER].refunds) == 1
    assert desk.stands() == (0, 0, 0, FEE)


def test_nothing_is_sent_before_it_is_approved_or_after_it_is_done() -> None:
    desk = withdrawn()
    desk.propose()
    send_refund(desk.store, desk.gateway, desk.store.payments[ORDER])
    assert desk.gateway.orders[ORDER].refunds == ()
    desk.approve()
    desk.send()
    desk.gateway.out = True
    assert send_refund(desk.store, desk.gateway, desk.store.payments[ORDER]) is None


def test_a_gateway_that_is_out_is_asked_again() -> None:
    desk = approved()
    desk.gateway.out = True
    with pytest.raises(GatewayUnavailable):
        desk.send()
    desk.gateway.out = False
    desk.send()
    assert desk.stands() == (0, 0, 0, FEE)


class Refusing(MemoryGateway):
    """Its way of paying knows no refunds."""

    def refund(self, order_id: str, key: str, amount: int, reason: str) -> None:
        raise RefundRefused


def refused() -> Desk:
    desk = approved()
    refusing = Refusing()
    refusing.orders = desk.gateway.orders
    desk.gateway = refusing
    desk.send()
    return desk


def test_a_gateway_that_refuses_leaves_a_task_to_pay_by_hand() -> None:
    desk = refused()
    assert desk.stands() == (0, 0, FEE, 0)
    assert desk.told[-1] == "RefundFailed"
    assert desk.store.open_tasks() == {f"refund-{ORDER}-1-by-hand": "payout"}
    assert desk.store.polls[ORDER] is None
    desk.send()
    assert desk.told.count("RefundFailed") == 1


def test_a_refusal_of_what_has_been_done_already_is_none() -> None:
    """The answer to the first question was lost, and this gateway says no to the second."""
    desk = approved()
    send_refund(desk.store, desk.gateway, desk.store.payments[ORDER])
    refusing = Refusing()
    refusing.orders = desk.gateway.orders
    desk.gateway = refusing
    desk.send()
    assert (desk.stands(), "RefundFailed" in desk.told) == ((0, 0, 0, FEE), False)


# ---------------------------------------------------------------- by hand


def test_what_the_gateway_refused_is_paid_by_hand() -> None:
    desk = refused()
    assert desk.paid() == "done"
    assert desk.stands() == (0, 0, 0, FEE)
    assert (desk.store.refunds[ORDER, 1].reference, desk.store.open_tasks()) == ("SP2D-001/2026", {})
    assert desk.store.payments[ORDER].status is P.REFUNDED


def test_what_was_paid_by_hand_and_at_the_gateway_too_is_found() -> None:
    """Nothing is left by our books, and yet its notice is worth a question."""
    desk = refused()
    desk.paid()
    desk.gateway.orders[ORDER] = seen(status=P.REFUNDED, refunds=(GatewayRefund("desk", FEE),))
    desk.confirm()
    assert desk.told[-1] == "PaymentContradicted"
    assert list(desk.store.open_tasks().values()) == ["difference"]


def test_a_refusal_because_of_money_gone_meanwhile_is_asked_again_for_the_rest() -> None:
    desk = approved()
    desk.gateway.orders[ORDER] = seen(status=P.REFUNDED, refunds=(GatewayRefund("desk", 50_000),))
    desk.send()
    assert "RefundFailed" not in desk.told
    desk.send()
    assert desk.stands() == (0, 0, 0, FEE)


def test_state_revenue_goes_back_by_letter() -> None:
    desk = Desk(gateway="simponi").standing(Status.WITHDRAWN)
    desk.propose()
    desk.approve()
    assert desk.store.refunds[ORDER, 1].road is RefundRoad.LETTER
    assert desk.store.open_tasks() == {f"refund-{ORDER}-1-by-hand": "payout"}
    assert desk.store.polls[ORDER] is None
    send_refund(desk.store, desk.gateway, desk.store.payments[ORDER])
    assert desk.gateway.orders[ORDER].refunds == ()
    desk.paid()
    assert (desk.stands(), desk.told[-1]) == ((0, 0, 0, FEE), "PaymentRefunded")
    assert desk.confirm() is P.REFUNDED


@pytest.mark.parametrize("reference", ["", "abc", "A", "SP2D 1", "A" * 41, "<b>", "SP2D-١٢٣"])
def test_a_reference_is_written_as_it_stands_on_the_payment_order(reference: str) -> None:
    with pytest.raises(ReferenceMalformed):
        refused().paid(reference=reference)


def test_what_the_gateway_shall_pay_is_not_paid_by_hand() -> None:
    desk = approved()
    with pytest.raises(NoRefundByHand):
        desk.paid()


# ---------------------------------------------------------------- tasks


class Tasks:
    """TaskStore over one task."""

    def __init__(self, kind: str, application_id: str = NUMBER) -> None:
        self.kind, self.application_id, self.closed = kind, application_id, ""

    def task(self, task_id: str) -> Task:
        return Task(task_id, self.kind, self.application_id, ORDER if self.application_id else "", closed=False)

    def close(self, task_id: str, officer: str, execution_id: str, at: datetime) -> None:
        self.closed = f"{task_id} by {officer} in {execution_id}"


@pytest.mark.parametrize("kind", ["chargeback", "difference", "unknown_code", "dispute"])
def test_a_task_about_an_application_is_closed_in_its_history(kind: str) -> None:
    desk = Desk()
    for _ in range(2):
        assert close_task(desk.store, Tasks(kind), "t-1", BUDI, "e-9", at=NOW) == "closed"
    assert (desk.told.count("TaskClosed"), desk.store.closed) == (1, {"t-1"})


def test_a_task_about_no_application_is_closed_where_it_stands() -> None:
    tasks = Tasks("unknown_code", application_id="")
    close_task(MemoryStore(), tasks, "t-1", BUDI, "e-9", at=NOW)
    assert tasks.closed == "t-1 by budi in e-9"


@pytest.mark.parametrize("kind", ["suspense", "refund", "payout"])
def test_a_task_that_ends_with_its_money_is_not_closed_by_hand(kind: str) -> None:
    with pytest.raises(TaskEndsOtherwise):
        close_task(MemoryStore(), Tasks(kind), "t-1", BUDI, "e-9", at=NOW)


def test_auditors_close_no_tasks() -> None:
    with pytest.raises(OfficerMayNot):
        close_task(MemoryStore(), Tasks("dispute"), "t-1", AGUS, "e-9", at=NOW)
