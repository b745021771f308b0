"""An officer has put a settlement file into the bucket: take its lines."""

from typing import Any

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.bus import detail, queue_function
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.statement_wiring import READERS, desk
from imigrasi.usecases.import_statement import import_statement


def take(message: dict[str, Any]) -> str:
    found = detail(message)["object"]
    gateway = found["key"].partition("/")[0]
    terms = wiring.catalogue().known_gateway(gateway)
    return import_statement(desk(), terms, READERS[gateway], found["key"], found.get("version-id"), at=now()).value


handler = queue_function("statement.imported", take)
