"""Members of a group: who still owes, who is coming, and where they sit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.domain.group import is_coming, is_past_visit, owes, seats
from imigrasi.domain.lifecycle import Status
from tests.support.builders import submitted

S = Status
DAY = {"08:00": 4, "08:30": 0, "09:00": 2, "09:30": 4}


def test_who_waits_for_payment_owes_and_who_lapsed_waiting_for_it() -> None:
    lapsed = submitted(S.LAPSED, lapsed_from=S.AWAITING_PAYMENT)
    assert owes(submitted(S.AWAITING_PAYMENT))
    assert owes(lapsed)
    others = [status for status in S if status is not S.AWAITING_PAYMENT]
    assert not [status for status in others if owes(submitted(status))]
    assert not owes(submitted(S.AWAITING_PAYMENT, paid=True))


def test_every_status_comes_or_is_past_or_has_to_wait() -> None:
    coming = {status for status in S if is_coming(submitted(status))}
    past = {status for status in S if is_past_visit(submitted(status))}
    assert coming == {S.PAID, S.SCHEDULED}
    assert set(S) - coming - past == {S.DRAFT, S.SUBMITTED, S.RETURNED, S.EXAMINING, S.AWAITING_PAYMENT}


@pytest.mark.parametrize(
    ("now", "seated"),
    [
        ([None] * 3, ["08:00"] * 3),
        ([None] * 5, ["08:00"] * 4 + ["09:00"]),
        ([None] * 10, ["08:00"] * 4 + ["09:00"] * 2 + ["09:30"] * 4),
        ([None, "08:30", None], ["08:00"] * 3),
        (["08:30"] * 2 + [None] * 4, ["08:00"] * 4 + ["08:30"] * 2),
        (["09:30", "09:30"], ["08:00", "08:00"]),
    ],
)
def test_they_sit_together_as_early_as_there_is_room(now: list[str | None], seated: list[str]) -> None:
    members = {f"m{place}": time for place, time in enumerate(now)}
    found = seats(members, DAY)
    assert found is not None
    assert sorted(found.values()) == sorted(seated)


def test_without_room_for_all_nobody_sits() -> None:
    assert seats({f"m{place}": None for place in range(11)}, DAY) is None
    assert seats({"m": None}, {}) is None


@given(
    st.lists(st.sampled_from([None, *DAY]), min_size=1, max_size=10),
    st.lists(st.integers(0, 4), min_size=len(DAY), max_size=len(DAY)),
)
def test_no_time_is_given_up_and_taken_in_one_write(now: list[str | None], free: list[int]) -> None:
    members = {f"m{place}": time for place, time in enumerate(now)}
    room = dict(zip(DAY, free, strict=True))
    found = seats(members, room)
    if found is None:
        return
    assert found.keys() == members.keys()
    taken = [found[member] for member in members if found[member] != members[member]]
    freed = {members[member] for member in members if found[member] != members[member]}
    assert not freed & set(taken)
    assert all(taken.count(time) <= room[time] for time in taken)
