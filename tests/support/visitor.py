"""A citizen outside: everything over HTTP by the contract; officers and gateway over the command line.

The in-process twin, for tests without a cloud, is `citizen.Citizen`.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.support import papers
from tests.support.http_client import Reply
from tests.support.local_cloud import LocalCloud
from tests.support.outside import Line, post_form
from tests.support.patience import awaited
from tests.support.people import Person, person

CHUNK = 64 * 1024


def fresh_key() -> str:
    return str(uuid.uuid4())


def expect(reply: Reply, status: int) -> Reply:
    assert reply.status == status, f"{reply.status} instead of {status}: {reply.text}"
    return reply


@dataclass(eq=False, slots=True)
class Visitor:
    """One application. Steps fail unless they are answered as the contract says; `call` asks freely."""

    cloud: LocalCloud
    person: Person = field(default_factory=lambda: person(uuid.uuid4().int % 10_000))
    application_id: str = ""
    access_key: str = ""
    etag: str = ""
    payment: dict[str, Any] = field(default_factory=dict)

    @property
    def api(self) -> Line:
        return self.cloud.api

    def call(self, method: str, below: str = "", content: Any = None, **options: Any) -> Reply:
        """A call about this application, with its key unless another is given."""
        options.setdefault("access_key", self.access_key)
        return self.api.call(method, f"/v1/applications/{self.application_id}{below}", content, **options)

    # ------------------------------------------------------------ what is seen

    def view(self) -> dict[str, Any]:
        shown: dict[str, Any] = expect(self.call("GET"), 200).json
        return shown

    @property
    def status(self) -> str:
        return str(self.view()["status"])

    def events(self) -> list[str]:
        return [row["event"] for row in self.view()["timeline"]]

    def payment_statuses(self) -> list[str]:
        return [payment["status"] for payment in self.view()["payment"]["payments"]]

    def reaches(self, status: str, *, seconds: float = 30) -> dict[str, Any]:
        """The view once the status is reached."""
        return awaited(self.view, lambda view: view["status"] == status, seconds=seconds)

    def shows(self, event: str, times: int = 1) -> None:
        """Waits until the timeline has the event so often."""
        awaited(self.events, lambda events: events.count(event) >= times)

    # ------------------------------------------------------------ drafts and documents

    def form(self, **changes: Any) -> dict[str, Any]:
        complete = {
            "service": "passport-renewal",
            "language": "id",
            "channel": "web",
            "applicant": self.person.applicant(),
            "answers": self.person.answers(),
        }
        return {name: value for name, value in {**complete, **changes}.items() if value is not None}

    def start(self, **changes: Any) -> Visitor:
        """A draft with complete data; `changes` to the body."""
        reply = self.api.call("POST", "/v1/applications", self.form(**changes), idempotency_key=fresh_key())
        started = expect(reply, 201).json
        assert started["status"] == "draft"
        self.application_id, self.access_key = started["application_id"], started["access_key"]
        self.etag = reply.headers["etag"]
        return self

    def save(self, **changes: Any) -> Reply:
        """Replaces the data by complete data with `changes` to the applicant."""
        body = {"applicant": self.person.applicant(**changes), "answers": self.person.answers()}
        reply = expect(self.call("PUT", "", body, headers={"if-match": self.etag}), 200)
        self.etag = reply.headers["etag"]
        return reply

    def open_upload(self, kind: str, content: bytes, /, **changes: Any) -> Reply:
        body = {
            "kind": kind,
            "filename": f"{kind}.png",
            "content_type": "image/png",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "preferred_chunk_size": CHUNK,
            **changes,
        }
        return self.call("POST", "/documents", body, idempotency_key=fresh_key())

    def document(self, document_id: str, *, renew: bool = False) -> dict[str, Any]:
        query = {"renew": "1"} if renew else None
        shown: dict[str, Any] = expect(self.call("GET", f"/documents/{document_id}", query=query), 200).json
        return shown

    def complete(self, document_id: str) -> Reply:
        return self.call("POST", f"/documents/{document_id}/completion")

    def verdict(self, document_id: str) -> dict[str, Any]:
        return awaited(lambda: self.document(document_id), lambda shown: shown["status"] in ("accepted", "refused"))

    def upload(self, kind: str, content: bytes | None = None, **announced: Any) -> str:
        """A whole document, handed over to the check; its id. `announced`: as `open_upload` has it."""
        content = papers.png(f"{self.application_id} {kind}") if content is None else content
        opened = expect(self.open_upload(kind, content, **announced), 201).json
        for number, chunk in enumerate(papers.cut(content, opened["chunk_size"])):
            expect(post_chunk(opened["upload"], number, chunk), 204)
        expect(self.complete(opened["document_id"]), 202)
        return str(opened["document_id"])

    def upload_all(self) -> Visitor:
        for document_id in [self.upload(kind) for kind in ("ktp", "old_passport")]:
            assert self.verdict(document_id)["status"] == "accepted"
        return self

    def submit(self) -> str:
        """The status reached."""
        reply = self.call("POST", "/submission", {"declaration": True}, idempotency_key=fresh_key())
        return str(expect(reply, 202).json["status"])

    # ------------------------------------------------------------ money and visits

    def issue_payment(self, gateway: str = "midtrans") -> dict[str, Any]:
        reply = self.call("POST", "/payments", {"gateway": gateway}, idempotency_key=fresh_key())
        self.payment = expect(reply, 201).json
        return self.payment

    def pay(self) -> dict[str, Any]:
        """Issues a payment and pays it; the view once the money counts."""
        told = self.cloud.command("gateway", "pay", self.issue_payment()["payment_id"])
        assert (told["captured"], told["delivered"]) == (True, True), told
        return self.settles()

    def settles(self) -> dict[str, Any]:
        """The view once the money counts. Who has waited long enough says "I have paid", as anybody would."""
        try:
            return self.reaches("paid", seconds=20)
        except AssertionError:
            expect(self.call("POST", f"/payments/{self.payment['payment_id']}/check"), 202)
            return self.reaches("paid")

    def misbehave(self, how: str) -> dict[str, Any]:
        """What the gateway did to the payment issued last."""
        done: dict[str, Any] = self.cloud.command("gateway", "misbehave", self.payment["payment_id"], how)
        return done

    def free_slots(self) -> list[dict[str, Any]]:
        today = self.cloud.today()
        span = {"from": str(today), "to": str(today + timedelta(days=14))}
        reply = self.api.call("GET", "/v1/offices/lebong/slots", query=span)
        slots: list[dict[str, Any]] = expect(reply, 200).json["slots"]
        return slots

    def places(self, slot: str) -> int:
        """How many are free at that time."""
        return next((s["free"] for s in self.free_slots() if s["slot"] == slot), 0)

    def book(self, slot: str | None = None) -> str:
        chosen = slot or str(self.free_slots()[0]["slot"])
        booked = expect(self.call("PUT", "/appointment", {"office": "lebong", "slot": chosen}), 200).json
        assert booked["appointment"]["slot"] == chosen
        return chosen

    # ------------------------------------------------------------ officers

    def decided(self, officer: str, outcome: str, reason: str) -> Visitor:
        self.cloud.command("officer", "decide", self.application_id, outcome, "--officer", officer, "--reason", reason)
        return self

    def officer(self, officer: str, verb: str, *more: str) -> Visitor:
        self.cloud.command("officer", verb, self.application_id, "--officer", officer, *more)
        return self

    # ------------------------------------------------------------ so far

    def submitted(self) -> Visitor:
        assert self.start().upload_all().submit() == "submitted"
        return self

    def cleared(self) -> Visitor:
        return self.submitted().decided("budi", "clear", "complete")

    def paid(self) -> Visitor:
        self.cleared().pay()
        return self

    def adjudicating(self) -> Visitor:
        return self.paid().officer("budi", "attend")

    def ready(self) -> Visitor:
        return self.adjudicating().decided("ratna", "approve", "verified").officer("budi", "ready")


def chunk_form(upload: dict[str, Any], number: int, chunk: bytes) -> dict[str, str]:
    """The fields of one chunk's form, without the file."""
    key = f"{upload['key_prefix']}{number:05d}"
    return {**upload["fields"], "key": key, "x-amz-checksum-sha256": papers.checksum(chunk)}


def post_chunk(upload: dict[str, Any], number: int, chunk: bytes) -> Reply:
    return post_form(upload["url"], chunk_form(upload, number, chunk), chunk)
