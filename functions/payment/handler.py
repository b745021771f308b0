"""Payments are issued, alone or for a group, and, when a citizen says so, asked about."""

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.http import Answer, Request, http_function
from imigrasi.entrypoint.idempotency import idempotency_key
from imigrasi.entrypoint.shapes import NewPayment, read
from imigrasi.entrypoint.views import payment_view
from imigrasi.usecases.issue_payment import issue_payment
from imigrasi.usecases.request_confirmation import request_confirmation


def issue(request: Request) -> Answer:
    key = idempotency_key(request.headers.get("idempotency-key"))
    shape = read(NewPayment, request.json())
    terms = wiring.catalogue().gateway(shape.gateway)
    payment = issue_payment(
        wiring.applications(),
        wiring.gateway(terms.code),
        terms,
        request.path["application_id"],
        method=shape.method,
        key=request.bearer(),
        idempotency_key=key,
        at=now(),
    )
    return Answer(201, payment_view(payment))


def check(request: Request) -> Answer:
    payment_id = request.path["payment_id"]
    request_confirmation(
        wiring.applications(),
        wiring.confirmations(),
        request.path["application_id"],
        payment_id,
        key=request.bearer(),
    )
    return Answer(202, {"payment_id": payment_id})


def issue_for_group(request: Request) -> Answer:
    from imigrasi.entrypoint.group_wiring import groups
    from imigrasi.usecases.issue_group_payment import issue_group_payment

    key = idempotency_key(request.headers.get("idempotency-key"))
    shape = read(NewPayment, request.json())
    terms = wiring.catalogue().gateway(shape.gateway)
    order = issue_group_payment(
        wiring.applications(),
        groups(),
        wiring.gateway(terms.code),
        terms,
        request.path["group_id"],
        method=shape.method,
        key=request.bearer(),
        idempotency_key=key,
        at=now(),
    )
    return Answer(201, payment_view(order))


handler = http_function(
    {
        "POST /v1/applications/{application_id}/payments": issue,
        "POST /v1/applications/{application_id}/payments/{payment_id}/check": check,
        "POST /v1/groups/{group_id}/payments": issue_for_group,
    },
    wiring.origin_accepted,
)
