"""Somebody has paid and sees nothing: the photograph, the officers' task, and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from imigrasi.domain.application import touch
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.decision import Officer, OfficerMayNot, ReasonNotAllowed, Role
from imigrasi.domain.dispute import DISPUTE_REASONS, PAYMENT_RECEIPT
from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.errors import NotFound
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import PaymentStatus
from imigrasi.usecases.check_document import check_document
from imigrasi.usecases.close_dispute import NoDisputeOpen, close_dispute
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.disputes import orders_in_doubt
from imigrasi.usecases.do_due_work import do_due_work
from imigrasi.usecases.money_file import MoneyDecision
from imigrasi.usecases.open_upload import DisputeNotDue, Wanted, open_upload
from imigrasi.usecases.release_payment import release_payment
from imigrasi.usecases.save_draft import NotEditable
from tests.support.builders import ACCESS_KEY, FEE, NOW, NUMBER, document, payment, seen, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryStore
from tests.support.memory_documents import Area, desk
from tests.support.papers import png

ORDER = f"{NUMBER}-1"
POLLS = CATALOGUE.known_gateway("midtrans").polls
BUDI, AGUS = Officer("budi", Role.OFFICER), Officer("agus", Role.AUDITOR)
PHOTO = png("receipt")
ONE, TWO = "a" * 16, "b" * 16
TASK = f"dispute-{NUMBER}-{ONE}"


class Payer:
    """Somebody whose payment is pending."""

    def __init__(self, status: Status = Status.AWAITING_PAYMENT, **changes: Any) -> None:
        application = submitted(status, **({"payments": 1} | changes))
        self.store, self.gateway = MemoryStore(application), MemoryGateway()
        self.store.payments[ORDER] = payment()

    def opens(self, kind: str = PAYMENT_RECEIPT.kind, **wanted: Any) -> Any:
        sent: dict[str, Any] = {
            "content_type": "image/png",
            "size": len(PHOTO),
            "sha256": "0" * 64,
            "preferred_chunk_size": None,
        }
        return open_upload(
            self.store,
            Area(PHOTO),
            CATALOGUE,
            NUMBER,
            Wanted(kind, **(sent | wanted)),
            key=ACCESS_KEY,
            idempotency_key="one",
            at=NOW,
        )

    def sends(self, document_id: str = ONE) -> DocumentStatus:
        """The photograph has arrived, and is looked at."""
        arrived = document(PHOTO, kind=PAYMENT_RECEIPT.kind, document_id=document_id, content_type="image/png")
        self.store.documents[NUMBER, document_id] = arrived
        return check_document(desk(self.store, PHOTO), NUMBER, document_id, at=NOW).status

    def heard(self, **word: Any) -> None:
        self.gateway.orders[ORDER] = seen(**word)
        confirm_payment(self.store, self.store, self.gateway, POLLS, ORDER, at=NOW)

    def closed(self, reason: str = "payment_not_found", officer: Officer = BUDI, execution: str = "e-1") -> str:
        return close_dispute(self.store, NUMBER, officer, reason, execution, at=NOW)

    def events(self) -> list[tuple[str, str | None]]:
        told = self.store.entries.get(NUMBER, ())
        return [(entry.type, entry.reason_code) for entry in told if entry.type.startswith(("PaymentD", "Dispute"))]

    def task(self) -> str | None:
        return self.store.applications[NUMBER].dispute


# ---------------------------------------------------------------- the photograph


@pytest.mark.parametrize(
    ("status", "changes"),
    [(Status.AWAITING_PAYMENT, {}), (Status.LAPSED, {"lapsed_from": Status.AWAITING_PAYMENT})],
)
def test_it_is_taken_while_a_payment_may_be_missing(status: Status, changes: dict[str, Any]) -> None:
    found, _ = Payer(status, **changes).opens()
    assert (found.kind, found.status) == ("payment_receipt", DocumentStatus.RECEIVING)


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (Status.AWAITING_PAYMENT, {"payments": 0}),
        (Status.LAPSED, {"lapsed_from": Status.DRAFT}),
        *((status, {}) for status in Status if status not in (Status.AWAITING_PAYMENT, Status.LAPSED)),
        (Status.PAID, {"paid": True}),
    ],
)
def test_it_is_taken_at_no_other_time(status: Status, changes: dict[str, Any]) -> None:
    with pytest.raises(DisputeNotDue):
        Payer(status, **changes).opens()


def test_nothing_else_is_taken_meanwhile() -> None:
    with pytest.raises(NotEditable):
        Payer().opens("ktp", content_type="image/jpeg")


# ---------------------------------------------------------------- opened


def test_an_accepted_photograph_opens_a_task_and_says_so() -> None:
    payer = Payer()
    assert payer.sends() is DocumentStatus.ACCEPTED
    assert (payer.task(), payer.store.open_tasks()) == (TASK, {TASK: "dispute"})
    assert payer.events() == [("PaymentDisputed", None)]
    payer.sends()
    assert payer.events() == [("PaymentDisputed", None)]


def test_another_photograph_takes_the_place_of_the_first_in_the_same_dispute() -> None:
    payer = Payer()
    payer.sends()
    payer.sends(TWO)
    assert list(payer.store.open_tasks()) == [TASK]
    assert len(payer.events()) == 1
    assert payer.store.documents[NUMBER, ONE].status is DocumentStatus.REPLACED


def test_money_that_came_first_leaves_nothing_to_dispute() -> None:
    payer = Payer()
    payer.heard()
    payer.sends()
    assert (payer.task(), payer.store.open_tasks(), payer.events()) == (None, {}, [])


def test_every_order_that_may_have_been_paid_is_asked_about() -> None:
    payer = Payer()
    others: dict[int, dict[str, Any]] = {
        2: {"status": PaymentStatus.EXPIRED},
        3: {"status": PaymentStatus.FAILED, "gateway": "simponi"},
        4: {"status": PaymentStatus.SETTLED},
        5: {"group_order": "GRP-0000-0000-0-1"},
    }
    for number, changes in others.items():
        payer.store.payments[f"{NUMBER}-{number}"] = payment(number=number, **changes)
    assert orders_in_doubt(payer.store, NUMBER) == [ORDER, f"{NUMBER}-2", f"{NUMBER}-3", "GRP-0000-0000-0-1"]


# ---------------------------------------------------------------- closed


def test_money_that_pays_the_fee_closes_it_by_itself() -> None:
    payer = Payer()
    payer.sends()
    payer.heard()
    assert (payer.task(), payer.store.open_tasks()) == (None, {})
    assert payer.events()[-1] == ("DisputeClosed", "payment_found")


def test_money_that_is_held_leaves_it_open_until_it_is_released() -> None:
    payer = Payer()
    payer.sends()
    payer.heard(amount=FEE + 1_000)
    assert payer.task() == TASK
    release_payment(payer.store, payer.store, MoneyDecision(ORDER, BUDI, "verified", "e-9"), at=NOW)
    assert payer.task() is None
    assert payer.events()[-1] == ("DisputeClosed", "payment_found")


@pytest.mark.parametrize("reason", DISPUTE_REASONS)
def test_an_officer_closes_it_once_with_what_came_of_it(reason: str) -> None:
    payer = Payer()
    payer.sends()
    assert [payer.closed(reason), payer.closed(reason)] == ["closed", "closed"]
    assert payer.events() == [("PaymentDisputed", None), ("DisputeClosed", reason)]
    assert (payer.task(), payer.store.open_tasks()) == (None, {})


def test_one_that_was_closed_can_be_opened_again() -> None:
    payer = Payer()
    payer.sends()
    payer.closed("illegible")
    payer.sends(TWO)
    assert payer.store.open_tasks() == {f"dispute-{NUMBER}-{TWO}": "dispute"}


def test_what_cannot_be_closed_is_refused() -> None:
    payer = Payer()
    with pytest.raises(NoDisputeOpen):
        payer.closed()
    payer.sends()
    with pytest.raises(OfficerMayNot):
        payer.closed(officer=AGUS, execution="e-2")
    with pytest.raises(ReasonNotAllowed):
        payer.closed("complete", execution="e-3")
    with pytest.raises(NotFound):
        close_dispute(payer.store, "LBG-0000-0001-1", BUDI, "illegible", "e-4", at=NOW)
    assert payer.task() == TASK


class NeverDown:
    """GatewayHealth of gateways that are well."""

    def seen(self, _name: str) -> Any:
        return self

    def was_down_since(self, _since: Any) -> bool:
        return False


def test_nobody_loses_an_application_while_their_payment_is_looked_for() -> None:
    payer = Payer()
    payer.sends()
    application = replace(payer.store.applications[NUMBER], due=Due(DueKind.LAPSE, NOW))
    payer.store.commit(touch(payer.store.applications[NUMBER], application))
    later = NOW + timedelta(minutes=1)
    assert do_due_work(payer.store, CATALOGUE, NeverDown(), NUMBER, at=later) == "LapsePostponed"  # type: ignore[arg-type]
    payer.closed()
    assert do_due_work(payer.store, CATALOGUE, NeverDown(), NUMBER, at=later + timedelta(days=3)) == "ApplicationLapsed"  # type: ignore[arg-type]
