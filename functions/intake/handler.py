"""Applications come in: start, edit, submit, withdraw, object; several are put together in a group."""

from typing import Any

from imigrasi.domain.deadline import local_day
from imigrasi.domain.errors import FieldFault, Unprocessable
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.applicant_data import personal_data
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.forms import (
    done_page,
    fields_of,
    form_page,
    fresh_key,
    language_of,
    request_body,
)
from imigrasi.entrypoint.http import Answer, Request, check_origin, http_function
from imigrasi.entrypoint.idempotency import idempotency_key
from imigrasi.entrypoint.shapes import NewGroup, Objection, Save, Start, Submission, read
from imigrasi.entrypoint.views import data_etag, rfc3339
from imigrasi.usecases.file_objection import file_objection
from imigrasi.usecases.read_draft import read_draft
from imigrasi.usecases.save_draft import save_draft
from imigrasi.usecases.start_application import KeyReused, Started, start_application
from imigrasi.usecases.start_application import Start as StartRequest
from imigrasi.usecases.submit_application import submit_application
from imigrasi.usecases.withdraw_application import withdraw_application

OFFICE = "lebong"


def _started(shape: Start, body: dict[str, Any], key: str) -> Started:
    wanted = StartRequest(shape.service, shape.language, shape.channel, personal_data(shape), body)
    return start_application(
        wiring.applications(),
        wiring.sealer(),
        wiring.macs(),
        wiring.catalogue(),
        wanted,
        idempotency_key=key,
        office=OFFICE,
        at=now(),
    )


def start(request: Request) -> Answer:
    key = idempotency_key(request.headers.get("idempotency-key"))
    body = request.json()
    started = _started(read(Start, body), body, key)
    content = {
        "application_id": started.application.id,
        "access_key": started.access_key,
        "status": started.application.status.value,
        "version": started.application.version,
        "expires_at": started.expires_at and rfc3339(started.expires_at),
    }
    return Answer(201, content, {"etag": data_etag(started.application)})


def draft(request: Request) -> Answer:
    application, data = read_draft(
        wiring.applications(), wiring.sealer(), request.path["application_id"], key=request.bearer()
    )
    content = {
        "application_id": application.id,
        "service": application.service,
        "status": application.status.value,
        "version": application.version,
        "applicant": data.applicant,
        "answers": data.answers,
    }
    return Answer(200, content, {"etag": data_etag(application)})


def save(request: Request) -> Answer:
    shape = read(Save, request.json())
    application = save_draft(
        wiring.applications(),
        wiring.sealer(),
        wiring.macs(),
        wiring.catalogue(),
        request.path["application_id"],
        personal_data(shape),
        key=request.bearer(),
        data_version=request.if_match(),
        at=now(),
    )
    content = {
        "application_id": application.id,
        "status": application.status.value,
        "version": application.version,
        "missing": [{"pointer": pointer, "code": code} for pointer, code in application.missing],
    }
    return Answer(200, content, {"etag": data_etag(application)})


def submit(request: Request) -> Answer:
    key = idempotency_key(request.headers.get("idempotency-key"))
    status = submit_application(
        wiring.applications(),
        wiring.sealer(),
        wiring.macs(),
        wiring.catalogue(),
        request.path["application_id"],
        key=request.bearer(),
        idempotency_key=key,
        body=read(Submission, request.json()).model_dump(),
        at=now(),
    )
    return Answer(202, {"status": status})


def withdraw(request: Request) -> Answer:
    status = withdraw_application(
        wiring.applications(), wiring.catalogue(), request.path["application_id"], key=request.bearer(), at=now()
    )
    return Answer(202, {"status": status})


def object_(request: Request) -> Answer:
    status = file_objection(
        wiring.applications(),
        wiring.sealer(),
        wiring.catalogue(),
        request.path["application_id"],
        grounds=read(Objection, request.json()).grounds,
        key=request.bearer(),
        at=now(),
    )
    return Answer(202, {"status": status})


def form_together(request: Request) -> Answer:
    from imigrasi.entrypoint.group_wiring import groups
    from imigrasi.usecases.form_group import Wanted, form_group

    key = idempotency_key(request.headers.get("idempotency-key"))
    body = request.json()
    shape = read(NewGroup, body)
    wanted = Wanted(shape.application_ids, shape.access_keys, body)
    group, access_key = form_group(
        wiring.applications(), groups(), wiring.macs(), wanted, idempotency_key=key, at=now()
    )
    return Answer(201, {"group_id": group.id, "access_key": access_key})


def blank_form(request: Request) -> Answer:
    service = wiring.catalogue().service(request.path["service"])
    return form_page(service, language_of(request.query.get("language")), {}, fresh_key())


def posted_form(request: Request) -> Answer:
    check_origin(request, wiring.site())
    service = wiring.catalogue().service(request.path["service"])
    fields = fields_of(request.body)
    key, language = fields.pop("form_key", ""), language_of(fields.pop("language", None))
    body = request_body(service, fields, language)
    try:
        started = _started(read(Start, body), body, idempotency_key(key))
    except KeyReused:
        return form_page(service, language, fields, fresh_key(), (FieldFault("/", "already_sent"),))
    except Unprocessable as fault:
        return form_page(service, language, fields, key, fault.errors)
    return done_page(service, started, language, fields, local_day(now()))


handler = http_function(
    {
        "POST /v1/applications": start,
        "GET /v1/applications/{application_id}/draft": draft,
        "PUT /v1/applications/{application_id}": save,
        "POST /v1/applications/{application_id}/submission": submit,
        "POST /v1/applications/{application_id}/withdrawal": withdraw,
        "POST /v1/applications/{application_id}/objection": object_,
        "POST /v1/groups": form_together,
        "GET /v1/forms/{service}": blank_form,
        "POST /v1/forms/{service}": posted_form,
    },
    wiring.origin_accepted,
)
