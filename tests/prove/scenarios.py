"""Every handler at work: where the application stands, and the event that the handler then gets.

By construction complete: `uncovered` names functions and routes that have no scenario here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from imigrasi.adapters.dynamo.attributes import unmarshal
from imigrasi.adapters.dynamo.marks import message_of
from tests.prove.engine import empty_queues
from tests.prove.stages import key_of
from tests.support import handlers, papers
from tests.support.citizen import Citizen
from tests.support.http_client import http_event
from tests.support.moto_cloud import MotoCloud
from tests.support.roads import sqs_event
from tests.support.runbooks import principal

Event = dict[str, Any]
FILENAME = "ktp.png"
SCHEDULE: Event = {"source": "schedule"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """`event` may bring the application a little further before it gives the event."""

    name: str
    function: str
    stage: str
    event: Callable[[Citizen], Event]
    route: str = ""

    def prepare(self, citizen: Citizen) -> Event:
        made = self.event(citizen)
        empty_queues()
        return made


def http(
    citizen: Citizen,
    method: str,
    below: str,
    content: Any = None,
    *,
    key: str = "",
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    path: str = "",
) -> Event:
    """A request about the citizen's application, or to `path`, with a key told by `key`."""
    sent = {"authorization": f"Bearer {citizen.access_key}", **(headers or {})}
    if key:
        sent["idempotency-key"] = key_of(key)
    body = None if content is None else json.dumps(content).encode()
    where = path or citizen.path + below
    return http_event(method, where, body=body, headers=sent, query=query, request_id="request")


def queue(name: str, *bodies: Mapping[str, Any]) -> Event:
    messages = [
        {"MessageId": f"m{number}", "ReceiptHandle": f"r{number}", "Body": json.dumps(body)}
        for number, body in enumerate(bodies)
    ]
    return sqs_event(name, messages)


def last_event(citizen: Citizen) -> dict[str, Any]:
    """The application's newest event as the bus would hand it on."""
    events = [item for item in citizen.cloud.items(f"APP#{citizen.application_id}") if "EVENT#" in item["sk"]["S"]]
    message = message_of(unmarshal(max(events, key=lambda item: item["sk"]["S"])) | {"relay": ""})
    kind = max(events, key=lambda item: item["sk"]["S"])["type"]["S"]
    return {"detail-type": kind, "detail": message.detail}


def wanted(kind: str, content: bytes) -> dict[str, Any]:
    return {
        "kind": kind,
        "filename": FILENAME,
        "content_type": "image/png",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "preferred_chunk_size": 65_536,
    }


def document_event(citizen: Citizen, kind: str, content: bytes) -> Event:
    document_id = citizen.upload(kind, content)
    return queue("documents", {"detail": {"application_id": citizen.application_id, "document_id": document_id}})


def decision(citizen: Citizen, officer: str, verb: str, **parameters: str) -> Event:
    chosen = {"ApplicationId": citizen.application_id, **parameters}
    found = citizen.cloud.runbooks.record(principal(officer), f"imigrasi-local-{verb}", chosen)
    return {"execution_id": found}


def order(citizen: Citizen) -> str:
    return f"{citizen.application_id}-1"


def later(citizen: Citizen, **by: float) -> Citizen:
    citizen.cloud.clock.advance(**by)
    return citizen


def swept(citizen: Citizen, **by: float) -> Event:
    """One sweep has been made after `by`; the next one's event, so much later again."""
    later(citizen, **by)
    citizen.cloud.invoke("due_work", SCHEDULE)
    citizen.cloud.pump()
    later(citizen, **by)
    return SCHEDULE


def scenarios() -> list[Scenario]:
    from tests.prove.scenarios_documents import DOCUMENTS
    from tests.prove.scenarios_events import EVENTS
    from tests.prove.scenarios_files import FILES
    from tests.prove.scenarios_groups import GROUPS
    from tests.prove.scenarios_http import HTTP
    from tests.prove.scenarios_money import MONEY
    from tests.prove.scenarios_retention import RETENTION
    from tests.prove.scenarios_statements import STATEMENT_FILES

    return [*HTTP, *EVENTS, *DOCUMENTS, *FILES, *MONEY, *GROUPS, *RETENTION, *STATEMENT_FILES]


def uncovered() -> list[str]:
    """Functions and routes without a scenario."""
    known = {scenario.function for scenario in scenarios()} | {scenario.route for scenario in scenarios()}
    return [name for name in (*handlers.names(), *handlers.routes()) if name not in known]


def without_tokens(cloud: MotoCloud) -> None:
    """As it was before the stage function had kept any."""
    items = cloud.table().items
    for partition in [key for key in items if str(getattr(key, "value", key)).startswith("TOKEN#")]:
        del items[partition]


def photograph(size: int = 100_000) -> bytes:
    return papers.jpeg("scenario", size)
