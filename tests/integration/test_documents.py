"""Documents: chunk by chunk to the storage, checked, replaced, pinned."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import signal
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from imigrasi.adapters.inspection import images
from tests.support import files_good, papers
from tests.support.citizen import Citizen, fresh_key
from tests.support.installation import VAULT
from tests.support.moto_cloud import MotoCloud
from tests.support.people import person

KIB64 = 64 * 1024
#: A picture in three chunks of 64 KiB.
BIG = papers.jpeg("big", 2 * KIB64 + 100)


def opened(citizen: Citizen, content: bytes = BIG, kind: str = "ktp") -> dict[str, Any]:
    content_: dict[str, Any] = citizen.open_upload(kind, content, "image/jpeg", chunk_size=KIB64).json
    return content_


def document(citizen: Citizen, document_id: str, **options: Any) -> dict[str, Any]:
    shown: dict[str, Any] = citizen.call("GET", f"/documents/{document_id}", **options).json
    return shown


def vault(cloud: MotoCloud, citizen: Citizen, document_id: str) -> bytes:
    answer = cloud.client("s3").get_object(Bucket=VAULT, Key=f"{citizen.application_id}/{document_id}")
    content: bytes = answer["Body"].read()
    return content


# ---------------------------------------------------------------- opening


def test_an_upload_is_opened_with_one_policy_for_all_its_chunks(drafting: Citizen) -> None:
    reply = drafting.open_upload("ktp", BIG, "image/jpeg", chunk_size=KIB64)
    content = reply.json
    assert reply.status == 201
    assert (content["chunk_size"], content["chunks"]) == (KIB64, 3)
    assert content["upload"]["key_prefix"] == f"{drafting.application_id}/{content['document_id']}/"
    assert content["upload"]["fields"]["Content-Type"] == "image/jpeg"
    assert {"policy", "x-amz-signature", "x-amz-credential"} <= set(content["upload"]["fields"])
    assert "key" not in content["upload"]["fields"]


def test_the_same_request_again_finds_the_same_document(drafting: Citizen) -> None:
    body = {"kind": "ktp", "filename": "a", "content_type": "image/png", "size": 9, "sha256": "a" * 64}
    key = fresh_key()
    first = drafting.call("POST", "/documents", body, idempotency_key=key)
    again = drafting.call("POST", "/documents", body, idempotency_key=key)
    assert (first.status, again.status) == (201, 201)
    assert first.json["document_id"] == again.json["document_id"]


def test_the_same_key_for_another_document_is_refused(drafting: Citizen) -> None:
    body = {"kind": "ktp", "filename": "a", "content_type": "image/png", "size": 9, "sha256": "a" * 64}
    key = fresh_key()
    drafting.call("POST", "/documents", body, idempotency_key=key)
    reply = drafting.call("POST", "/documents", body | {"size": 10}, idempotency_key=key)
    assert (reply.status, reply.code) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "diary"}, "document_kind_unknown"),
        ({"content_type": "image/gif"}, "document_type_not_allowed"),
        ({"content_type": "image/svg+xml"}, "document_type_not_allowed"),
        ({"size": 5 * 1024 * 1024 + 1}, "document_too_large"),
        ({"size": 0}, "document_empty"),
    ],
)
def test_a_document_the_service_does_not_take_is_refused(drafting: Citizen, changes: dict[str, Any], code: str) -> None:
    reply = drafting.open_upload("ktp", papers.png(), **changes) if "kind" not in changes else None
    if reply is None:
        reply = drafting.open_upload(str(changes["kind"]), papers.png())
    assert (reply.status, reply.code) == (422, code)


def test_the_largest_document_is_taken(drafting: Citizen) -> None:
    assert drafting.open_upload("ktp", b"", size=5 * 1024 * 1024).status == 201


def test_a_submitted_application_takes_no_documents(citizen: Citizen) -> None:
    reply = citizen.submitted().open_upload("ktp", papers.png())
    assert (reply.status, reply.code) == (409, "not_editable")


def test_a_filename_goes_nowhere(drafting: Citizen) -> None:
    drafting.open_upload("ktp", papers.png(), filename="../../rahasia-siti.png")
    assert "rahasia" not in str(drafting.cloud.items())


# ---------------------------------------------------------------- arriving


def test_what_has_arrived_is_told_by_number(drafting: Citizen) -> None:
    upload = opened(drafting)
    pieces = papers.cut(BIG, KIB64)
    drafting.post_chunk(upload, 2, pieces[2])
    drafting.post_chunk(upload, 0, pieces[0])
    shown = document(drafting, upload["document_id"])
    assert (shown["status"], shown["received"], shown["reasons"]) == ("receiving", [0, 2], [])
    assert "upload" not in shown


def test_a_policy_is_renewed_on_wish(drafting: Citizen) -> None:
    shown = document(drafting, opened(drafting)["document_id"], query={"renew": "1"})
    assert set(shown["upload"]) == {"url", "fields", "key_prefix"}


def test_a_policy_is_not_renewed_after_a_day(drafting: Citizen) -> None:
    upload = opened(drafting)
    drafting.cloud.clock.advance(hours=24)
    assert "upload" not in document(drafting, upload["document_id"], query={"renew": "1"})


def test_completion_names_the_chunks_that_are_missing(drafting: Citizen) -> None:
    upload = opened(drafting)
    drafting.post_chunk(upload, 1, papers.cut(BIG, KIB64)[1])
    reply = drafting.call("POST", f"/documents/{upload['document_id']}/completion")
    assert (reply.status, reply.code) == (409, "chunks_missing")
    assert reply.faults == {("/chunks/0", "chunk_missing"), ("/chunks/2", "chunk_missing")}


def test_a_chunk_of_the_wrong_length_is_missing(drafting: Citizen) -> None:
    upload = opened(drafting)
    for number, chunk in enumerate(papers.cut(BIG, KIB64)):
        drafting.post_chunk(upload, number, chunk[:-1] if number == 1 else chunk)
    reply = drafting.call("POST", f"/documents/{upload['document_id']}/completion")
    assert reply.faults == {("/chunks/1", "chunk_missing")}


def test_an_upload_left_for_a_day_cannot_be_completed(drafting: Citizen) -> None:
    upload = opened(drafting)
    drafting.cloud.clock.advance(hours=24)
    reply = drafting.call("POST", f"/documents/{upload['document_id']}/completion")
    assert (reply.status, reply.code) == (409, "upload_expired")


def test_completing_twice_is_no_fault_and_one_check(drafting: Citizen) -> None:
    document_id = drafting.upload("ktp", BIG, "image/jpeg", chunk_size=KIB64)
    drafting.cloud.pump()
    again = drafting.call("POST", f"/documents/{document_id}/completion")
    drafting.cloud.pump()
    assert (again.status, again.json["status"]) == (202, "accepted")
    assert [entry["type"]["S"] for entry in drafting.cloud.items("APP#") if "type" in entry].count(
        "DocumentChecked"
    ) == 1


def test_another_applications_document_is_not_found(cloud: MotoCloud) -> None:
    one, other = Citizen(cloud, person(1)).start(), Citizen(cloud, person(2)).start()
    foreign = opened(one)["document_id"]
    assert other.call("GET", f"/documents/{foreign}").status == 404
    assert other.call("POST", f"/documents/{foreign}/completion").status == 404


# ---------------------------------------------------------------- checked


def test_an_accepted_document_stands_anew_in_the_vault(drafting: Citizen) -> None:
    document_id = drafting.upload("ktp", BIG, "image/jpeg", chunk_size=KIB64)
    drafting.cloud.pump()
    assert document(drafting, document_id)["status"] == "accepted"
    kept = vault(drafting.cloud, drafting, document_id)
    assert len(kept) < len(BIG) / 10  # without the comments that made it big
    assert difference(kept, BIG) < 4
    (item,) = [item for item in drafting.cloud.items("APP#") if item["sk"]["S"].startswith("DOC#")]
    assert item["sha256"]["S"] == hashlib.sha256(BIG).hexdigest()
    assert base64.b64decode(item["vault_sha256"]["B"]) == hashlib.sha256(kept).digest()


def difference(one: bytes, other: bytes) -> float:
    """Of two pictures of one size: grey levels of 255, on average."""
    pictures = [Image.open(io.BytesIO(content)).convert("L") for content in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*pictures)).mean[0])


def test_what_is_kept_may_be_of_another_type_than_what_was_sent(drafting: Citizen) -> None:
    colourful = files_good.png(files_good.photograph(300, 200))
    document_id = drafting.upload("ktp", colourful, "image/png")
    drafting.cloud.pump()
    kept = drafting.cloud.client("s3").get_object(Bucket=VAULT, Key=f"{drafting.application_id}/{document_id}")
    assert kept["ContentType"] == "image/jpeg"
    assert kept["Body"].read(3) == b"\xff\xd8\xff"
    (shown,) = drafting.view()["documents"]
    assert (shown["kind"], shown["status"]) == ("ktp", "accepted")


def test_a_decoder_that_breaks_refuses_the_document_and_is_not_asked_again(
    drafting: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "cleaned", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    document_id = drafting.upload("ktp")
    drafting.cloud.pump()
    assert document(drafting, document_id)["reasons"] == ["content_unreadable"]
    assert drafting.cloud.roads.waiting() == {}


REFUSED = [
    (b"hello, this is text", "image/png", "content_unreadable"),
    (papers.jpeg(), "image/png", "content_differs_from_type"),
    (papers.locked_pdf(), "application/pdf", "pdf_encrypted"),
    (papers.pdf(extra=b"/OpenAction<</S/JavaScript/J#53(x)>>"), "application/pdf", "pdf_active_content"),
    (papers.png()[:-4], "image/png", "content_unreadable"),
]


@pytest.mark.parametrize(("content", "content_type", "reason"), REFUSED)
def test_a_refused_document_says_why_and_reaches_no_vault(
    drafting: Citizen, content: bytes, content_type: str, reason: str
) -> None:
    document_id = drafting.upload("ktp", content, content_type)
    drafting.cloud.pump()
    shown = document(drafting, document_id)
    assert (shown["status"], shown["reasons"]) == ("refused", [reason])
    stored = drafting.cloud.client("s3").list_objects_v2(Bucket=VAULT, Prefix=drafting.application_id)
    assert stored["KeyCount"] == 0


def test_bytes_other_than_announced_are_refused(drafting: Citizen) -> None:
    announced, sent = papers.png("one"), papers.png("other")
    upload = drafting.open_upload("ktp", announced, size=len(sent)).json
    drafting.post_chunk(upload, 0, sent)
    drafting.call("POST", f"/documents/{upload['document_id']}/completion")
    drafting.cloud.pump()
    assert document(drafting, upload["document_id"])["reasons"] == ["hash_differs"]


def test_a_newly_accepted_document_replaces_the_first_of_its_kind(drafting: Citizen) -> None:
    first = drafting.upload("ktp", papers.png("first"))
    drafting.cloud.pump()
    second = drafting.upload("ktp", papers.png("second"))
    drafting.cloud.pump()
    shown = {row["document_id"]: row["status"] for row in drafting.view()["documents"]}
    assert shown == {second: "accepted"}
    assert document(drafting, first)["status"] == "replaced"


def test_a_refused_document_replaces_nothing(drafting: Citizen) -> None:
    first = drafting.upload("ktp", papers.png("first"))
    drafting.cloud.pump()
    second = drafting.upload("ktp", b"no picture")
    drafting.cloud.pump()
    shown = {row["document_id"]: row["status"] for row in drafting.view()["documents"]}
    assert shown == {first: "accepted", second: "refused"}


def test_a_repeated_check_changes_nothing(drafting: Citizen) -> None:
    document_id = drafting.upload("ktp")
    drafting.cloud.pump()
    before = drafting.view()
    message = {"detail": {"application_id": drafting.application_id, "document_id": document_id}}
    drafting.cloud.roads.send("documents", message)
    drafting.cloud.pump()
    assert drafting.view() == before
