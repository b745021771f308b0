"""A group of three over HTTP: one order, one share held apart, two who come together; receipts anybody verifies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.local_cloud import LocalCloud
from tests.support.outside import Line
from tests.support.patience import awaited
from tests.support.people import person
from tests.support.visitor import Visitor, expect, fresh_key

FEE = 650_000
Group = tuple[str, str]


@pytest.fixture(scope="module")
def three(local_cloud: LocalCloud) -> list[Visitor]:
    """Three whose fee is due."""
    return [Visitor(local_cloud, person(number)).cleared() for number in (8_001, 8_002, 8_003)]


@pytest.fixture(scope="module")
def group(three: Sequence[Visitor]) -> Group:
    """Its number and key."""
    body = {
        "application_ids": [visitor.application_id for visitor in three],
        "access_keys": [visitor.access_key for visitor in three],
    }
    key = fresh_key()
    made = expect(three[0].api.call("POST", "/v1/groups", body, idempotency_key=key), 201).json
    assert expect(three[0].api.call("POST", "/v1/groups", body, idempotency_key=key), 201).json == made
    return made["group_id"], made["access_key"]


@pytest.fixture(scope="module")
def order(three: Sequence[Visitor], group: Group) -> dict[str, Any]:
    """Paid, while one of them has left."""
    number, key = group
    wish = {"gateway": "midtrans"}
    asked = three[0].api.call(
        "POST", f"/v1/groups/{number}/payments", wish, access_key=key, idempotency_key=fresh_key()
    )
    issued: dict[str, Any] = expect(asked, 201).json
    assert issued["amount"] == 3 * FEE
    expect(three[1].call("POST", "/withdrawal"), 202)
    told = three[0].cloud.command("gateway", "pay", issued["order_id"])
    assert (told["captured"], told["delivered"]) == (True, True), told
    for visitor in (three[0], three[2]):
        visitor.reaches("paid")
    three[1].shows("PaymentSuspended")
    return issued


def lines(three: Sequence[Visitor]) -> list[dict[str, Any]]:
    return [visitor.view()["payment"]["payments"][-1] for visitor in three]


def test_the_share_of_who_left_is_held_while_the_others_are_paid(
    three: list[Visitor], order: dict[str, Any], local_cloud: LocalCloud
) -> None:
    assert [visitor.status for visitor in three] == ["paid", "withdrawn", "paid"]
    shown = lines(three)
    assert {line["order_id"] for line in shown} == {order["order_id"]}
    assert [line.get("held", 0) for line in shown] == [0, FEE, 0]
    assert ["receipt" in line for line in shown] == [True, False, True]
    report = local_cloud.command("ledger", "verify")
    assert report["faults"] == []


def test_each_receipt_is_verified_by_its_own_code(three: list[Visitor], order: dict[str, Any]) -> None:
    codes = [line["receipt"] for line in lines(three) if "receipt" in line]
    assert len(set(codes)) == 2
    for code in codes:
        said = expect(three[0].api.call("GET", f"/v1/verifications/{code}"), 200).json
        assert (said["valid"], said["kind"], said["service"], said["revoked"]) == (
            True,
            "receipt",
            "passport-renewal",
            False,
        )
    for unknown in ("0000-0000-0000-0000", "x", three[0].application_id):
        expect(three[0].api.call("GET", f"/v1/verifications/{unknown}"), 404)


def test_those_who_come_are_booked_together(three: list[Visitor], group: Group, order: dict[str, Any]) -> None:
    number, key = group
    slot = str(three[0].free_slots()[6]["slot"])
    before = three[0].places(slot)
    booking = {"office": "lebong", "slot": slot}
    answer = three[0].api.call("PUT", f"/v1/groups/{number}/appointment", booking, access_key=key)
    booked = expect(answer, 200).json["appointments"]
    assert [each["application_id"] for each in booked] == [three[0].application_id, three[2].application_id]
    assert {each["slot"] for each in booked} == {slot}
    awaited(lambda: three[0].places(slot), lambda places: places == before - 2)
    assert [visitor.status for visitor in three] == ["scheduled", "withdrawn", "scheduled"]


def test_the_held_share_goes_back_by_two_officers(
    three: list[Visitor], order: dict[str, Any], local_cloud: LocalCloud
) -> None:
    payment = lines(three)[1]["payment_id"]
    local_cloud.command("officer", "money", payment, "refund", "--officer", "budi", "--reason", "not_due")
    local_cloud.command("officer", "refund", payment, "approve", "--officer", "ratna")
    # A bank transfer knows no way back: the gateway says no, and the office pays it.
    local_cloud.command("officer", "refund", payment, "paid", "--officer", "budi", "--reference", "TRF-1/2026")
    awaited(lambda: lines(three)[1], lambda line: line["refunded"] == FEE)
    assert local_cloud.command("ledger", "verify")["faults"] == []


def test_keys_open_what_they_are_for_and_nothing_else(three: list[Visitor], group: Group) -> None:
    number, key = group
    expect(three[0].call("GET", access_key=key), 404)
    wish = {"gateway": "midtrans"}
    told = []
    for where, shown in ((number, three[0].access_key), (number, "x"), ("GRP-0000-0000-0", key), ("x", key)):
        asked = three[0].api.call(
            "POST", f"/v1/groups/{where}/payments", wish, access_key=shown, idempotency_key=fresh_key()
        )
        told.append((asked.status, {**asked.json, "request_id": ""}))
    assert told == [told[0]] * 4
    assert told[0][0] == 404


@pytest.mark.parametrize("count", [0, 1, 11])
def test_too_few_and_too_many_are_no_group(local_cloud: LocalCloud, count: int) -> None:
    line: Line = local_cloud.api
    body = {"application_ids": ["LBG-0000-0000-0"] * count, "access_keys": ["x"] * count}
    answer = expect(line.call("POST", "/v1/groups", body, idempotency_key=fresh_key()), 422)
    assert answer.code == "validation_failed"
