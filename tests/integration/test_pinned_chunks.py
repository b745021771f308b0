"""Chunks that change while a document is checked, or that were never any."""

from __future__ import annotations

from typing import Any

import pytest

from imigrasi.adapters.inspection.inspector import FileInspector
from imigrasi.usecases.ports import Piece
from tests.support import papers
from tests.support.citizen import Citizen
from tests.support.installation import INCOMING, VAULT
from tests.support.moto_cloud import MotoCloud

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


def anew(content: bytes) -> bytes:
    """What the check makes of it: the same bytes every time."""
    return FileInspector().cleaned(content, "image/jpeg").content


def test_a_chunk_overwritten_before_the_check_is_read_in_its_newest_version(drafting: Citizen) -> None:
    upload = opened(drafting)
    for number, chunk in enumerate(papers.cut(BIG, KIB64)):
        drafting.post_chunk(upload, number, bytes(len(chunk)))
        drafting.post_chunk(upload, number, chunk)
    drafting.call("POST", f"/documents/{upload['document_id']}/completion")
    drafting.cloud.pump()
    assert document(drafting, upload["document_id"])["status"] == "accepted"


def test_a_chunk_overwritten_while_it_is_checked_is_not_used(
    drafting: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    from imigrasi.adapters.s3 import S3UploadArea

    upload = opened(drafting)
    for number, chunk in enumerate(papers.cut(BIG, KIB64)):
        drafting.post_chunk(upload, number, chunk)
    drafting.call("POST", f"/documents/{upload['document_id']}/completion")
    pinned = S3UploadArea.pieces

    def attacked(area: S3UploadArea, checked: Any) -> list[Piece]:
        pieces = pinned(area, checked)
        drafting.post_chunk(upload, 1, b"\0" * KIB64)
        return pieces

    monkeypatch.setattr(S3UploadArea, "pieces", attacked)
    drafting.cloud.pump()
    assert vault(drafting.cloud, drafting, upload["document_id"]) == anew(BIG)


def test_a_chunk_overwritten_after_the_check_changes_no_accepted_document(drafting: Citizen) -> None:
    upload = opened(drafting)
    versions = [drafting.post_chunk(upload, n, chunk) for n, chunk in enumerate(papers.cut(BIG, KIB64))]
    drafting.call("POST", f"/documents/{upload['document_id']}/completion")
    drafting.cloud.pump()
    drafting.post_chunk(upload, 0, b"\0" * KIB64)
    (stored,) = [item for item in drafting.cloud.items("APP#") if item["sk"]["S"].startswith("DOC#")]
    assert [version in stored["pinned"]["S"] for version in versions] == [True] * 3
    assert vault(drafting.cloud, drafting, upload["document_id"]) == anew(BIG)


def test_a_chunk_deleted_after_completion_leaves_a_refusal_and_no_loop(drafting: Citizen) -> None:
    upload = opened(drafting)
    for number, chunk in enumerate(papers.cut(BIG, KIB64)):
        drafting.post_chunk(upload, number, chunk)
    drafting.call("POST", f"/documents/{upload['document_id']}/completion")
    drafting.cloud.client("s3").delete_object(Bucket=INCOMING, Key=f"{upload['upload']['key_prefix']}00001")
    drafting.cloud.pump()
    assert document(drafting, upload["document_id"])["reasons"] == ["size_differs"]


def test_objects_that_are_no_chunks_are_passed_over(drafting: Citizen) -> None:
    upload = opened(drafting)
    s3 = drafting.cloud.client("s3")
    for tail in ("00003", "0000", "abcde", "00000/x", "٠٠٠٠٠"):
        s3.put_object(Bucket=INCOMING, Key=f"{upload['upload']['key_prefix']}{tail}", Body=b"x" * 10)
    for number, chunk in enumerate(papers.cut(BIG, KIB64)):
        drafting.post_chunk(upload, number, chunk)
    drafting.call("POST", f"/documents/{upload['document_id']}/completion")
    drafting.cloud.pump()
    assert document(drafting, upload["document_id"])["status"] == "accepted"
