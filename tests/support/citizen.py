"""A citizen at the portal and the officers behind it: the steps of a journey, each through the real API."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from local.gateway.misbehaviour import MISBEHAVIOURS
from tests.support import papers
from tests.support.http_client import Reply
from tests.support.installation import INCOMING
from tests.support.moto_cloud import MotoCloud
from tests.support.people import Person

LARGEST = 256 * 1024


class Unexpected(AssertionError):
    """A step of a journey was answered otherwise than it should."""


def fresh_key() -> str:
    return str(uuid.uuid4())


@dataclass(slots=True)
class Citizen:
    """One application. Steps raise Unexpected unless they are answered as api.md says; `call` asks freely."""

    cloud: MotoCloud
    person: Person = field(default_factory=Person)
    application_id: str = ""
    access_key: str = ""
    etag: str = ""
    #: Who is in one group with them, if anybody is.
    companion: Citizen | None = None
    group_id: str = ""
    group_key: str = ""

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.application_id}"

    def call(self, method: str, below: str = "", content: Any = None, **options: Any) -> Reply:
        """A call about this application, with its key unless another is given."""
        options.setdefault("access_key", self.access_key)
        return self.cloud.http.call(method, self.path + below, content, **options)

    def view(self) -> dict[str, Any]:
        shown: dict[str, Any] = _expect(self.call("GET"), 200).json
        return shown

    @property
    def status(self) -> str:
        return str(self.view()["status"])

    def events(self) -> list[str]:
        """The timeline's event types."""
        return [row["event"] for row in self.view()["timeline"]]

    # ------------------------------------------------------------ the citizen's steps

    def start(self, **changes: Any) -> Citizen:
        """A draft with complete data; `changes` to the body."""
        body = {
            "service": "passport-renewal",
            "language": "id",
            "channel": "web",
            "applicant": self.person.applicant(),
            "answers": self.person.answers(),
            **changes,
        }
        reply = _expect(self.cloud.http.call("POST", "/v1/applications", body, idempotency_key=fresh_key()), 201)
        self.application_id, self.access_key = reply.json["application_id"], reply.json["access_key"]
        self.etag = reply.headers["etag"]
        return self

    def save(self, applicant: dict[str, Any] | None = None, answers: dict[str, Any] | None = None) -> Reply:
        body = {
            "applicant": self.person.applicant() if applicant is None else applicant,
            "answers": self.person.answers() if answers is None else answers,
        }
        reply = _expect(self.call("PUT", "", body, headers={"if-match": self.etag}), 200)
        self.etag = reply.headers["etag"]
        return reply

    def open_upload(
        self, kind: str, content: bytes, content_type: str = "image/png", *, chunk_size: int = LARGEST, **changes: Any
    ) -> Reply:
        body = {
            "kind": kind,
            "filename": f"{kind}.png",
            "content_type": content_type,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "preferred_chunk_size": chunk_size,
            **changes,
        }
        return self.call("POST", "/documents", body, idempotency_key=fresh_key())

    def post_chunk(self, opened: dict[str, Any], number: int, chunk: bytes) -> str:
        """The chunk as the storage keeps it; its version id."""
        answer = self.cloud.client("s3").put_object(
            Bucket=INCOMING,
            Key=f"{opened['upload']['key_prefix']}{number:05d}",
            Body=chunk,
            ChecksumSHA256=papers.checksum(chunk),
        )
        return str(answer["VersionId"])

    def upload(
        self, kind: str, content: bytes | None = None, content_type: str = "image/png", *, chunk_size: int = LARGEST
    ) -> str:
        """A whole document, sent and handed over to the check; its id."""
        content = papers.png(f"{self.application_id} {kind}") if content is None else content
        opened = _expect(self.open_upload(kind, content, content_type, chunk_size=chunk_size), 201).json
        for number, chunk in enumerate(papers.cut(content, opened["chunk_size"])):
            self.post_chunk(opened, number, chunk)
        _expect(self.call("POST", f"/documents/{opened['document_id']}/completion"), 202)
        return str(opened["document_id"])

    def upload_all(self) -> Citizen:
        for kind in ("ktp", "old_passport"):
            self.upload(kind)
        self.cloud.pump()
        return self

    def submit(self) -> Citizen:
        _expect(self.call("POST", "/submission", {"declaration": True}, idempotency_key=fresh_key()), 202)
        self.cloud.pump()
        return self

    def issue_payment(self, gateway: str = "midtrans") -> dict[str, Any]:
        reply = self.call("POST", "/payments", {"gateway": gateway}, idempotency_key=fresh_key())
        payment: dict[str, Any] = _expect(reply, 201).json
        return payment

    def pay(self) -> Citizen:
        """Issue a payment, pay it, let the gateway call back."""
        self.cloud.gateway.gateway.pay(self.issue_payment()["order_id"])
        self.cloud.pump()
        return self

    def gateway_misbehaves(self, kind: str, order_id: str) -> list[int]:
        """What the gateway's notices were answered, in order; afterwards everything has been carried."""
        gateway = self.cloud.gateway.gateway
        outcome = MISBEHAVIOURS[kind](gateway, gateway.books.order(order_id))
        self.cloud.pump()
        return [answer for notice in outcome.notices for answer in notice.delivery.answers]

    def free_slots(self, days: int = 30) -> list[dict[str, Any]]:
        today = (self.cloud.clock.now() + timedelta(hours=7)).date()
        span = {"from": str(today), "to": str(today + timedelta(days=days))}
        slots: list[dict[str, Any]] = _expect(
            self.cloud.http.call("GET", "/v1/offices/lebong/slots", query=span), 200
        ).json["slots"]
        return slots

    def book(self, slot: str | None = None) -> Citizen:
        chosen = slot or self.free_slots()[0]["slot"]
        _expect(self.call("PUT", "/appointment", {"office": "lebong", "slot": chosen}), 200)
        self.cloud.pump()
        return self

    # ------------------------------------------------------------ the officers' steps

    def officer(self, name: str, verb: str, **parameters: str) -> Citizen:
        """A runbook run to its end. Raises Refused."""
        self.cloud.runbooks.run(name, verb, self.application_id, **parameters)
        self.cloud.pump()
        return self

    def decided(self, name: str, outcome: str, reason: str) -> Citizen:
        return self.officer(name, "decide", Outcome=outcome, Reason=reason)

    def money(self, name: str, outcome: str, reason: str = "", *, payment: int = 1) -> str:
        """A decision about a payment's money, carried to its end; what it came to. Raises Refused."""
        runbook = "money" if outcome in ("release", "refund") else "refund"
        more = {"Reason": reason} if runbook == "money" else {"Reference": reason} if reason else {}
        order_id = f"{self.application_id}-{payment}"
        done = self.cloud.runbooks.start(name, runbook, PaymentId=order_id, Outcome=outcome, **more)
        self.cloud.pump()
        return str(done["outcome"])

    def viewed(self, name: str, document: str = "ktp", reason: str = "review") -> Reply:
        """What an officer is shown of a document; its event is carried to its end. Raises Refused."""
        chosen = {"ApplicationId": self.application_id, "Document": document, "Reason": reason}
        link = str(self.cloud.runbooks.start(name, "open-file", **chosen)["link"])
        path = link[link.index("/v1/files/") :]
        _expect(self.cloud.http.call("GET", path), 200)
        shown = _expect(self.cloud.http.call("POST", path), 200)
        self.cloud.pump()
        return shown

    # ------------------------------------------------------------ so far

    def submitted(self) -> Citizen:
        return self.start().upload_all().submit()

    def cleared(self) -> Citizen:
        return self.submitted().decided("budi", "clear", "complete")

    def paid(self) -> Citizen:
        return self.cleared().pay()

    def adjudicating(self) -> Citizen:
        return self.paid().officer("budi", "attend", Outcome="attend")

    def approved(self) -> Citizen:
        return self.adjudicating().decided("ratna", "approve", "verified")

    def ready(self) -> Citizen:
        return self.approved().officer("ratna", "produce")

    def rejected(self) -> Citizen:
        return self.submitted().decided("budi", "reject", "not_eligible")


def _expect(reply: Reply, status: int) -> Reply:
    if reply.status != status:
        raise Unexpected(f"{reply.status} instead of {status}: {reply.text}")
    return reply
