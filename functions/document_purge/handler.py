"""On schedule: documents that have been kept long enough are erased, and what was never finished or was refused."""

from functools import partial
from itertools import chain
from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.retention_wiring import shredder
from imigrasi.entrypoint.sweeps import sweep
from imigrasi.usecases.purge_documents import discard_upload, purge_documents


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    at, store, due, waste = now(), wiring.applications(), wiring.due(), shredder()

    def upload(application_id: str, document_id: str) -> str:
        return discard_upload(store, waste, application_id, document_id, at=at)

    def documents(application_id: str) -> str:
        return purge_documents(store, wiring.orders(), waste, application_id, at=at)

    uploads = (partial(upload, *names) for names in due.uploads(at))
    retained = (partial(documents, name) for name in due.retained(at))
    return sweep("documents.purged", chain(uploads, retained), lambda erase: erase())
