"""The table of legal moves, whole: every status with every command."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from imigrasi.domain.errors import IllegalMove
from imigrasi.domain.lifecycle import (
    OFFICER_STATUSES,
    STAGE_OF,
    TERMINAL,
    Circumstances,
    Command,
    Path,
    Status,
    is_legal,
    next_action,
    next_status,
)

S, C = Status, Command

#: The lifecycle as it is written down: one line per status, for a standard path that is unpaid and not adjudicated.
WRITTEN: dict[Status, dict[Command, Status]] = {
    S.DRAFT: {C.SAVE: S.DRAFT, C.SUBMIT: S.SUBMITTED, C.WITHDRAW: S.WITHDRAWN, C.LAPSE: S.LAPSED},
    S.SUBMITTED: {
        C.CLEAR: S.AWAITING_PAYMENT,
        C.RETURN: S.RETURNED,
        C.REJECT: S.REJECTED,
        C.WITHDRAW: S.WITHDRAWN,
    },
    S.EXAMINING: {
        C.ATTEND: S.ADJUDICATING,
        C.RETURN: S.RETURNED,
        C.REJECT: S.REJECTED,
        C.WITHDRAW: S.WITHDRAWN,
    },
    S.RETURNED: {C.SAVE: S.RETURNED, C.WITHDRAW: S.WITHDRAWN, C.LAPSE: S.LAPSED},
    S.AWAITING_PAYMENT: {C.SETTLE: S.PAID, C.WITHDRAW: S.WITHDRAWN, C.LAPSE: S.LAPSED},
    S.PAID: {C.BOOK: S.SCHEDULED, C.ATTEND: S.ADJUDICATING, C.WITHDRAW: S.WITHDRAWN},
    S.SCHEDULED: {
        C.BOOK: S.SCHEDULED,
        C.ATTEND: S.ADJUDICATING,
        C.NO_SHOW: S.PAID,
        C.WITHDRAW: S.WITHDRAWN,
    },
    S.ADJUDICATING: {
        C.APPROVE: S.AWAITING_PAYMENT,
        C.RETURN: S.RETURNED,
        C.REJECT: S.REJECTED,
        C.WITHDRAW: S.WITHDRAWN,
    },
    S.SECOND_APPROVAL: {C.APPROVE: S.AWAITING_PAYMENT, C.RETURN: S.RETURNED, C.REJECT: S.REJECTED},
    S.APPROVED: {C.READY: S.READY},
    S.READY: {C.HAND_OVER: S.COLLECTED, C.CANCEL: S.CANCELLED},
    S.REJECTED: {C.OBJECT: S.OBJECTED},
    S.OBJECTED: {C.UPHOLD: S.REJECTED, C.GRANT: S.ADJUDICATING},
    S.COLLECTED: {},
    S.WITHDRAWN: {},
    S.LAPSED: {},
    S.CANCELLED: {},
}

#: Where circumstances change the table: (status, command, circumstances, where it leads; None: illegal).
DEPENDS = [
    (S.SUBMITTED, C.CLEAR, Circumstances(path=Path.EXAMINED), S.EXAMINING),
    (S.RETURNED, C.SUBMIT, Circumstances(returned_from=S.SUBMITTED), S.SUBMITTED),
    (S.RETURNED, C.SUBMIT, Circumstances(returned_from=S.EXAMINING), S.EXAMINING),
    (S.RETURNED, C.SUBMIT, Circumstances(returned_from=S.ADJUDICATING, paid=True), S.ADJUDICATING),
    (S.RETURNED, C.SUBMIT, Circumstances(returned_from=S.SECOND_APPROVAL), S.SECOND_APPROVAL),
    (S.PAID, C.ATTEND, Circumstances(adjudicated=True), S.APPROVED),
    (S.SCHEDULED, C.ATTEND, Circumstances(adjudicated=True), S.APPROVED),
    (S.ADJUDICATING, C.APPROVE, Circumstances(paid=True), S.APPROVED),
    (S.ADJUDICATING, C.APPROVE, Circumstances(paid=True, second_approval_demanded=True), S.SECOND_APPROVAL),
    (S.ADJUDICATING, C.APPROVE, Circumstances(path=Path.EXAMINED), S.AWAITING_PAYMENT),
    (S.SECOND_APPROVAL, C.APPROVE, Circumstances(paid=True, second_approval_demanded=True), S.APPROVED),
    (S.SECOND_APPROVAL, C.APPROVE, Circumstances(path=Path.EXAMINED), S.AWAITING_PAYMENT),
    (S.LAPSED, C.SETTLE, Circumstances(lapsed_from=S.AWAITING_PAYMENT), S.PAID),
    (S.LAPSED, C.SETTLE, Circumstances(lapsed_from=S.DRAFT), None),
    (S.LAPSED, C.SETTLE, Circumstances(lapsed_from=S.RETURNED), None),
    (S.REJECTED, C.OBJECT, Circumstances(final=True), None),
]


def reached(status: Status, command: Command, at: Circumstances) -> Status | None:
    try:
        return next_status(status, command, at)
    except IllegalMove:
        return None


@pytest.mark.parametrize(("status", "command"), list(itertools.product(Status, Command)))
def test_a_move_is_what_the_lifecycle_says_or_illegal(status: Status, command: Command) -> None:
    assert reached(status, command, Circumstances()) == WRITTEN[status].get(command)


@pytest.mark.parametrize(("status", "command", "at", "leads_to"), DEPENDS)
def test_circumstances_decide_where_a_move_leads(
    status: Status, command: Command, at: Circumstances, leads_to: Status | None
) -> None:
    assert reached(status, command, at) == leads_to


circumstances = st.builds(
    Circumstances,
    path=st.sampled_from(Path),
    returned_from=st.sampled_from([None, S.SUBMITTED, S.EXAMINING, S.ADJUDICATING, S.SECOND_APPROVAL]),
    lapsed_from=st.sampled_from([None, S.DRAFT, S.RETURNED, S.AWAITING_PAYMENT]),
    adjudicated=st.booleans(),
    paid=st.booleans(),
    second_approval_demanded=st.booleans(),
    final=st.booleans(),
)
#: All that circumstances can open or close beside the written table.
OPENED = {(S.RETURNED, C.SUBMIT), (S.LAPSED, C.SETTLE)}
CLOSED = {(S.REJECTED, C.OBJECT)}


@given(st.sampled_from(Status), st.sampled_from(Command), circumstances)
def test_circumstances_make_no_other_move_legal_or_illegal(status: Status, command: Command, at: Circumstances) -> None:
    if (status, command) not in OPENED | CLOSED:
        assert is_legal(status, command, at) == (command in WRITTEN[status])


@given(st.sampled_from(sorted(TERMINAL)), st.sampled_from(Command), circumstances)
def test_an_ended_application_never_moves_again(status: Status, command: Command, at: Circumstances) -> None:
    assert not is_legal(status, command, at)


def test_an_illegal_move_names_command_and_status() -> None:
    with pytest.raises(IllegalMove, match="illegal_move") as refused:
        next_status(S.COLLECTED, C.WITHDRAW, Circumstances())
    assert refused.value.summary == "'withdraw' is not possible while the application is collected."


@pytest.mark.parametrize(
    ("status", "who", "code"),
    [
        (S.DRAFT, "citizen", "complete_draft"),
        (S.SUBMITTED, "officer", "review"),
        (S.RETURNED, "citizen", "correct"),
        (S.EXAMINING, "officer", "examine"),
        (S.AWAITING_PAYMENT, "citizen", "pay"),
        (S.PAID, "citizen", "book"),
        (S.SCHEDULED, "citizen", "attend"),
        (S.ADJUDICATING, "officer", "adjudicate"),
        (S.SECOND_APPROVAL, "officer", "second_approve"),
        (S.APPROVED, "officer", "produce"),
        (S.READY, "citizen", "collect"),
        (S.REJECTED, "citizen", "object"),
        (S.OBJECTED, "officer", "decide_objection"),
        (S.COLLECTED, "none", "none"),
        (S.WITHDRAWN, "none", "none"),
        (S.LAPSED, "none", "none"),
        (S.CANCELLED, "none", "none"),
    ],
)
def test_everybody_knows_whose_turn_it_is(status: Status, who: str, code: str) -> None:
    assert next_action(status, Circumstances()) == (who, code)


def test_nobody_can_object_to_a_final_rejection() -> None:
    assert next_action(S.REJECTED, Circumstances(final=True)) == ("none", "none")


def test_the_queue_holds_what_waits_for_officers() -> None:
    owners = {S.SUBMITTED, S.EXAMINING, S.ADJUDICATING, S.SECOND_APPROVAL, S.OBJECTED, S.APPROVED, S.READY}
    assert owners == OFFICER_STATUSES


def test_every_status_stands_in_a_stage() -> None:
    assert set(STAGE_OF) == set(Status)


class Journey(RuleBasedStateMachine):
    """Any commands in any order, as an application would carry their traces along."""

    def __init__(self) -> None:
        super().__init__()
        self.status = S.DRAFT
        self.at = Circumstances()
        self.visited = [S.DRAFT]
        self.settled = 0

    @rule(command=st.sampled_from(Command), path=st.sampled_from(Path))
    def act(self, command: Command, path: Path) -> None:
        leads_to = reached(self.status, command, self.at)
        if leads_to is None:
            return
        self.settled += command is C.SETTLE
        self.at = Circumstances(
            path=path if self.status is S.DRAFT else self.at.path,
            returned_from=self.status if command is C.RETURN else self.at.returned_from,
            lapsed_from=self.status if command is C.LAPSE else self.at.lapsed_from,
            adjudicated=self.at.adjudicated or (command is C.APPROVE and leads_to is not S.SECOND_APPROVAL),
            paid=self.at.paid or command is C.SETTLE,
            final=self.at.final or command is C.UPHOLD,
        )
        self.status = leads_to
        self.visited.append(leads_to)

    @invariant()
    def a_result_is_made_only_after_money_and_adjudication(self) -> None:
        if self.status in (S.APPROVED, S.READY, S.COLLECTED):
            assert self.at.paid
            assert self.at.adjudicated

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        assert self.settled <= 1

    @invariant()
    def nobody_pays_before_an_officer_has_looked(self) -> None:
        if self.status is S.AWAITING_PAYMENT:
            assert S.SUBMITTED in self.visited


TestJourney = Journey.TestCase
