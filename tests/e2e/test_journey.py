"""From draft to collected, as a citizen at home, two officers and a gateway live it."""

from __future__ import annotations

import random

from tests.support import papers
from tests.support.local_cloud import LocalCloud
from tests.support.patience import awaited
from tests.support.visitor import CHUNK, Visitor, expect, post_chunk

#: The seven state transitions of the standard path.
STANDARD_PATH = ["Resume", "Review", "Payment", "Attendance", "Adjudication", "Production", "Handover"]
TIMELINE = [
    "ApplicationStarted",
    "ApplicationSubmitted",
    "ApplicationCleared",
    "PaymentIssued",
    "PaymentSettled",
    "AppointmentBooked",
    "ApplicantAttended",
    "ApplicationApproved",
    "ResultReady",
    "ResultCollected",
]


def test_an_application_goes_from_draft_to_collected(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.start()
    visitor.save(phone="0812 3456 7890")
    in_pieces(visitor, "ktp")
    visitor.verdict(visitor.upload("old_passport"))
    assert visitor.submit() == "submitted"

    visitor.decided("budi", "clear", "complete")
    view = visitor.view()
    assert view["payment"]["amount_due"] == 650_000
    assert view["next_action"] == {"who": "citizen", "code": "pay"}

    view = visitor.pay()
    assert view["payment"]["amount_due"] == 0
    assert visitor.payment_statuses() == ["settled"]

    slot = visitor.book()
    assert visitor.view()["appointment"]["slot"] == slot
    visitor.officer("budi", "attend")
    visitor.decided("ratna", "approve", "verified")
    visitor.officer("budi", "ready")
    visitor.officer("ratna", "handover", "--to", "applicant")

    view = visitor.reaches("collected")
    assert [row["event"] for row in view["timeline"]] == TIMELINE
    assert (view["stage"], view["next_action"]) == ("closed", {"who": "none", "code": "none"})
    assert_all_is_accounted_for(visitor, local_cloud)


def in_pieces(visitor: Visitor, kind: str) -> None:
    """A document over a bad line: chunks out of order, an interruption, a fresh policy, one chunk twice."""
    content = papers.jpeg(visitor.application_id, 4 * CHUNK + 1234)
    opened = expect(visitor.open_upload(kind, content, content_type="image/jpeg"), 201).json
    document_id, upload = opened["document_id"], opened["upload"]
    chunks = papers.cut(content, opened["chunk_size"])
    assert (opened["chunk_size"], opened["chunks"]) == (CHUNK, len(chunks))

    for number in (4, 1):
        expect(post_chunk(upload, number, chunks[number]), 204)
    assert visitor.document(document_id)["received"] == [1, 4]
    refused = expect(visitor.complete(document_id), 409)
    assert refused.code == "chunks_missing"
    assert refused.faults == {(f"/chunks/{number}", "chunk_missing") for number in (0, 2, 3)}

    renewed = visitor.document(document_id, renew=True)["upload"]
    assert renewed["key_prefix"] == upload["key_prefix"]
    rest = [0, 2, 3, 1]
    random.Random(visitor.application_id).shuffle(rest)
    for number in rest:
        expect(post_chunk(renewed, number, chunks[number]), 204)
    assert visitor.document(document_id)["received"] == [0, 1, 2, 3, 4]
    expect(visitor.complete(document_id), 202)
    assert visitor.verdict(document_id)["status"] == "accepted"


def assert_all_is_accounted_for(visitor: Visitor, cloud: LocalCloud) -> None:
    execution = f"{visitor.application_id}-1"
    awaited(lambda: cloud.executions(visitor.application_id), lambda found: found == {execution: "SUCCEEDED"})
    assert cloud.states_entered(execution) == STANDARD_PATH
    history = cloud.command("audit", "verify", visitor.application_id)
    assert (history["ok"], history["applications"], history["broken"]) == (True, 1, [])
    assert cloud.command("audit", "verify")["ok"]
    assert cloud.command("ledger", "verify")["ok"]
    assert cloud.dead_letters() == {}
