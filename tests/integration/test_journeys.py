"""Whole journeys, from the draft to the end, with every part but the screens."""

from __future__ import annotations

from typing import Any

import pytest

from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.entrypoint import wiring
from imigrasi.usecases.verify_history import verify_history
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.citizen import Citizen, fresh_key
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud
from tests.support.people import person
from tests.support.runbooks import Refused


@pytest.fixture(autouse=True)
def everything_adds_up(cloud: MotoCloud) -> Any:
    """After each journey: histories whole, ledger balanced, no message left or dead."""
    yield
    everything = DynamoEnumeration(cloud.client("dynamodb"), TABLE)
    assert verify_history(wiring.applications(), everything).broken == ()
    assert verify_ledger(everything).faults == ()
    assert cloud.roads.waiting() == {}


def paths(citizen: Citizen) -> dict[str, list[str]]:
    """Round → states its execution went through, without Resume."""
    return {
        name.removeprefix(f"{citizen.application_id}-"): execution.path[1:]
        for name, execution in citizen.cloud.machine.executions.items()
    }


def test_from_draft_to_collected(citizen: Citizen) -> None:
    citizen.paid().book().officer("budi", "attend", Outcome="attend")
    citizen.decided("ratna", "approve", "verified").officer("ratna", "produce")
    citizen.officer("budi", "handover", Recipient="applicant")
    assert citizen.status == "collected"
    assert citizen.events() == [
        "ApplicationStarted",
        "ApplicationSubmitted",
        "ApplicationCleared",
        "PaymentIssued",
        "PaymentSettled",
        "AppointmentBooked",
        "ApplicantAttended",
        "ApplicationApproved",
        "ResultReady",
        "ResultCollected",
    ]
    assert paths(citizen) == {"1": ["Review", "Payment", "Attendance", "Adjudication", "Production", "Handover"]}
    assert [execution.status for execution in citizen.cloud.machine.executions.values()] == ["SUCCEEDED"]


def test_a_walk_in_needs_no_appointment(citizen: Citizen) -> None:
    assert citizen.paid().officer("budi", "attend", Outcome="attend").status == "adjudicating"


def test_a_return_is_corrected_and_submitted_again(citizen: Citizen) -> None:
    citizen.submitted().decided("budi", "return", "illegible")
    assert citizen.view()["next_action"] == {"who": "citizen", "code": "correct"}
    citizen.save()
    citizen.upload("ktp")
    citizen.cloud.pump()
    citizen.submit()
    assert citizen.status == "submitted"
    assert paths(citizen) == {"1": ["Review", "Returned"], "2": ["Review"]}


def test_a_return_after_payment_goes_back_to_adjudication_and_keeps_the_fee(citizen: Citizen) -> None:
    citizen.adjudicating().decided("ratna", "return", "incomplete")
    citizen.save()
    citizen.submit()
    view = citizen.view()
    assert (view["status"], view["payment"]["amount_due"]) == ("adjudicating", 0)
    assert citizen.decided("ratna", "approve", "verified").status == "approved"
    assert paths(citizen) == {
        "1": ["Review", "Payment", "Attendance", "Adjudication", "Returned"],
        "2": ["Adjudication", "Production"],
    }


def test_after_payment_the_price_can_no_longer_be_changed(citizen: Citizen) -> None:
    citizen.adjudicating().decided("ratna", "return", "incomplete")
    citizen.save(answers=citizen.person.answers(validity_years=10))
    reply = citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=fresh_key())
    assert (reply.status, reply.faults) == (422, {("/answers", "fee_would_change")})


def test_before_payment_a_correction_changes_the_price(citizen: Citizen) -> None:
    citizen.submitted().decided("budi", "return", "incomplete")
    citizen.save(answers=citizen.person.answers(validity_years=10))
    citizen.submit().decided("budi", "clear", "complete")
    assert citizen.issue_payment()["amount"] == 950_000


# ---------------------------------------------------------------- rejection and objection


