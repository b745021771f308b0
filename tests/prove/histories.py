"""Random histories of one application: the real use cases against a model that knows only our own table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from imigrasi.domain.audit import verify_chain
from imigrasi.domain.deadline import days_later
from imigrasi.domain.decision import Officer
from imigrasi.domain.errors import Fault
from imigrasi.domain.lifecycle import Circumstances, Command, Path, Status
from imigrasi.domain.payment import PaymentStatus
from imigrasi.usecases.book_appointment import book_appointment, list_slots
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.decide_application import Decision, decide_application
from imigrasi.usecases.do_due_work import do_due_work
from imigrasi.usecases.file_objection import file_objection
from imigrasi.usecases.issue_payment import issue_payment
from imigrasi.usecases.personal_data import PersonalData
from imigrasi.usecases.save_draft import save_draft
from imigrasi.usecases.start_application import Start, start_application
from imigrasi.usecases.submit_application import submit_application
from imigrasi.usecases.verify_ledger import verify_ledger
from imigrasi.usecases.withdraw_application import withdraw_application
from tests.prove.citizens import accepted_documents, complete_data
from tests.prove.memory import AnyCatalogue, CapturingGateway, WholeStore
from tests.prove.model import DETAIL, ENDS, FINISHED, OFFICERS, USUAL, Model, walked
from tests.prove.moves import expected
from tests.prove.row import check
from tests.support.fakes import MemoryHealth, OpenSealer, OwnMacs

BEGAN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class History(RuleBasedStateMachine):
    """One application and everybody who may touch it."""

    @initialize(path=st.sampled_from(Path), second=st.booleans())
    def begin(self, path: Path, second: bool) -> None:
        self.now = BEGAN
        self.store, self.macs, self.sealer = WholeStore(), OwnMacs(), OpenSealer()
        self.catalogue = AnyCatalogue(path, second_approval=second)
        self.gateway, self.health = CapturingGateway(), MemoryHealth()
        self.executions = 0
        request = Start("passport-renewal", "id", "web", complete_data(), {})
        started = start_application(
            self.store,
            self.sealer,
            self.macs,
            self.catalogue,
            request,
            idempotency_key="0123456789abcdef",
            office="lebong",
            at=self.now,
        )
        self.id, self.key = started.application.id, started.access_key
        self.model = Model("draft", Circumstances(path=path, second_approval_demanded=second), self.now)

    def attempt(self, command: str, act: Callable[[], object], *, allowed: bool = True) -> None:
        """`act` must make the move if the table has it and the caller may, and change nothing otherwise."""
        before = self.store.load(self.id)
        legal = allowed and expected(self.model.status, command, self.model.at) is not None
        try:
            act()
        except Fault as fault:
            check(not legal, f"{command} was refused in {before.status}: {fault}")
            check(self.store.load(self.id) == before, f"refused {command} in {before.status} changed something")
            walked["refused"] += 1
            return
        if legal:
            self.model.move(command, self.now)
        else:
            # A repeat of what has been done (withdraw twice, object twice) may answer; it must not move.
            check(self.store.load(self.id) == before, f"{command} in {before.status} was not refused")

    @rule(complete=st.booleans())
    def save(self, complete: bool) -> None:
        data = complete_data() if complete else PersonalData({"full_name": "Contoh"}, {})
        version = self.store.load(self.id).data_version
        self.attempt(
            "save",
            lambda: save_draft(
                self.store,
                self.sealer,
                self.macs,
                self.catalogue,
                self.id,
                data,
                key=self.key,
                data_version=version,
                at=self.now,
            ),
        )
        self.complete = complete

    @rule(declared=st.booleans())
    def submit(self, declared: bool) -> None:
        self.executions += 1
        accepted_documents(self.store, self.id, self.now)
        complete = declared and not self.store.load(self.id).missing
        self.attempt(
            "submit",
            lambda: submit_application(
                self.store,
                self.sealer,
                self.macs,
                self.catalogue,
                self.id,
                key=self.key,
                idempotency_key=str(self.executions),
                body={"declaration": declared},
                at=self.now,
            ),
            allowed=complete,
        )

    @rule(sure=st.integers(0, 4))
    def withdraw(self, sure: int) -> None:
        if sure == 4 or self.model.status in FINISHED:
            self.attempt(
                "withdraw", lambda: withdraw_application(self.store, self.catalogue, self.id, key=self.key, at=self.now)
            )

    @rule(command=st.sampled_from(sorted(DETAIL)), officer=st.sampled_from(OFFICERS))
    def decide(self, command: Command, officer: Officer) -> None:
        self.executions += 1
        decision = Decision(self.id, command, officer, DETAIL[command], f"execution-{self.executions}")
        before = self.model.status
        self.attempt(
            command.value,
            lambda: decide_application(self.store, self.catalogue, decision, at=self.now),
            allowed=self.model.may(officer, command),
        )
        self._remember(before, command, officer)
        done = self.store.load(self.id)
        decide_application_again = self.store.remembered(f"execution\n{decision.execution_id}")
        if decide_application_again is not None:
            decide_application(self.store, self.catalogue, decision, at=self.now)
            check(self.store.load(self.id) == done, f"one execution decided twice: {command} in {before}")

    def _remember(self, before: str, command: Command, officer: Officer) -> None:
        if self.model.status == before:
            return
        if command is Command.CLEAR:
            self.model.cleared_by = officer.name
        elif command is Command.APPROVE and not self.model.adjudicated_by:
            self.model.adjudicated_by = officer.name
        elif command is Command.GRANT:
            self.model.adjudicated_by = ""

    @rule(officers=st.lists(st.sampled_from(OFFICERS[:4]), min_size=2, max_size=6))
    def go_on(self, officers: list[Officer]) -> None:
        """The usual next steps, whosever turn it is: so histories reach the far stages."""
        for officer in officers:
            status = self.model.status
            if status == "objected":
                self.decide(Command.UPHOLD if officer.name == "wati" else Command.GRANT, OFFICERS[3])
            elif status == "paid" and officer.name in ("ratna", "wati"):
                self.book(officer.name == "wati")
            elif status in USUAL:
                self.decide(USUAL[status], officer)
            elif status in ("draft", "returned"):
                self.save(True)
                self.submit(True)
            elif status in ("awaiting_payment", "lapsed"):
                self.pay(0)
            elif status == "rejected":
                self.object_()

    @rule(number=st.integers(0, 200))
    def book(self, number: int) -> None:
        day = (self.now + timedelta(days=3)).date()
        free = list_slots(_Taken(self.store), self.catalogue, "lebong", day, day + timedelta(days=9), at=self.now)
        slot = free[number % len(free)][0]
        booked = self.store.load(self.id).appointment
        if booked is None or booked.slot != slot:
            self.attempt(
                "book",
                lambda: book_appointment(
                    self.store, self.catalogue, self.id, office_code="lebong", slot=slot, key=self.key, at=self.now
                ),
            )

    @rule(less=st.integers(0, 5))
    def pay(self, less: int) -> None:
        """Issue, capture (sometimes too little), and confirm twice."""
        self.executions += 1
        try:
            payment = issue_payment(
                self.store,
                self.gateway,
                self.catalogue.gateway("midtrans"),
                self.id,
                method=None,
                key=self.key,
                idempotency_key=str(self.executions),
                at=self.now,
            )
        except Fault:
            due = self.model.status == "awaiting_payment" or self.model.at.lapsed_from is Status.AWAITING_PAYMENT
            check(not due or self.model.at.paid, f"no payment was issued in {self.model.status}")
            return
        self.gateway.capture(payment.order_id, payment.amount - (1_000 if less == 5 else 0))
        self._confirm(payment.order_id)

    @rule()
    def issue(self) -> None:
        """A billing code that is left lying: it may be paid at any later time."""
        self.executions += 1
        try:
            issue_payment(
                self.store,
                self.gateway,
                self.catalogue.gateway("midtrans"),
                self.id,
                method=None,
                key=self.key,
                idempotency_key=str(self.executions),
                at=self.now,
            )
        except Fault:
            walked["refused"] += 1

    @precondition(lambda self: self.gateway.unpaid())
    @rule()
    def pay_late(self) -> None:
        order_id = self.gateway.unpaid()[0]
        self.gateway.capture(order_id, self.store.order(order_id).amount)
        self._confirm(order_id)

    def _confirm(self, order_id: str) -> None:
        before = self.store.load(self.id)
        right = self.gateway.orders[order_id].amount == before.fee
        settles = right and not self.model.at.paid and expected(self.model.status, "settle", self.model.at) is not None
        polls = self.catalogue.gateway("midtrans").polls
        for _ in range(2):
            status = confirm_payment(self.store, self.store, self.gateway, polls, order_id, at=self.now)
            check(status is PaymentStatus.SETTLED, f"captured, confirmed as {status}")
        after = self.store.load(self.id)
        if settles:
            self.model.move("settle", self.now)
        check(after.seq == before.seq + 1, "a capture is told once in the history")

    @rule(days=st.sampled_from((1, 1, 1, 2, 2, 3, 5, 10, 20, 33)))
    def wait(self, days: int) -> None:
        """Time passes, then the sweep runs until nothing is due."""
        self.now += timedelta(days=days)
        limit, command = ENDS.get(self.model.status, (0, ""))
        ended = command and self.now >= days_later(self.model.since, limit)
        for _ in range(5):
            if do_due_work(self.store, self.catalogue, self.health, self.id, at=self.now) == "nothing":
                break
        if ended:
            self.model.move(command, self.now)

    @rule()
    def object_(self) -> None:
        rejected = self.store.load(self.id).rejected_at
        in_time = rejected is None or self.now <= rejected + timedelta(days=14)
        self.attempt(
            "object",
            lambda: file_objection(
                self.store, self.sealer, self.catalogue, self.id, grounds="alasan", key=self.key, at=self.now
            ),
            allowed=in_time,
        )

    @invariant()
    def as_the_table_says(self) -> None:
        if not hasattr(self, "model"):
            return
        file = self.store.file(self.id)
        stored = file.application
        check(stored.status.value == self.model.status, f"it is {stored.status}, not {self.model.status}")
        check(stored.circumstances == self.model.at, f"{stored.circumstances} is not {self.model.at}")
        link = verify_chain(self.id, file.entries, head=stored.head, length=stored.seq)
        check(link is None, link)
        check(sum(payment.applied for payment in file.payments) == int(stored.paid), "applied payments")
        report = verify_ledger(self.store)
        check(not report.faults, report.faults)
        check(report.captured == self.gateway.captured(), "the ledger's captures are not the gateway's")


@dataclass(frozen=True)
class _Taken:
    store: WholeStore

    def taken(self, office: str, days: object) -> dict[str, int]:
        return {slot: len(who) for (where, slot), who in self.store.slots.items() if where == office}
