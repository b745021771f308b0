"""Visits: free times, booking, moving, capacity."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from imigrasi.domain.errors import StaleVersion
from imigrasi.entrypoint import wiring
from imigrasi.usecases.ports import File
from tests.support.builders import ACCESS_KEY, stored, submitted
from tests.support.citizen import Citizen
from tests.support.http_client import Reply
from tests.support.moto_cloud import MotoCloud

TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10:00 in Jakarta
CAPACITY = 4


@pytest.fixture
def office(cloud: MotoCloud) -> MotoCloud:
    """A Tuesday morning."""
    cloud.clock.set(TUESDAY)
    return cloud


def paid_applications(count: int) -> list[str]:
    """Applications that wait for an appointment, written straight into the store; they share ACCESS_KEY."""
    from imigrasi.domain.identifier import application_number
    from imigrasi.domain.lifecycle import Status

    numbers: list[str] = []
    candidate = 100
    while len(numbers) < count:
        candidate += 1
        number = application_number(candidate.to_bytes(5, "big"))
        if number:
            numbers.append(number)
    for number in numbers:
        wiring.applications().commit(stored(submitted(Status.PAID, id=number, paid=True)))
    return numbers


def book(cloud: MotoCloud, number: str, slot: str, office: str = "lebong") -> Reply:
    return cloud.http.call(
        "PUT", f"/v1/applications/{number}/appointment", {"office": office, "slot": slot}, access_key=ACCESS_KEY
    )


def slots(cloud: MotoCloud, first: str, last: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cloud.http.call(
        "GET", "/v1/offices/lebong/slots", query={"from": first, "to": last}
    ).json["slots"]
    return found


def free(cloud: MotoCloud, slot: str) -> int:
    """Places left; a full time is not listed."""
    day = slot[:10]
    return sum(row["free"] for row in slots(cloud, day, day) if row["slot"] == slot)


# ---------------------------------------------------------------- free times


def test_an_office_day_is_cut_into_its_times(office: MotoCloud) -> None:
    listed = slots(office, "2026-11-25", "2026-11-25")
    assert listed[0] == {
        "slot": "2026-11-25T08:00",
        "starts_at": "2026-11-25T01:00:00Z",
        "ends_at": "2026-11-25T01:30:00Z",
        "free": CAPACITY,
    }
    assert (len(listed), listed[-1]["slot"]) == (14, "2026-11-25T14:30")


def test_today_only_times_to_come_are_offered(office: MotoCloud) -> None:
    assert slots(office, "2026-11-24", "2026-11-24")[0]["slot"] == "2026-11-24T10:30"


def test_weekends_and_holidays_offer_nothing(office: MotoCloud) -> None:
    assert slots(office, "2026-11-28", "2026-11-29") == []
    assert slots(office, "2026-12-25", "2026-12-25") == []


def test_days_gone_and_days_too_far_ahead_offer_nothing(office: MotoCloud) -> None:
    assert slots(office, "2026-11-16", "2026-11-23") == []
    last = datetime(2026, 11, 24, tzinfo=UTC) + timedelta(days=90)
    days = {row["slot"][:10] for row in slots(office, "2027-01-20", "2027-03-20")}
    assert max(days) <= f"{last:%Y-%m-%d}"


@pytest.mark.parametrize(("first", "last"), [("2026-11-25", "2026-11-24"), ("2026-11-24", "2027-01-24")])
def test_a_span_is_at_most_60_days_and_forward(office: MotoCloud, first: str, last: str) -> None:
    reply = office.http.call("GET", "/v1/offices/lebong/slots", query={"from": first, "to": last})
    assert (reply.status, reply.code) == (422, "span_invalid")


def test_60_days_are_a_span(office: MotoCloud) -> None:
    assert slots(office, "2026-11-24", "2027-01-23")


def test_a_span_without_days_is_refused_with_every_fault(office: MotoCloud) -> None:
    reply = office.http.call("GET", "/v1/offices/lebong/slots")
    assert (reply.status, reply.faults) == (422, {("/from", "not_valid"), ("/to", "not_valid")})


def test_an_unknown_office_is_404(office: MotoCloud) -> None:
    query = {"from": "2026-11-24", "to": "2026-11-24"}
    assert office.http.call("GET", "/v1/offices/atlantis/slots", query=query).status == 404


# ---------------------------------------------------------------- booking


def test_a_booking_takes_a_place(office: MotoCloud) -> None:
    (number,) = paid_applications(1)
    reply = book(office, number, "2026-11-25T08:00")
    assert reply.status == 200
    assert reply.json["status"] == "scheduled"
    assert reply.json["appointment"] == {
        "office": "lebong",
        "slot": "2026-11-25T08:00",
        "starts_at": "2026-11-25T01:00:00Z",
    }
    assert free(office, "2026-11-25T08:00") == CAPACITY - 1


def test_the_same_booking_again_takes_no_second_place(office: MotoCloud) -> None:
    (number,) = paid_applications(1)
    replies = [book(office, number, "2026-11-25T08:00") for _ in range(2)]
    assert [reply.status for reply in replies] == [200, 200]
    assert free(office, "2026-11-25T08:00") == CAPACITY - 1


@pytest.mark.parametrize("other", ["2026-11-25T08:30", "2026-11-26T08:00"], ids=["same day", "another day"])
def test_moving_gives_the_old_place_back(office: MotoCloud, other: str) -> None:
    (number,) = paid_applications(1)
    book(office, number, "2026-11-25T08:00")
    reply = book(office, number, other)
    assert (reply.status, reply.json["appointment"]["slot"]) == (200, other)
    assert (free(office, "2026-11-25T08:00"), free(office, other)) == (CAPACITY, CAPACITY - 1)


@pytest.mark.parametrize("other", ["2026-11-25T08:30", "2026-11-26T08:00"], ids=["same day", "another day"])
def test_moving_to_a_full_time_keeps_the_old_place(office: MotoCloud, other: str) -> None:
    first, *others = paid_applications(1 + CAPACITY)
    book(office, first, "2026-11-25T08:00")
    for number in others:
        book(office, number, other)
    reply = book(office, first, other)
    assert (reply.status, reply.code) == (409, "slot_full")
    assert free(office, "2026-11-25T08:00") == CAPACITY - 1


def test_a_full_time_is_neither_listed_nor_booked(office: MotoCloud) -> None:
    *lucky, last = paid_applications(CAPACITY + 1)
    for number in lucky:
        book(office, number, "2026-11-25T08:00")
    reply = book(office, last, "2026-11-25T08:00")
    assert (reply.status, reply.code, free(office, "2026-11-25T08:00")) == (409, "slot_full", 0)


def test_of_many_at_once_exactly_as_many_as_fit_get_the_time(office: MotoCloud) -> None:
    numbers = paid_applications(12)
    with ThreadPoolExecutor(12) as threads:
        replies = list(threads.map(lambda number: book(office, number, "2026-11-25T08:00"), numbers))
    statuses = sorted(reply.status for reply in replies)
    assert statuses == [200] * CAPACITY + [409] * (12 - CAPACITY)
    scheduled = [number for number in numbers if wiring.applications().load(number).appointment]
    assert len(scheduled) == CAPACITY


@pytest.mark.parametrize(
    "slot",
    [
        "2026-11-24T09:30",
        "2026-11-25T08:15",
        "2026-11-25T15:00",
        "2026-11-28T08:00",
        "2026-12-25T08:00",
        "2027-11-25T08:00",
        "2026-11-25",
        "tomorrow",
        "2026-11-25T8:00",
    ],
)
def test_a_time_the_office_does_not_offer_is_refused(office: MotoCloud, slot: str) -> None:
    (number,) = paid_applications(1)
    reply = book(office, number, slot)
    assert (reply.status, reply.code) == (422, "slot_unknown")


def test_no_appointment_before_payment(citizen: Citizen) -> None:
    citizen.cleared()
    slot = citizen.free_slots()[0]["slot"]
    reply = citizen.call("PUT", "/appointment", {"office": "lebong", "slot": slot})
    assert (reply.status, reply.code) == (409, "appointment_not_due")


def test_withdrawing_gives_the_place_back(office: MotoCloud) -> None:
    (number,) = paid_applications(1)
    book(office, number, "2026-11-25T08:00")
    office.http.call("POST", f"/v1/applications/{number}/withdrawal", access_key=ACCESS_KEY)
    assert free(office, "2026-11-25T08:00") == CAPACITY


def test_who_does_not_come_keeps_the_fee_and_books_again(citizen: Citizen) -> None:
    citizen.paid().book()
    slot = citizen.view()["appointment"]["slot"]
    citizen.officer("budi", "attend", Outcome="no-show")
    view = citizen.view()
    assert (view["status"], "appointment" in view, view["payment"]["amount_due"]) == ("paid", False, 0)
    assert free(citizen.cloud, slot) == CAPACITY
    assert citizen.book().status == "scheduled"


def test_two_writers_of_one_application_never_lose_a_write(office: MotoCloud) -> None:
    (number,) = paid_applications(1)
    wanted = [f"2026-11-25T{hour:02}:00" for hour in range(8, 14)]
    with ThreadPoolExecutor(6) as threads:
        replies = list(threads.map(lambda slot: book(office, number, slot), wanted))
    assert {reply.status for reply in replies} <= {200, 409}
    file: File = wiring.applications().file(number)
    booked = [entry for entry in file.entries if entry.type == "AppointmentBooked"]
    assert len(booked) == sum(reply.status == 200 for reply in replies)
    assert sum(free(office, slot) for slot in wanted) == len(wanted) * CAPACITY - 1


def test_a_writer_who_always_loses_gives_up_with_409(office: MotoCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    (number,) = paid_applications(1)

    def lost(*_args: Any) -> None:
        raise StaleVersion

    monkeypatch.setattr(type(wiring.applications()), "commit", lost)
    reply = book(office, number, "2026-11-25T08:00")
    assert (reply.status, json.loads(reply.text)["code"]) == (409, "stale_version")