def object_(citizen: Citizen) -> Citizen:
    reply = citizen.call("POST", "/objection", {"grounds": "Dokumen saya lengkap."})
    assert (reply.status, reply.json) == (202, {"status": "objected"})
    citizen.cloud.pump()
    return citizen


def test_an_upheld_objection_is_final(citizen: Citizen) -> None:
    object_(citizen.rejected()).decided("sari", "uphold", "not_eligible")
    view = citizen.view()
    assert (view["status"], view["next_action"]) == ("rejected", {"who": "none", "code": "none"})
    again = citizen.call("POST", "/objection", {"grounds": "Sekali lagi."})
    assert (again.status, again.code) == (409, "illegal_move")


def test_a_granted_objection_is_adjudicated_and_then_paid(citizen: Citizen) -> None:
    object_(citizen.rejected()).decided("sari", "grant", "verified")
    assert citizen.decided("ratna", "approve", "verified").status == "awaiting_payment"
    citizen.pay().officer("budi", "attend", Outcome="attend")
    assert citizen.status == "approved"
    assert paths(citizen) == {
        "1": ["Review", "Rejected"],
        "2": ["Adjudication", "Payment", "Attendance", "Production"],
    }


def test_a_granted_objection_after_payment_needs_no_second_payment(citizen: Citizen) -> None:
    citizen.adjudicating().decided("ratna", "reject", "not_eligible")
    object_(citizen).decided("sari", "grant", "verified").decided("ratna", "approve", "verified")
    assert citizen.status == "approved"


def test_only_a_supervisor_decides_an_objection(citizen: Citizen) -> None:
    object_(citizen.rejected())
    with pytest.raises(Refused, match="officer_may_not"):
        citizen.decided("budi", "grant", "verified")


def test_objecting_twice_is_no_fault_and_one_objection(citizen: Citizen) -> None:
    object_(object_(citizen.rejected()))
    assert citizen.events().count("ObjectionFiled") == 1


def test_the_grounds_of_an_objection_are_sealed(citizen: Citizen) -> None:
    object_(citizen.rejected())
    assert "Dokumen saya" not in str(citizen.cloud.items())


def test_an_objection_comes_within_14_days(citizen: Citizen) -> None:
    citizen.rejected().cloud.clock.advance(days=14, seconds=1)
    reply = citizen.call("POST", "/objection", {"grounds": "Terlambat."})
    assert (reply.status, reply.code) == (409, "objection_too_late")


def test_nothing_but_a_rejection_can_be_objected_to(citizen: Citizen) -> None:
    reply = citizen.submitted().call("POST", "/objection", {"grounds": "Saya tidak sabar."})
    assert (reply.status, reply.code) == (409, "illegal_move")


# ---------------------------------------------------------------- withdrawal


@pytest.mark.parametrize("reached", ["start", "submitted", "cleared", "paid", "adjudicating"])
def test_an_application_can_be_withdrawn_until_it_is_approved(citizen: Citizen, reached: str) -> None:
    getattr(citizen, reached)()
    replies = [citizen.call("POST", "/withdrawal") for _ in range(2)]
    citizen.cloud.pump()
    assert [(reply.status, reply.json) for reply in replies] == [(202, {"status": "withdrawn"})] * 2
    assert citizen.events().count("ApplicationWithdrawn") == 1
    assert all(execution.status == "SUCCEEDED" for execution in citizen.cloud.machine.executions.values())


@pytest.mark.parametrize("reached", ["approved", "ready", "rejected"])
def test_and_not_any_more_afterwards(citizen: Citizen, reached: str) -> None:
    getattr(citizen, reached)()
    reply = citizen.call("POST", "/withdrawal")
    assert (reply.status, reply.code) == (409, "illegal_move")


def test_two_citizens_journeys_do_not_touch(cloud: MotoCloud) -> None:
    one, other = Citizen(cloud, person(1)), Citizen(cloud, person(2))
    one.cleared()
    other.submitted()
    one.pay()
    assert (one.status, other.status) == ("paid", "submitted")
