"""Visits: free times of an office, and one of them for an application, or for each of a group."""

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.http import Answer, Request, http_function
from imigrasi.entrypoint.shapes import Booking, read
from imigrasi.entrypoint.spans import span
from imigrasi.entrypoint.views import appointment_view, rfc3339
from imigrasi.usecases.book_appointment import book_appointment, list_slots


def free_slots(request: Request) -> Answer:
    first, last = span(request.query)
    free = list_slots(wiring.slots(), wiring.catalogue(), request.path["office"], first, last, at=now())
    slots = [
        {"slot": slot, "starts_at": rfc3339(starts), "ends_at": rfc3339(ends), "free": places}
        for slot, starts, ends, places in free
    ]
    return Answer(200, {"slots": slots})


def book(request: Request) -> Answer:
    shape = read(Booking, request.json())
    application = book_appointment(
        wiring.applications(),
        wiring.catalogue(),
        request.path["application_id"],
        office_code=shape.office,
        slot=shape.slot,
        key=request.bearer(),
        at=now(),
    )
    content = {
        "application_id": application.id,
        "status": application.status.value,
        "version": application.version,
        "appointment": appointment_view(application),
    }
    return Answer(200, content)


def book_together(request: Request) -> Answer:
    from imigrasi.entrypoint.group_wiring import groups
    from imigrasi.usecases.book_group import book_group

    shape = read(Booking, request.json())
    members = book_group(
        wiring.applications(),
        groups(),
        wiring.slots(),
        wiring.catalogue(),
        request.path["group_id"],
        office_code=shape.office,
        slot=shape.slot,
        key=request.bearer(),
        at=now(),
    )
    appointments = [{"application_id": member.id, **appointment_view(member)} for member in members]
    return Answer(200, {"group_id": request.path["group_id"], "appointments": appointments})


handler = http_function(
    {
        "GET /v1/offices/{office}/slots": free_slots,
        "PUT /v1/applications/{application_id}/appointment": book,
        "PUT /v1/groups/{group_id}/appointment": book_together,
    },
    wiring.origin_accepted,
)
