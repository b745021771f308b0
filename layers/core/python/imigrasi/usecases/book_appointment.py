"""Book or move a visit. The slot and the application change in one transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from imigrasi.domain.application import Application, Appointment, apply
from imigrasi.domain.audit import CITIZEN, Event
from imigrasi.domain.deadline import WIB, local_day
from imigrasi.domain.errors import Conflict, IllegalMove, Unprocessable
from imigrasi.domain.lifecycle import Command
from imigrasi.domain.service import Office
from imigrasi.usecases.access import authorised
from imigrasi.usecases.ports import ApplicationStore, Calendar, Catalogue, SlotBook
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import FreeSlot, TakeSlot, Write

LONGEST_SPAN = timedelta(days=60)


class AppointmentNotDue(Conflict):
    code = "appointment_not_due"
    title = "An appointment cannot be made for this application now."


class SlotUnknown(Unprocessable):
    code = "slot_unknown"
    title = "The office offers no such time."


class SpanInvalid(Unprocessable):
    code = "span_invalid"
    title = "Ask for at most 60 days, from a day to a later day."


def slots_of_day(office: Office, calendar: Calendar, day: date, at: datetime) -> list[tuple[str, datetime]]:
    """(slot, start) of each time the office receives on `day`; none on closed days or in the past."""
    if day.weekday() >= 5 or day in calendar.days or not _within(office, day, at):
        return []
    opens = datetime.fromisoformat(f"{day}T{office.opens}").replace(tzinfo=WIB)
    closes = datetime.fromisoformat(f"{day}T{office.closes}").replace(tzinfo=WIB)
    slots = []
    start = opens
    while start + timedelta(minutes=office.slot_minutes) <= closes:
        if start > at:
            slots.append((start.strftime("%Y-%m-%dT%H:%M"), start.astimezone(UTC)))
        start += timedelta(minutes=office.slot_minutes)
    return slots


def _within(office: Office, day: date, at: datetime) -> bool:
    today = local_day(at)
    return today <= day <= today + timedelta(days=office.days_ahead)


def list_slots(
    book: SlotBook, catalogue: Catalogue, office_code: str, first: date, last: date, *, at: datetime
) -> list[tuple[str, datetime, datetime, int]]:
    """(slot, starts, ends, free places) of every free time. Raises NotFound, SpanInvalid."""
    office = catalogue.office(office_code)
    if not timedelta(0) <= last - first <= LONGEST_SPAN:
        raise SpanInvalid
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    offered = {day: slots_of_day(office, catalogue.holidays(), day, at) for day in days}
    taken = book.taken(office.code, [day for day in days if offered[day]])
    length = timedelta(minutes=office.slot_minutes)
    free = []
    for day in days:
        for slot, starts in offered[day]:
            places = office.capacity - taken.get(slot, 0)
            if places > 0:
                free.append((slot, starts, starts + length, places))
    return free


def book_appointment(
    store: ApplicationStore,
    catalogue: Catalogue,
    application_id: str,
    *,
    office_code: str,
    slot: str,
    key: str,
    at: datetime,
) -> Application:
    """The application with its appointment. Raises NotFound, AppointmentNotDue, SlotUnknown, SlotFull."""

    def book() -> Application:
        before = authorised(store, application_id, key)
        office = catalogue.office(office_code)
        booked = before.appointment
        if booked is not None and (booked.office, booked.slot) == (office.code, slot):
            return before
        starts_at = dict(slots_of_day(office, catalogue.holidays(), day_of(slot), at)).get(slot)
        if starts_at is None:
            raise SlotUnknown
        try:
            change = apply(
                before,
                Command.BOOK,
                Event("AppointmentBooked", CITIZEN, ids={"office": office.code, "slot": slot}),
                at,
                appointment=Appointment(office.code, slot, starts_at),
            )
        except IllegalMove as illegal:
            raise AppointmentNotDue from illegal
        writes: list[Write] = [TakeSlot(office.code, slot, office.capacity)]
        if booked is not None:
            writes.append(FreeSlot(booked.office, booked.slot))
        store.commit(change, *writes)
        return change.after

    return until_written(book)


def day_of(slot: str) -> date:
    """The office's day of a slot. Raises SlotUnknown for what can be none."""
    try:
        return datetime.strptime(slot, "%Y-%m-%dT%H:%M").replace(tzinfo=WIB).date()
    except ValueError:
        raise SlotUnknown from None
