"""A group comes together: a place for each, all or nothing, in one write."""

from __future__ import annotations

import pytest

from tests.support.household import Household
from tests.support.moto_cloud import MotoCloud


@pytest.fixture
def family(cloud: MotoCloud) -> Household:
    """Three whose fee is due."""
    return Household.cleared(cloud, 3)


def test_all_come_together_and_move_together(family: Household) -> None:
    family.form().pay()
    free = family.members[0].free_slots()
    slot = free[20]["slot"]
    answer = family.book(slot)
    assert answer.status == 200
    assert [each["slot"] for each in answer.json["appointments"]] == [slot] * 3
    assert family.statuses() == ["scheduled"] * 3
    places = {each["slot"]: each["free"] for each in family.members[0].free_slots()}
    assert places[slot] == free[20]["free"] - 3
    later = free[40]["slot"]
    assert family.book(later).status == 200
    places = {each["slot"]: each["free"] for each in family.members[0].free_slots()}
    assert (places[slot], places[later]) == (free[20]["free"], free[40]["free"] - 3)


def test_five_sit_at_two_times_of_the_day(cloud: MotoCloud) -> None:
    family = Household.cleared(cloud, 5).form().pay()
    free = family.members[0].free_slots()
    slot = next(each["slot"] for each in free[14:] if each["slot"].endswith("T09:00"))
    answer = family.book(slot)
    times = [each["slot"][11:] for each in answer.json["appointments"]]
    assert times == ["09:00"] * 4 + ["09:30"]
    moved = family.book(slot[:11] + "09:30")
    assert sorted(each["slot"][11:] for each in moved.json["appointments"]) == ["09:30"] * 4 + ["10:00"]


def test_without_room_for_all_nobody_is_booked(family: Household, cloud: MotoCloud) -> None:
    family.form().pay()
    last = [each["slot"] for each in family.members[0].free_slots() if each["slot"].endswith("T14:30")][2]
    others = Household.cleared(cloud, 2).form().pay()
    assert others.book(last).status == 200
    answer = family.book(last)
    assert (answer.status, answer.code) == (409, "slot_full")
    assert family.statuses() == ["paid"] * 3


def test_the_unpaid_hold_the_others_back(family: Household) -> None:
    family.form()
    family.members[0].pay()
    answer = family.book(family.members[0].free_slots()[5]["slot"])
    assert (answer.status, answer.code) == (409, "appointment_not_due")
    assert answer.faults == {
        ("/application_ids/1", "appointment_not_due"),
        ("/application_ids/2", "appointment_not_due"),
    }
