"""A group and its members at once: each is answered, and the books are whole."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.usecases.verify_ledger import verify_ledger
from tests.support.citizen import fresh_key
from tests.support.household import Household
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud
from tests.support.roads import sqs_event

FEE = 650_000


@pytest.fixture
def pair(cloud: MotoCloud) -> Household:
    return Household.cleared(cloud, 2)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(acts)) as threads:
        return [future.result() for future in [threads.submit(act) for act in acts]]


def confirmed(cloud: MotoCloud, order_id: str) -> None:
    """A question about the order, asked again until it is answered."""
    body = f'{{"order_id": "{order_id}"}}'
    event = sqs_event("confirmation", [{"MessageId": order_id, "ReceiptHandle": "r", "Body": body}])
    for _ in range(10):
        if not cloud.invoke("payment_confirmation", event)["batchItemFailures"]:
            return
    raise AssertionError(f"{order_id} was not confirmed")


def books(cloud: MotoCloud) -> tuple[int, int]:
    """Applied and held; the ledger is whole."""
    report = verify_ledger(DynamoEnumeration(cloud.client("dynamodb"), TABLE))
    assert report.faults == ()
    return report.applied, report.suspended


def test_the_same_group_at_once_is_one_group(pair: Household) -> None:
    key, body = fresh_key(), pair.body
    answers = at_once(*[lambda: pair.ask(body, key)] * 6)
    assert {answer.status for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert len(pair.cloud.items("GROUP#")) == 1


def test_two_wishes_to_pay_at_once_are_one_order(pair: Household) -> None:
    pair.form()

    def issue() -> int:
        wish = {"gateway": "midtrans"}
        return pair.call("POST", "/payments", wish, idempotency_key=fresh_key()).status

    assert set(at_once(*[issue] * 4)) <= {201, 409}
    assert len(pair.cloud.gateway.books.orders()) == 1


@pytest.mark.parametrize("turn", range(4))
def test_a_member_who_pays_alone_at_the_same_moment_is_paid_once(pair: Household, turn: int) -> None:
    pair.form().issue()
    alone = pair.members[turn % 2].issue_payment()
    gateway = pair.cloud.gateway.gateway
    gateway.capture(pair.order["order_id"], 2 * FEE)
    gateway.capture(alone["order_id"], FEE)
    orders = [pair.order["order_id"], alone["order_id"]]
    at_once(*[lambda order=order: confirmed(pair.cloud, order) for order in (orders if turn < 2 else orders[::-1])])
    pair.cloud.pump()
    assert pair.statuses() == ["paid", "paid"]
    assert books(pair.cloud) == (2 * FEE, FEE)


def test_the_same_question_at_once_books_once(pair: Household) -> None:
    pair.form().issue()
    order = pair.order["order_id"]
    pair.cloud.gateway.gateway.capture(order, 2 * FEE)
    at_once(*[lambda: confirmed(pair.cloud, order)] * 4)
    assert books(pair.cloud) == (2 * FEE, 0)


def test_a_member_who_withdraws_at_the_same_moment_is_paid_for_or_held(pair: Household) -> None:
    pair.form().issue()
    order = pair.order["order_id"]
    pair.cloud.gateway.gateway.capture(order, 2 * FEE)
    at_once(lambda: confirmed(pair.cloud, order), lambda: pair.members[0].call("POST", "/withdrawal"))
    pair.cloud.pump()
    assert pair.statuses() == ["withdrawn", "paid"]
    assert sum(books(pair.cloud)) == 2 * FEE


def test_two_groups_for_the_last_places_do_not_share_one(cloud: MotoCloud) -> None:
    first, second = (Household.cleared(cloud, 3).form().pay() for _ in range(2))
    last = [each["slot"] for each in first.members[0].free_slots() if each["slot"].endswith("T14:30")][3]
    answers = at_once(
        *[
            lambda group=group: group.call("PUT", "/appointment", {"office": "lebong", "slot": last}).status
            for group in (first, second)
        ]
    )
    assert sorted(answers) == [200, 409]
    places = {each["slot"]: each["free"] for each in first.members[0].free_slots()}
    assert places[last] == 1
