"""Two commands at once: both are answered, and what is stored is one legal history."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from moto.dynamodb.responses import DynamoHandler

from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.entrypoint import wiring
from imigrasi.usecases.verify_history import verify_history
from imigrasi.usecases.verify_ledger import verify_ledger
from local.gateway import wire
from tests.support.citizen import Citizen, fresh_key
from tests.support.http_client import Reply
from tests.support.installation import SERVER_KEY, TABLE
from tests.support.people import Person
from tests.support.runbooks import Refused


def at_once(*acts: Callable[[], Reply]) -> list[int]:
    """Their statuses, sorted."""
    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(future.result().status for future in [threads.submit(act) for act in acts])


def is_whole(citizen: Citizen) -> bool:
    everything = DynamoEnumeration(citizen.cloud.client("dynamodb"), TABLE)
    history = verify_history(wiring.applications(), everything)
    return history.broken == () and verify_ledger(everything).faults == ()


def test_the_same_start_at_once_is_one_application(citizen: Citizen) -> None:
    key, body = fresh_key(), {"service": "passport-renewal", "applicant": Person().applicant()}

    def start() -> Reply:
        return citizen.cloud.http.call("POST", "/v1/applications", body, idempotency_key=key)

    assert at_once(*[start] * 6) == [201] * 6
    assert len({item["pk"]["S"] for item in citizen.cloud.items("APP#")}) == 1


def test_the_same_submission_at_once_is_one_submission(citizen: Citizen) -> None:
    citizen.start().upload_all()
    key = fresh_key()

    def submit() -> Reply:
        return citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=key)

    assert at_once(*[submit] * 6) == [202] * 6
    assert citizen.events().count("ApplicationSubmitted") == 1
    assert is_whole(citizen)


def test_two_submissions_at_once_are_one_and_one_refusal(citizen: Citizen) -> None:
    citizen.start().upload_all()

    def submit() -> Reply:
        return citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=fresh_key())

    assert at_once(submit, submit) == [202, 409]


def test_submitting_and_withdrawing_at_once_leaves_one_legal_history(citizen: Citizen) -> None:
    citizen.start().upload_all()
    at_once(
        lambda: citizen.call("POST", "/submission", {"declaration": True}, idempotency_key=fresh_key()),
        lambda: citizen.call("POST", "/withdrawal"),
    )
    assert citizen.status == "withdrawn"
    assert is_whole(citizen)


def test_of_two_editors_at_once_one_saves(citizen: Citizen) -> None:
    citizen.start()

    def save() -> Reply:
        return citizen.call("PUT", "", {"applicant": {}, "answers": {}}, headers={"if-match": citizen.etag})

    assert at_once(save, save) == [200, 412]


def test_documents_that_arrive_at_once_are_all_kept(citizen: Citizen) -> None:
    citizen.start()
    with ThreadPoolExecutor(4) as threads:
        ids = list(threads.map(lambda kind: citizen.upload(kind), ["ktp", "old_passport", "ktp", "old_passport"]))
    citizen.cloud.pump()
    assert len(set(ids)) == 4
    assert len([row for row in citizen.view()["documents"] if row["status"] == "accepted"]) == 2


def test_an_officers_decision_and_a_withdrawal_at_once_leave_one_legal_history(citizen: Citizen) -> None:
    citizen.submitted()

    def clear() -> str:
        try:
            return citizen.cloud.runbooks.run(
                "budi", "decide", citizen.application_id, Outcome="clear", Reason="complete"
            )
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(2) as threads:
        decided = threads.submit(clear)
        withdrawn = threads.submit(lambda: citizen.call("POST", "/withdrawal"))
        assert withdrawn.result().status == 202
        assert decided.result() in ("awaiting_payment", "illegal_move")
    citizen.cloud.pump()
    assert citizen.status == "withdrawn"
    assert is_whole(citizen)


def test_payments_asked_for_at_once_are_one_charge(citizen: Citizen) -> None:
    citizen.cleared()

    def issue() -> Reply:
        return citizen.call("POST", "/payments", {"gateway": "midtrans"}, idempotency_key=fresh_key())

    assert set(at_once(*[issue] * 5)) <= {201, 409}
    assert len(citizen.cloud.gateway.books.orders()) == 1
    assert citizen.issue_payment()["order_id"] == f"{citizen.application_id}-1"


def test_the_same_notice_at_once_is_booked_once(citizen: Citizen) -> None:
    order_id = citizen.cleared().issue_payment()["order_id"]
    order = citizen.cloud.gateway.gateway.capture(order_id, 650_000)
    body = wire.encode(wire.notice(order, SERVER_KEY))

    def notify() -> Reply:
        return citizen.cloud.http.call("POST", "/v1/payments/callbacks/midtrans", raw=body)

    assert at_once(*[notify] * 8) == [200] * 8
    citizen.cloud.pump()
    assert citizen.events().count("PaymentSettled") == 1
    assert is_whole(citizen)


def test_confirmations_at_once_book_once(citizen: Citizen) -> None:
    order_id = citizen.cleared().issue_payment()["order_id"]
    citizen.cloud.gateway.gateway.capture(order_id, 650_000)
    event = {"Records": [{"messageId": "m", "body": f'{{"order_id": "{order_id}"}}'}]}
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: citizen.cloud.invoke("payment_confirmation", event), range(6)))
    citizen.cloud.roads.send("confirmation", {"order_id": order_id})
    citizen.cloud.pump()
    assert (citizen.status, citizen.events().count("PaymentSettled")) == ("paid", 1)
    assert is_whole(citizen)


def test_tries_at_once_are_counted_one_by_one(citizen: Citizen) -> None:
    citizen.start()
    body = {"application_id": citizen.application_id, "birth_date": "1991-01-01"}

    def guess() -> Reply:
        return citizen.cloud.http.call("POST", "/v1/tracking", body)

    assert at_once(*[guess] * 12) == [404] * 5 + [429] * 7


@pytest.mark.parametrize("name", ["call_action"])
def test_the_table_is_locked_while_these_tests_run(name: str, citizen: Citizen) -> None:
    """Without the lock moto loses writes, and these tests would say nothing about the product."""
    assert getattr(DynamoHandler, name).__code__.co_name == "locked"
    assert citizen.cloud.locked
