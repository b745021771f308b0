"""A group comes together: a place for each of its members on one day, all or nothing.

They begin at the time that was chosen; where its places do not suffice, the others follow at the next times of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from imigrasi.domain.application import Application, Appointment, apply
from imigrasi.domain.audit import CITIZEN, Event
from imigrasi.domain.errors import FieldFault
from imigrasi.domain.group import is_coming, is_past_visit, seats
from imigrasi.domain.lifecycle import Command
from imigrasi.domain.service import Office
from imigrasi.usecases.book_appointment import AppointmentNotDue, SlotUnknown, day_of, slots_of_day
from imigrasi.usecases.group_access import authorised_group
from imigrasi.usecases.group_ports import GroupStore, Part
from imigrasi.usecases.ports import ApplicationStore, Catalogue, SlotBook
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import FreeSlot, SlotFull, TakeSlot, Write

#: How often the day is looked at again when a place was taken while this was written.
LOOKS = 3


class NoRoom(SlotFull):
    """From this time on the day has not places enough for all of them."""

    title = "From this time on there are not places enough for all. Choose another day, or an earlier time."


def book_group(
    store: ApplicationStore,
    groups: GroupStore,
    book: SlotBook,
    catalogue: Catalogue,
    group_id: str,
    *,
    office_code: str,
    slot: str,
    key: str,
    at: datetime,
) -> list[Application]:
    """The members that come, with their appointments.

    Raises NotFound, AppointmentNotDue (with the members that cannot come yet), SlotUnknown, SlotFull.
    """

    def attempt() -> list[Application]:
        group = authorised_group(groups, group_id, key)
        office = catalogue.office(office_code)
        members = _coming([store.load(number) for number in group.members])
        offered = dict(slots_of_day(office, catalogue.holidays(), day_of(slot), at))
        if slot not in offered:
            raise SlotUnknown
        taken = book.taken(office.code, [day_of(slot)])
        free = {time: office.capacity - taken.get(time, 0) for time in offered if time >= slot}
        places = seats({member.id: _place(member, office) for member in members}, free)
        if places is None:
            raise NoRoom
        visits = {number: Appointment(office.code, time, offered[time]) for number, time in places.items()}
        moved = {
            member.id: _booked(member, office, visits[member.id], at)
            for member in members
            if _place(member, office) != places[member.id]
        }
        if moved:
            groups.book(list(moved.values()))
        return [moved[member.id][0].after if member.id in moved else member for member in members]

    for _ in range(LOOKS - 1):
        try:
            return until_written(attempt)
        except NoRoom:
            raise
        except SlotFull:
            continue
    return until_written(attempt)


def _coming(members: Sequence[Application]) -> list[Application]:
    """Those with a visit before them. Raises AppointmentNotDue while there is one whose visit cannot be booked yet."""
    early = [place for place, member in enumerate(members) if not (is_coming(member) or is_past_visit(member))]
    coming = [member for member in members if is_coming(member)]
    if early or not coming:
        faults = (FieldFault(f"/application_ids/{place}", "appointment_not_due") for place in early)
        raise AppointmentNotDue(errors=tuple(faults))
    return coming


def _place(member: Application, office: Office) -> str | None:
    """The slot it has at this office."""
    booked = member.appointment
    return booked.slot if booked is not None and booked.office == office.code else None


def _booked(member: Application, office: Office, appointment: Appointment, at: datetime) -> Part:
    event = Event("AppointmentBooked", CITIZEN, ids={"office": office.code, "slot": appointment.slot})
    change = apply(member, Command.BOOK, event, at, appointment=appointment)
    writes: list[Write] = [TakeSlot(office.code, appointment.slot, office.capacity)]
    if member.appointment is not None:
        writes.append(FreeSlot(member.appointment.office, member.appointment.slot))
    return change, writes
