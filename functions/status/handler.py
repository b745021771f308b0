"""Where an application stands: the whole file for its key, a few words for number and birth date. And whether a
receipt is genuine, for who holds it.

No pydantic here: this is what everybody polls, and its cold start is felt.
"""

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.http import Answer, Request, http_function
from imigrasi.entrypoint.tracking import tracking_request
from imigrasi.entrypoint.views import application_view, receipt_view, tracking_view, view_etag
from imigrasi.usecases.read_application import known_version, read_application
from imigrasi.usecases.track_application import track_application


def read(request: Request) -> Answer:
    application_id = request.path["application_id"]
    if "if-none-match" in request.headers:
        application = known_version(wiring.shown_applications(), application_id, key=request.bearer())
        if request.knows(view_etag(application)):
            return Answer(304, None, {"etag": view_etag(application)})
    file = read_application(wiring.shown_applications(), application_id, key=request.bearer())
    view = application_view(file, wiring.catalogue().service(file.application.service))
    return Answer(200, view, {"etag": view_etag(file.application)})


def track(request: Request) -> Answer:
    application_id, birth_date = tracking_request(request.json())
    application = track_application(
        wiring.shown_applications(), wiring.attempts(), wiring.macs(), application_id, birth_date, at=now()
    )
    service = wiring.catalogue().service(application.service)
    return Answer(200, tracking_view(application, service))


def verify(request: Request) -> Answer:
    from imigrasi.usecases.receipts import verify_receipt  # asked a few times a day; who polls does not pay for it

    return Answer(200, receipt_view(verify_receipt(wiring.receipts(), request.path["code"])))


handler = http_function(
    {
        "GET /v1/applications/{application_id}": read,
        "POST /v1/tracking": track,
        "GET /v1/verifications/{code}": verify,
    },
    wiring.origin_accepted,
)
