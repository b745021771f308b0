"""Submitting: everything at once, once."""

from __future__ import annotations

from tests.support.citizen import Citizen, fresh_key


def test_a_submission_tells_every_fault_at_once(citizen: Citizen) -> None:
    citizen.start(applicant={"full_name": "Contoh"}, answers={"validity_years": 7})
    reply = citizen.call("POST", "/submission", {"declaration": False}, idempotency_key=fresh_key())
    assert (reply.status, reply.code) == (422, "submission_incomplete")
    applicant = ("birth_date", "birth_place", "sex", "phone", "address", "nationality")
    answers = ("accelerated", "old_passport_number", "old_passport_issued_on")
    assert reply.faults == {
        *((f"/applicant/{field}", "required") for field in applicant),
        *((f"/answers/{key}", "required") for key in answers),
        ("/answers/validity_years", "not_an_option"),
        ("/documents/ktp", "document_required"),
        ("/documents/old_passport", "document_required"),
        ("/declaration", "declaration_required"),
    }


def test_a_submission_waits_for_documents_that_are_being_checked(citizen: Citizen) -> None:
    citizen.start().upload("ktp")
    citizen.upload("old_passport")
    reply = citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=fresh_key())
    assert reply.faults == {
        ("/documents/ktp", "documents_still_checking"),
        ("/documents/old_passport", "documents_still_checking"),
    }


def test_a_submission_fixes_the_fee_and_goes_to_the_officers(citizen: Citizen) -> None:
    view = citizen.submitted().view()
    assert (view["status"], view["next_action"]["code"]) == ("submitted", "review")
    assert view["payment"]["amount_due"] == 650_000
    assert view["missing"] == []
    queue = citizen.cloud.items(f"APP#{citizen.application_id}")
    assert [item["queue_pk"]["S"] for item in queue if "queue_pk" in item] == ["lebong#review#0"]


def test_the_same_submission_again_is_answered_the_same(citizen: Citizen) -> None:
    citizen.start().upload_all()
    key = fresh_key()
    first = citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=key)
    again = citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=key)
    assert (first.status, first.json) == (again.status, again.json) == (202, {"status": "submitted"})
    assert citizen.events().count("ApplicationSubmitted") == 1


def test_the_same_key_with_another_submission_is_refused(citizen: Citizen) -> None:
    citizen.start().upload_all()
    key = fresh_key()
    citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=key)
    again = citizen.call("POST", "/submission", {"declaration": False}, idempotency_key=key)
    assert (again.status, again.code) == (422, "idempotency_key_reused")


def test_a_second_submission_with_a_new_key_is_an_illegal_move(citizen: Citizen) -> None:
    citizen.submitted()
    reply = citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=fresh_key())
    assert (reply.status, reply.code) == (409, "illegal_move")


def test_a_submission_leaves_blind_index_rows_without_the_numbers(citizen: Citizen) -> None:
    citizen.submitted()
    rows = citizen.cloud.items("PERSON#") + citizen.cloud.items("FILE#")
    assert len(rows) == 3 + 2
    assert citizen.person.nik not in str(rows)
