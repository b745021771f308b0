"""Applications are put together: by whoever holds all their keys, with every fault told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from imigrasi.domain.errors import NotFound
from imigrasi.domain.group import MOST
from imigrasi.domain.identifier import is_group_number
from imigrasi.domain.lifecycle import Status
from imigrasi.usecases.form_group import MembersRefused
from imigrasi.usecases.group_access import authorised_group, authorised_group_file
from imigrasi.usecases.start_application import KeyReused
from tests.support.family import NUMBERS, Family, key_of

OTHER_KEY = "7a8f6c0e-5a52-4a0f-9a51-2d7d3c0b9d11"


def faults(family: Family, **given: Any) -> list[tuple[str, str]]:
    with pytest.raises(MembersRefused) as refused:
        family.form(**given)
    assert family.groups.groups == {}
    return [(fault.pointer, fault.code) for fault in refused.value.errors]


def test_a_group_has_a_number_and_a_key_of_its_own() -> None:
    family = Family().form()
    assert is_group_number(family.group_id)
    assert len(family.key) == 26
    assert family.groups.group(family.group_id).members == family.numbers


def test_as_many_as_ten_can_be_put_together() -> None:
    family = Family(MOST).form()
    assert len(family.groups.group(family.group_id).members) == MOST == 10


def test_a_repeat_gives_the_same_answer_at_any_age() -> None:
    family = Family().form()
    first = family.group_id, family.key
    family.change(family.numbers[0], status=Status.WITHDRAWN)
    family.form()
    assert (family.group_id, family.key) == first
    assert len(family.groups.groups) == 1


def test_the_same_key_for_others_is_refused() -> None:
    family = Family().form()
    with pytest.raises(KeyReused):
        family.form(family.numbers[:2])


def test_another_key_makes_another_group() -> None:
    family = Family().form()
    first = family.group_id, family.key
    family.form(key=OTHER_KEY)
    assert family.group_id != first[0]
    assert family.key != first[1]


def test_a_number_that_another_group_has_is_left_to_it() -> None:
    family = Family().form()
    taken, group = family.group_id, family.groups.groups.pop(family.group_id)
    family.groups.groups[taken] = replace(group, creation_key="somebody else's")
    family.form()
    assert family.group_id != taken


def test_an_unknown_number_and_a_wrong_key_are_the_same_fault() -> None:
    family = Family()
    first, second, third = family.numbers
    unknown = faults(family, numbers=(first, "LBG-0000-000B-B", "nonsense"))
    wrong = faults(family, numbers=(first, second, third), keys=[key_of(first), key_of(third), key_of(second)])
    assert unknown == wrong == [(f"/application_ids/{place}", "application_unknown") for place in (1, 2)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": Status.DRAFT, "fee": None}, "payment_not_due"),
        ({"status": Status.SUBMITTED}, "payment_not_due"),
        ({"status": Status.WITHDRAWN}, "payment_not_due"),
        ({"status": Status.PAID, "paid": True}, "already_paid"),
        ({"office": "elsewhere"}, "another_office"),
    ],
)
def test_who_cannot_be_paid_for_is_told(changes: dict[str, Any], code: str) -> None:
    family = Family()
    family.change(family.numbers[1], **changes)
    assert faults(family) == [("/application_ids/1", code)]


def test_nobody_is_there_twice() -> None:
    family = Family()
    one, two, _ = family.numbers
    assert faults(family, numbers=(one, two, one.lower())) != []
    assert faults(family, numbers=(one, two, one)) == [("/application_ids/2", "twice")]


def test_every_fault_is_told_at_once() -> None:
    family = Family()
    one, two, three = family.numbers
    family.change(two, status=Status.DRAFT, fee=None)
    keys = [key_of(one), key_of(two), "wrong"]
    assert faults(family, keys=[*keys, key_of(one)]) == [
        ("/access_keys", "not_as_many"),
        ("/application_ids/1", "payment_not_due"),
        ("/application_ids/2", "application_unknown"),
    ]
    assert three in family.numbers


def test_a_lapsed_one_can_still_be_paid_for() -> None:
    family = Family()
    family.change(family.numbers[0], status=Status.LAPSED, lapsed_from=Status.AWAITING_PAYMENT)
    assert family.form().group_id


@pytest.mark.parametrize("given", ["", "x", "a member's"])
def test_no_other_key_opens_a_group(given: str) -> None:
    family = Family().form()
    key = key_of(NUMBERS[0]) if given == "a member's" else given
    for number in (family.group_id, "GRP-0000-0000-0", "LBG-0000-0001-1", "META"):
        with pytest.raises(NotFound):
            authorised_group(family.groups, number, key)
        with pytest.raises(NotFound):
            authorised_group_file(family.groups, number, key)
