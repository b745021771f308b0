"""A group comes together: a place for each, all or nothing."""

from __future__ import annotations

import pytest

from imigrasi.domain.errors import NotFound
from imigrasi.domain.lifecycle import Status
from imigrasi.usecases.book_appointment import AppointmentNotDue, SlotUnknown
from imigrasi.usecases.book_group import NoRoom, book_group
from imigrasi.usecases.writes import SlotFull
from tests.support.builders import NOW
from tests.support.fakes import CATALOGUE
from tests.support.family import Family, key_of

DAY = "2026-11-26"
EIGHT = f"{DAY}T08:00"


def book(family: Family, slot: str = EIGHT, key: str = "", office: str = "lebong") -> list[str]:
    """The times of those who come, in the order of the group."""
    members = book_group(
        family.store,
        family.groups,
        family.store,
        CATALOGUE,
        family.group_id,
        office_code=office,
        slot=slot,
        key=key or family.key,
        at=NOW,
    )
    return [member.appointment.slot[11:] for member in members if member.appointment]


def family_of(size: int) -> Family:
    family = Family(size)
    family.paid()
    return family


def fill(family: Family, time: str, places: int) -> None:
    family.store.slots["lebong", f"{DAY}T{time}"] = {f"stranger-{place}" for place in range(places)}


def test_each_has_a_place_and_an_event_of_its_own() -> None:
    family = family_of(3)
    assert book(family) == ["08:00"] * 3
    assert family.statuses() == [Status.SCHEDULED] * 3
    assert family.store.slots["lebong", EIGHT] == set(family.numbers)
    assert [family.events(number)[-1] for number in family.numbers] == ["AppointmentBooked"] * 3


def test_more_than_a_time_holds_follow_at_the_next_ones() -> None:
    family = family_of(10)
    fill(family, "08:30", 3)
    assert sorted(book(family)) == ["08:00"] * 4 + ["08:30"] + ["09:00"] * 4 + ["09:30"]


def test_without_room_for_all_nobody_is_booked() -> None:
    family = family_of(3)
    fill(family, "14:30", 2)
    with pytest.raises(NoRoom):
        book(family, f"{DAY}T14:30")
    assert family.statuses() == [Status.PAID] * 3
    assert len(family.store.slots["lebong", f"{DAY}T14:30"]) == 2


def test_the_same_again_changes_nothing_and_another_time_moves_all() -> None:
    family = family_of(3)
    book(family)
    versions = [family.store.applications[number].version for number in family.numbers]
    book(family)
    assert [family.store.applications[number].version for number in family.numbers] == versions
    assert book(family, f"{DAY}T10:00") == ["10:00"] * 3
    assert family.store.slots["lebong", EIGHT] == set()


def test_a_place_taken_meanwhile_is_looked_for_again() -> None:
    family = family_of(3)
    original = family.groups.book
    tries: list[int] = []

    def raced(parts: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            fill(family, "08:00", 2)
            raise SlotFull
        original(parts)  # type: ignore[arg-type]

    family.groups.book = raced  # type: ignore[method-assign]
    assert sorted(book(family)) == ["08:00", "08:00", "08:30"]


def test_who_cannot_come_yet_holds_the_others_back_and_is_told() -> None:
    family = Family(3).form()
    family.heard(family.issue())
    family.change(family.numbers[1], status=Status.AWAITING_PAYMENT, paid=False)
    with pytest.raises(AppointmentNotDue) as refused:
        book(family)
    assert [fault.pointer for fault in refused.value.errors] == ["/application_ids/1"]


def test_who_has_left_holds_nobody_back() -> None:
    family = family_of(3)
    family.change(family.numbers[1], status=Status.WITHDRAWN)
    assert book(family) == ["08:00"] * 2
    assert family.statuses()[1] is Status.WITHDRAWN


def test_a_group_of_which_nobody_comes_has_nothing_to_book() -> None:
    family = family_of(2)
    for number in family.numbers:
        family.change(number, status=Status.WITHDRAWN)
    with pytest.raises(AppointmentNotDue):
        book(family)


@pytest.mark.parametrize("slot", ["", "x", f"{DAY}T08:01", "2026-11-28T08:00", "2020-01-01T08:00"])
def test_a_time_that_the_office_does_not_offer_is_refused(slot: str) -> None:
    with pytest.raises(SlotUnknown):
        book(family_of(2), slot)


def test_without_the_groups_key_there_is_nothing_here() -> None:
    family = family_of(2)
    for key in ("wrong", key_of(family.numbers[0])):
        with pytest.raises(NotFound):
            book(family, key=key)


def test_an_unknown_office_is_not_found() -> None:
    with pytest.raises(NotFound):
        book(family_of(2), office="elsewhere")
