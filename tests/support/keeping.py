"""An application whose documents wait to be erased, and the sweep that erases them."""

from __future__ import annotations

from imigrasi.domain.document import Document
from imigrasi.entrypoint import wiring
from tests.support.citizen import Citizen
from tests.support.installation import VAULT

KEPT_DAYS = wiring.catalogue().service("passport-renewal").retention.days


def stored(citizen: Citizen, bucket: str = VAULT) -> list[str]:
    """Keys of every version and delete marker that there is of the application's documents."""
    found = citizen.cloud.client("s3").list_object_versions(Bucket=bucket, Prefix=f"{citizen.application_id}/")
    return [each["Key"] for each in (*found.get("Versions", ()), *found.get("DeleteMarkers", ()))]


def documents(citizen: Citizen) -> list[Document]:
    return list(wiring.applications().file(citizen.application_id).documents)


def swept(citizen: Citizen, days: float = 0) -> dict[str, int]:
    citizen.cloud.clock.advance(days=days)
    done: dict[str, int] = citizen.cloud.invoke("document_purge")
    citizen.cloud.pump()
    return done


def withdrawn(citizen: Citizen) -> Citizen:
    citizen.submitted().call("POST", "/withdrawal")
    citizen.cloud.pump()
    assert citizen.status == "withdrawn"
    return citizen


def lapsed(citizen: Citizen) -> str:
    """The order of an application that lapsed waiting for its payment."""
    order_id = str(citizen.cleared().issue_payment()["order_id"])
    for days in (12, 3):
        citizen.cloud.clock.advance(days=days)
        citizen.cloud.invoke("due_work")
        citizen.cloud.pump()
    assert citizen.status == "lapsed"
    return order_id
