"""Documents come in, chunk by chunk, straight to the storage under a signed policy."""

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.http import Answer, Request, http_function
from imigrasi.entrypoint.idempotency import idempotency_key
from imigrasi.entrypoint.shapes import Upload, read
from imigrasi.entrypoint.views import document_view, opened_view
from imigrasi.usecases.complete_upload import complete_upload
from imigrasi.usecases.open_upload import Wanted, open_upload, read_upload


def open_(request: Request) -> Answer:
    key = idempotency_key(request.headers.get("idempotency-key"))
    shape = read(Upload, request.json())
    document, policy = open_upload(
        wiring.applications(),
        wiring.incoming(),
        wiring.catalogue(),
        request.path["application_id"],
        Wanted(shape.kind, shape.content_type, shape.size, shape.sha256, shape.preferred_chunk_size),
        key=request.bearer(),
        idempotency_key=key,
        at=now(),
    )
    return Answer(201, opened_view(document, policy))


def show(request: Request) -> Answer:
    document, received, policy = read_upload(
        wiring.applications(),
        wiring.incoming(),
        request.path["application_id"],
        request.path["document_id"],
        key=request.bearer(),
        renew=request.query.get("renew") == "1",
        at=now(),
    )
    return Answer(200, document_view(document, received, policy))


def complete(request: Request) -> Answer:
    document = complete_upload(
        wiring.applications(),
        wiring.incoming(),
        request.path["application_id"],
        request.path["document_id"],
        key=request.bearer(),
        at=now(),
    )
    return Answer(202, {"document_id": document.document_id, "status": document.status.value})


handler = http_function(
    {
        "POST /v1/applications/{application_id}/documents": open_,
        "GET /v1/applications/{application_id}/documents/{document_id}": show,
        "POST /v1/applications/{application_id}/documents/{document_id}/completion": complete,
    },
    wiring.origin_accepted,
)
