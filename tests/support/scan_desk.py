"""A document on its way to its verdict: held before its scan, looked at from outside and behind, told of."""

from __future__ import annotations

from typing import Any

from infra.scan import CANDIDATES
from local.scanner.engine import Result, Status
from local.scanner.plan import Event, Plan
from tests.support.citizen import Citizen
from tests.support.installation import INCOMING, VAULT


def shown(citizen: Citizen, document_id: str) -> tuple[str, list[str]]:
    found = citizen.call("GET", f"/documents/{document_id}").json
    return found["status"], found["reasons"]


def sent(citizen: Citizen, content: bytes | None = None, content_type: str = "image/png") -> str:
    """A document that has been inspected and waits for its scan."""
    with citizen.cloud.scanner.resting():
        document_id = citizen.upload("ktp", content, content_type)
        citizen.cloud.pump()
    assert shown(citizen, document_id) == ("checking", [])
    return document_id


def item(citizen: Citizen, document_id: str) -> dict[str, Any]:
    (found,) = [it for it in citizen.cloud.items("APP#") if it["sk"]["S"] == f"DOC#{document_id}"]
    return found


def candidate(citizen: Citizen, document_id: str) -> dict[str, str]:
    """The object that the document waits for."""
    version = item(citizen, document_id)["candidate_version"]["S"]
    return {
        "Bucket": INCOMING,
        "Key": f"{CANDIDATES}{citizen.application_id}/{document_id}",
        "VersionId": version,
    }


def vault(citizen: Citizen) -> list[str]:
    listed = citizen.cloud.client("s3").list_objects_v2(Bucket=VAULT, Prefix=citizen.application_id)
    return [found["Key"].rpartition("/")[2] for found in listed.get("Contents", [])]


def verdicts(citizen: Citizen) -> list[str | None]:
    events = [it for it in citizen.cloud.items("APP#") if it.get("type") == {"S": "DocumentChecked"}]
    return [event.get("reason", {}).get("S") for event in events]


def event(citizen: Citizen, document_id: str, status: Status = Status.NO_THREATS_FOUND) -> Event:
    """What would be told of the awaited version."""
    told: list[Event] = []
    plan = citizen.cloud.scanner.plan
    awaited = candidate(citizen, document_id)
    of = Plan(plan.objects, plan.bucket, plan.engine, told.append, plan.account, plan.region)
    told.append(of._event(awaited["Key"], awaited["VersionId"], "e", Result(status)))
    return told[0]


def hear(citizen: Citizen, *events: Event) -> None:
    """Straight from the queue, whatever the rule would have let through."""
    for each in events:
        citizen.cloud.roads.send("scans", each)
    with citizen.cloud.scanner.resting():
        citizen.cloud.pump()


def due(citizen: Citizen, **after: float) -> None:
    citizen.cloud.clock.advance(**after)
    citizen.cloud.invoke("due_work", {"source": "schedule"})
