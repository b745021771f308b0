"""A family pays by one order and comes together: over the API, on the one table, by the gateway's own word."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from imigrasi.adapters.dynamo import transaction
from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.usecases.verify_ledger import LedgerReport, verify_ledger
from tests.support import handlers
from tests.support.citizen import fresh_key
from tests.support.household import Household
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud

FEE = 650_000


def ledger(cloud: MotoCloud) -> LedgerReport:
    report = verify_ledger(DynamoEnumeration(cloud.client("dynamodb"), TABLE))
    assert report.faults == ()
    return report


@pytest.fixture
def family(cloud: MotoCloud) -> Household:
    """Three whose fee is due."""
    return Household.cleared(cloud, 3)


def tasks(cloud: MotoCloud) -> dict[str, str]:
    """Waiting tasks: the application each is about, and its kind."""
    waiting = [item for item in cloud.items("TASK#") if "queue_pk" in item]
    return {item["application_id"]["S"]: item["kind"]["S"] for item in waiting}


# ---------------------------------------------------------------- putting together


def test_a_group_is_formed_once_for_one_key(family: Household) -> None:
    key = fresh_key()
    first = family.ask(family.body, key)
    assert (first.status, set(first.json)) == (201, {"group_id", "access_key"})
    assert family.ask(family.body, key).json == first.json
    other = family.body | {
        "application_ids": family.body["application_ids"][:2],
        "access_keys": family.body["access_keys"][:2],
    }
    assert family.ask(other, key).code == "idempotency_key_reused"
    assert len(family.cloud.items("GROUP#")) == 1


def test_nothing_of_a_member_stands_in_the_group(family: Household) -> None:
    family.form()
    (item,) = family.cloud.items("GROUP#")
    for member in family.members:
        assert member.access_key not in str(item)
        assert member.person.applicant()["full_name"] not in str(item)


def test_every_fault_of_a_group_is_told_at_once(family: Household) -> None:
    numbers, keys = family.body["application_ids"], family.body["access_keys"]
    draft = type(family.members[0])(family.cloud).start()
    body = {
        "application_ids": [*numbers[:2], numbers[0], "LBG-0000-0000-0", draft.application_id],
        "access_keys": [keys[0], keys[2], keys[0], "x", draft.access_key],
    }
    answer = family.ask(body)
    assert (answer.status, answer.code) == (422, "members_refused")
    assert answer.faults == {
        ("/application_ids/1", "application_unknown"),
        ("/application_ids/2", "twice"),
        ("/application_ids/3", "application_unknown"),
        ("/application_ids/4", "payment_not_due"),
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"application_ids": [], "access_keys": []},
        {"application_ids": ["LBG-0000-0000-0"], "access_keys": ["x"]},
        {"application_ids": ["x"] * 11, "access_keys": ["x"] * 11},
        {"application_ids": "LBG-0000-0000-0", "access_keys": "x"},
        {"application_ids": [1, 2], "access_keys": [None, True]},
        {"application_ids": ["x", "y"], "access_keys": ["x", "y"], "office": "lebong"},
        {"application_ids": ["x" * 41, "y"], "access_keys": ["x", "y"]},
        {"application_ids": ["x", "y"], "access_keys": ["x"]},
        {"application_ids": ["x", "y"], "access_keys": ["x", "y", "z"]},
    ],
)
def test_what_is_no_group_is_refused(cloud: MotoCloud, body: Any) -> None:
    answer = cloud.http.call("POST", "/v1/groups", body, idempotency_key=fresh_key())
    assert answer.status == 422
    assert answer.faults
    assert cloud.items("GROUP#") == []


def test_a_guessable_idempotency_key_is_refused(cloud: MotoCloud) -> None:
    assert cloud.http.call("POST", "/v1/groups", {}, idempotency_key="1").code == "idempotency_key_invalid"


# ---------------------------------------------------------------- paying


def test_one_payment_settles_all_and_each_has_a_receipt(family: Household) -> None:
    family.form().pay()
    assert family.order["amount"] == 3 * FEE
    assert family.statuses() == ["paid"] * 3
    report = ledger(family.cloud)
    assert (report.captures, report.captured, report.applied) == (3, 3 * FEE, 3 * FEE)
    lines = family.lines()
    assert {line["order_id"] for line in lines} == {family.order["order_id"]}
    assert {line["group_id"] for line in lines} == {family.group_id}
    assert [line["payment_id"] for line in lines] == [f"{member.application_id}-1" for member in family.members]
    assert len({line["receipt"] for line in lines}) == 3
    assert {member.events().count("PaymentSettled") for member in family.members} == {1}


def test_ten_whose_shares_are_all_held_fit_one_transaction(cloud: MotoCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    family = Household.cleared(cloud, 10).form().issue()
    for member in family.members:
        member.call("POST", "/withdrawal")
    cloud.pump()
    sizes: list[int] = []
    original = transaction.run

    def counted(client: Any, table: str, steps: Any) -> None:
        sizes.append(len(steps))
        original(client, table, steps)

    monkeypatch.setattr("imigrasi.adapters.dynamo.groups.run", counted)
    cloud.gateway.gateway.pay(family.order["order_id"])
    cloud.pump()
    assert max(sizes) == 93
    report = ledger(cloud)
    assert (report.captures, report.suspended, report.applied) == (10, 10 * FEE, 0)
    assert set(tasks(cloud).values()) == {"suspense"}
    assert len(tasks(cloud)) == 10


def test_a_member_that_has_left_has_its_share_held_while_the_others_settle(family: Household) -> None:
    family.form().issue()
    left = family.members[1]
    left.call("POST", "/withdrawal")
    family.cloud.gateway.gateway.pay(family.order["order_id"])
    family.cloud.pump()
    assert family.statuses() == ["paid", "withdrawn", "paid"]
    report = ledger(family.cloud)
    assert (report.applied, report.suspended) == (2 * FEE, FEE)
    assert tasks(family.cloud) == {left.application_id: "suspense"}
    assert family.lines()[1]["held"] == FEE


def test_officers_see_which_order_a_share_is_part_of(family: Household) -> None:
    family.form().pay()
    about = {"widget": "application", "application_id": family.members[0].application_id}
    event = {**about, "widgetContext": {"locale": "id", "theme": "light"}}
    shown = str(handlers.handler("console")(event, SimpleNamespace(invoked_function_arn="arn")))
    assert family.order["order_id"] in shown
    assert f"{family.members[0].application_id}-1" in shown


def test_a_wrong_amount_is_held_whole(family: Household) -> None:
    family.form().issue()
    family.members[0].gateway_misbehaves("wrong-amount", family.order["order_id"])
    assert family.statuses() == ["awaiting_payment"] * 3
    report = ledger(family.cloud)
    assert (report.applied, report.suspended) == (0, report.captured)
    assert report.captured > 0


@pytest.mark.parametrize("kind", ["duplicate", "reordered", "late", "dropped"])
def test_a_gateway_that_misbehaves_is_booked_once(family: Household, kind: str) -> None:
    family.form().issue()
    family.members[0].gateway_misbehaves(kind, family.order["order_id"])
    family.cloud.clock.advance(minutes=20)
    family.cloud.invoke("payment_reconciliation")
    family.cloud.pump()
    report = ledger(family.cloud)
    assert (family.statuses(), report.captures, report.applied) == (["paid"] * 3, 3, 3 * FEE)


def test_a_member_who_pays_alone_meanwhile_is_paid_once(family: Household) -> None:
    family.form().issue()
    family.members[0].pay()
    family.cloud.gateway.gateway.pay(family.order["order_id"])
    family.cloud.pump()
    report = ledger(family.cloud)
    assert (family.statuses(), report.applied, report.suspended) == (["paid"] * 3, 3 * FEE, FEE)


def test_any_member_may_say_that_all_have_paid(family: Household) -> None:
    family.form().issue()
    gateway = family.cloud.gateway.gateway
    gateway.capture(family.order["order_id"], family.order["amount"])
    member = family.members[2]
    line = family.lines()[2]
    assert member.call("POST", f"/payments/{line['payment_id']}/check").status == 202
    family.cloud.pump()
    assert family.statuses() == ["paid"] * 3


def test_a_proof_of_payment_of_any_member_finds_the_money_of_all(family: Household) -> None:
    family.form().issue()
    family.cloud.gateway.gateway.capture(family.order["order_id"], family.order["amount"])
    family.members[1].upload("payment_receipt")
    family.cloud.pump()
    assert family.statuses() == ["paid"] * 3


def test_an_expired_order_is_shown_as_expired_and_a_late_payment_revives(family: Household) -> None:
    family.form().issue()
    cloud = family.cloud
    cloud.clock.advance(hours=25)
    cloud.gateway.gateway.expire_due()
    cloud.pump()
    assert {line["status"] for line in family.lines()} == {"expired"}
    cloud.clock.advance(days=12)
    cloud.invoke("due_work")
    cloud.pump()
    cloud.clock.advance(days=12)
    cloud.invoke("due_work")
    cloud.pump()
    assert family.statuses() == ["lapsed"] * 3
    family.members[0].gateway_misbehaves("late", family.order["order_id"])
    assert family.statuses() == ["paid"] * 3
    ledger(cloud)


# ---------------------------------------------------------------- keys


def test_the_groups_key_reads_no_file_and_no_members_key_pays_for_the_group(family: Household) -> None:
    family.form()
    member = family.members[0]
    assert member.call("GET", access_key=family.key).status == 404
    assert member.call("POST", "/withdrawal", access_key=family.key).status == 404
    wish = {"gateway": "midtrans"}
    for key in (member.access_key, "", "x"):
        answer = family.call("POST", "/payments", wish, access_key=key, idempotency_key=fresh_key())
        assert answer.status == 404
        booking = {"office": "lebong", "slot": member.free_slots()[0]["slot"]}
        assert family.call("PUT", "/appointment", booking, access_key=key).status == 404


def test_an_unknown_group_is_answered_as_a_wrong_key(family: Household) -> None:
    wish, key = {"gateway": "midtrans"}, fresh_key()
    told = []
    for number in (family.form().group_id, "GRP-0000-0000-0", "x", "META", family.members[0].application_id):
        family.group_id = number
        answer = family.call("POST", "/payments", wish, access_key="x", idempotency_key=key)
        told.append((answer.status, {**answer.json, "request_id": ""}))
    assert told == [told[0]] * 5
    assert told[0][0] == 404
