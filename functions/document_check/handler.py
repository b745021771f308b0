"""A document has arrived whole: assemble it, take it apart, keep what was written anew or say why not."""

from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.usecases.check_document import check_document


def check(message: dict[str, Any]) -> str:
    found = detail(message)
    return check_document(
        wiring.applications(),
        wiring.documents(),
        wiring.inspector(),
        found["application_id"],
        found["document_id"],
        at=now(),
    ).value


handler = queue_function("document.checked", check)
