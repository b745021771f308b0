"""Back to the citizen and in again; no and the objection to it."""

from __future__ import annotations

import pytest

from tests.support.local_cloud import LocalCloud
from tests.support.outside import problem
from tests.support.patience import awaited
from tests.support.visitor import Visitor, expect


def rejected(visitor: Visitor) -> Visitor:
    return visitor.submitted().decided("budi", "reject", "not_eligible")


def object_to_it(visitor: Visitor) -> None:
    filed = expect(visitor.call("POST", "/objection", {"grounds": "Data saya lengkap dan benar."}), 202)
    assert filed.json == {"status": "objected"}


def assert_rounds(cloud: LocalCloud, visitor: Visitor, *statuses: str) -> None:
    """Each round has its own execution, numbered from 1."""
    wanted = {f"{visitor.application_id}-{n}": status for n, status in enumerate(statuses, 1)}
    awaited(lambda: cloud.executions(visitor.application_id), lambda found: found == wanted)


def test_a_return_from_review_is_corrected_and_reviewed_again(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.submitted().decided("budi", "return", "illegible")
    view = visitor.view()
    assert (view["status"], view["next_action"]["code"]) == ("returned", "correct")
    assert view["timeline"][-1]["reason_code"] == "illegible"

    visitor.etag = expect(visitor.call("GET", "/draft"), 200).headers["etag"]
    visitor.save(address="Jalan Baru 2, Tubei")
    visitor.verdict(visitor.upload("ktp"))
    assert visitor.submit() == "submitted"

    visitor.decided("ratna", "clear", "complete")
    assert visitor.status == "awaiting_payment"
    assert visitor.events().count("ApplicationSubmitted") == 2
    assert_rounds(local_cloud, visitor, "SUCCEEDED", "RUNNING")


def test_a_return_from_adjudication_keeps_the_payment(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.adjudicating().decided("ratna", "return", "incomplete")
    view = visitor.view()
    assert (view["status"], view["payment"]["amount_due"]) == ("returned", 0)
    expect(
        visitor.call(
            "POST", "/payments", {"gateway": "midtrans"}, idempotency_key="0d7a4be2-1c5f-4e0c-8d6b-5a2f3c9e7b10"
        ),
        409,
    )

    assert visitor.submit() == "adjudicating"
    visitor.decided("ratna", "approve", "verified")
    assert visitor.status == "approved"
    assert visitor.payment_statuses() == ["settled"]
    assert_rounds(local_cloud, visitor, "SUCCEEDED", "RUNNING")
    awaited(
        lambda: local_cloud.states_entered(f"{visitor.application_id}-2"),
        lambda states: states == ["Resume", "Adjudication", "Production"],
    )


def test_what_was_paid_for_cannot_be_changed_after_a_return(visitor: Visitor) -> None:
    visitor.adjudicating().decided("ratna", "return", "incomplete")
    visitor.etag = expect(visitor.call("GET", "/draft"), 200).headers["etag"]
    dearer = {"applicant": visitor.person.applicant(), "answers": visitor.person.answers(validity_years=10)}
    expect(visitor.call("PUT", "", dearer, headers={"if-match": visitor.etag}), 200)
    key = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    refused = problem(
        visitor.call("POST", "/submission", {"declaration": True}, idempotency_key=key), 422, "submission_incomplete"
    )
    assert refused.faults == {("/answers", "fee_would_change")}


def test_a_rejection_that_is_upheld_is_final(visitor: Visitor) -> None:
    rejected(visitor)
    assert visitor.view()["next_action"]["code"] == "object"
    object_to_it(visitor)
    visitor.decided("sari", "uphold", "not_eligible")
    view = visitor.view()
    assert (view["status"], view["next_action"]) == ("rejected", {"who": "none", "code": "none"})
    problem(visitor.call("POST", "/objection", {"grounds": "Sekali lagi."}), 409, "illegal_move")


def test_a_granted_objection_goes_on_at_adjudication(visitor: Visitor, local_cloud: LocalCloud) -> None:
    rejected(visitor)
    object_to_it(visitor)
    visitor.decided("sari", "grant", "verified")
    assert visitor.status == "adjudicating"
    # It was rejected before anything was paid: the fee is due after the approval.
    visitor.decided("ratna", "approve", "verified")
    assert visitor.status == "awaiting_payment"
    visitor.pay()
    visitor.officer("budi", "attend")
    assert visitor.status == "approved"
    assert_rounds(local_cloud, visitor, "SUCCEEDED", "RUNNING")


def test_only_a_supervisor_decides_an_objection(visitor: Visitor, local_cloud: LocalCloud) -> None:
    rejected(visitor)
    object_to_it(visitor)
    decide = ("officer", "decide", visitor.application_id)
    code = local_cloud.refused(*decide, "grant", "--officer", "ratna", "--reason", "verified")
    assert code == "officer_may_not"
    assert visitor.status == "objected"


def test_an_objection_comes_too_late_after_fourteen_days(visitor: Visitor, local_cloud: LocalCloud) -> None:
    rejected(visitor)
    local_cloud.advance("15d")
    problem(visitor.call("POST", "/objection", {"grounds": "Terlambat."}), 409, "objection_too_late")


@pytest.mark.parametrize("grounds", ["", "x" * 3001])
def test_grounds_are_given_and_not_too_long(visitor: Visitor, grounds: str) -> None:
    visitor.start()
    problem(visitor.call("POST", "/objection", {"grounds": grounds}), 422, "validation_failed")
