"""A document has arrived whole, or its malware scan is over, or overdue: take it a step further."""

from typing import Any

from imigrasi.adapters.candidates import SOURCE, scan_of
from imigrasi.domain.document import Document
from imigrasi.domain.refusal import Refusal
from imigrasi.domain.scan import is_unheard
from imigrasi.entrypoint import document_wiring
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.metrics import scan_told
from imigrasi.entrypoint.settings import setting
from imigrasi.usecases.check_document import check_document, heed_scan


def check(message: dict[str, Any]) -> str:
    found = detail(message)
    if message.get("source") == SOURCE:
        scan = scan_of(found, setting("INCOMING_BUCKET"))
        document = heed_scan(document_wiring.desk(), scan, at=now()) if scan else None
    else:
        document = check_document(document_wiring.desk(), found["application_id"], found["document_id"], at=now())
    return told(document) if document else "not awaited"


def told(document: Document) -> str:
    scan_told(found=Refusal.MALWARE_FOUND in document.reasons, unheard=is_unheard(document))
    return document.status.value


handler = queue_function("document.checked", check)
