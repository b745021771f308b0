"""What a policy for one document lets in, and what the check lets through."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support import papers
from tests.support.http_client import Reply
from tests.support.local_cloud import LocalCloud
from tests.support.outside import post_form, problem
from tests.support.violations import PAGE, VIOLATIONS
from tests.support.visitor import CHUNK, Visitor, chunk_form, expect, post_chunk


@pytest.fixture(scope="module")
def owner(local_cloud: LocalCloud) -> Visitor:
    return Visitor(local_cloud).start()


@pytest.fixture(scope="module")
def opened(owner: Visitor) -> dict[str, Any]:
    """An upload that stays open. The policy of a document is the same for all its chunks."""
    document: dict[str, Any] = expect(owner.open_upload("ktp", PAGE), 201).json
    return document


# ------------------------------------------------------------ what is asked for


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"content_type": "text/html"}, "document_type_not_allowed"),
        ({"content_type": "image/svg+xml"}, "document_type_not_allowed"),
        ({"size": 5 * 1024 * 1024 + 1}, "document_too_large"),
        ({"size": 0}, "document_empty"),
        ({"kind": "diary"}, "document_kind_unknown"),
        ({"sha256": "abc"}, "validation_failed"),
        ({"size": -1}, "validation_failed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "=".join(map(str, *value.items())),
)
def test_an_upload_that_cannot_be_accepted_is_not_opened(owner: Visitor, changes: dict[str, Any], code: str) -> None:
    problem(owner.open_upload("ktp", PAGE, **changes), 422, code)


# ------------------------------------------------------------ what the policy lets in


@pytest.mark.parametrize("violation", VIOLATIONS)
def test_the_policy_refuses(owner: Visitor, opened: dict[str, Any], violation: str) -> None:
    assert opened["chunk_size"] == CHUNK
    form, file = VIOLATIONS[violation](opened["upload"])
    assert post_form(opened["upload"]["url"], form, file).status in (400, 403)
    assert owner.document(opened["document_id"])["received"] == []


def test_one_document_s_policy_opens_no_other(owner: Visitor, opened: dict[str, Any]) -> None:
    stranger = Visitor(owner.cloud).start()
    for other in (owner, stranger):
        target = expect(other.open_upload("old_passport", PAGE), 201).json
        key = f"{target['upload']['key_prefix']}00000"
        form = chunk_form(opened["upload"], 0, PAGE) | {"key": key}
        assert post_form(opened["upload"]["url"], form, PAGE).status == 403
        assert other.document(target["document_id"])["received"] == []
        expect(post_chunk(target["upload"], 0, PAGE), 204)  # its own policy does


def test_a_policy_ends_after_a_quarter_of_an_hour(opened: dict[str, Any]) -> None:
    policy = json.loads(base64.b64decode(opened["upload"]["fields"]["policy"]))
    ends = datetime.fromisoformat(policy["expiration"])
    assert ends <= datetime.now(UTC) + timedelta(minutes=15)


def test_an_expired_policy_opens_nothing(owner: Visitor, local_cloud: LocalCloud) -> None:
    """The real one lives by the wall clock, so the administrator signs the same conditions for the past."""
    target = expect(owner.open_upload("ktp", PAGE), 201).json
    assert resigned(local_cloud, target, seconds=-60).status == 403
    assert owner.document(target["document_id"])["received"] == []
    expect(resigned(local_cloud, target, seconds=60), 204)
    assert owner.document(target["document_id"])["received"] == [0]


def resigned(cloud: LocalCloud, opened: dict[str, Any], *, seconds: int) -> Reply:
    upload = opened["upload"]
    form = chunk_form(upload, 0, PAGE)
    conditions = json.loads(base64.b64decode(form["policy"]))["conditions"]
    signed = cloud.administrator("s3").generate_presigned_post(
        Bucket=upload["url"].rsplit("/", 1)[-1],
        Key=form["key"],
        Fields={name: form[name] for name in form if name.startswith(("Content-", "x-amz-server-", "x-amz-checksum-"))},
        Conditions=[c for c in conditions if not (isinstance(c, dict) and c.keys() & SIGNED)],
        ExpiresIn=seconds,
    )
    return post_form(upload["url"], signed["fields"], PAGE)


SIGNED = {"bucket", "key", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token"}


def test_an_upload_left_for_a_day_is_started_again(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.start()
    target = expect(visitor.open_upload("ktp", PAGE), 201).json
    expect(post_chunk(target["upload"], 0, PAGE), 204)
    local_cloud.advance("25h")
    problem(visitor.complete(target["document_id"]), 409, "upload_expired")
    assert "upload" not in visitor.document(target["document_id"], renew=True)


# ------------------------------------------------------------ what the check lets through

NOT_WHAT_THEY_SAY: dict[str, tuple[bytes, str, str]] = {
    "script as picture": (b"<script>alert(1)</script>" * 20, "image/png", "content_unreadable"),
    "pdf as picture": (papers.pdf("x"), "image/png", "content_differs_from_type"),
    "picture as pdf": (PAGE, "application/pdf", "content_differs_from_type"),
    "cut picture": (PAGE[:-8], "image/png", "content_unreadable"),
    "acting pdf": (
        papers.pdf("x", extra=b"/OpenAction<</S/JavaScript/JS(x)>>"),
        "application/pdf",
        "pdf_active_content",
    ),
    "locked pdf": (papers.locked_pdf("x"), "application/pdf", "pdf_encrypted"),
}


@pytest.mark.parametrize("case", NOT_WHAT_THEY_SAY)
def test_a_document_that_is_not_what_it_says_is_refused(owner: Visitor, case: str) -> None:
    content, content_type, reason = NOT_WHAT_THEY_SAY[case]
    target = expect(owner.open_upload("ktp", content, content_type=content_type), 201).json
    expect(post_chunk(target["upload"], 0, content), 204)
    expect(owner.complete(target["document_id"]), 202)
    verdict = owner.verdict(target["document_id"])
    assert (verdict["status"], verdict["reasons"]) == ("refused", [reason])


def test_another_file_than_announced_is_refused(owner: Visitor) -> None:
    target = expect(owner.open_upload("ktp", PAGE), 201).json
    swapped = papers.png("b page")[: len(PAGE)].ljust(len(PAGE), b"\0")
    expect(post_chunk(target["upload"], 0, swapped), 204)
    expect(owner.complete(target["document_id"]), 202)
    assert owner.verdict(target["document_id"])["reasons"] == ["hash_differs"]


def test_a_refused_document_leaves_the_accepted_one_in_place(visitor: Visitor) -> None:
    good = visitor.start().upload("ktp")
    assert visitor.verdict(good)["status"] == "accepted"
    bad = visitor.upload("ktp", b"no picture at all")
    assert visitor.verdict(bad)["status"] == "refused"
    assert {d["document_id"]: d["status"] for d in visitor.view()["documents"]} == {good: "accepted", bad: "refused"}
    better = visitor.upload("ktp", papers.png("a better one"))
    visitor.verdict(better)
    assert good not in [d["document_id"] for d in visitor.view()["documents"]]


def test_nothing_is_uploaded_after_the_submission(visitor: Visitor) -> None:
    visitor.submitted()
    problem(visitor.open_upload("ktp", PAGE), 409, "not_editable")
