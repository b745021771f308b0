"""An officer opens one document by the address that the runbook `open-file` gave: a page with a button, and behind
the button the document, once.
"""

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.http import Answer, Request, http_function
from imigrasi.entrypoint.logs import log
from imigrasi.entrypoint.viewing_pages import asking_page, broken_page, gone_page, shown_page
from imigrasi.entrypoint.widgets.words import Words
from imigrasi.usecases.view_file import FileGone, view_file
from imigrasi.usecases.viewing_ports import FileUnreadable


def ask(request: Request) -> Answer:
    return asking_page(words(request))


def show(request: Request) -> Answer:
    from imigrasi.entrypoint.viewing_wiring import shelf  # who only asks does not pay for it

    try:
        shown = view_file(wiring.applications(), wiring.openings(), shelf(), request.path["code"], at=now())
    except FileGone:
        return gone_page(words(request))
    except FileUnreadable as fault:
        log.error("file.unreadable", code=fault.slug, request_id=request.id)
        return broken_page(words(request))
    opening = shown.opening
    log.info("file.viewed", application_id=opening.application_id, execution_id=opening.execution_id)
    return shown_page(shown, words(request))


def words(request: Request) -> Words:
    return Words("en" if request.query.get("language") == "en" else "id")


handler = http_function({"GET /v1/files/{code}": ask, "POST /v1/files/{code}": show}, wiring.origin_accepted)
