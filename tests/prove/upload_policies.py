"""What citizens upload with lets in the chunks of one document and nothing else, on an engine that enforces it."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from imigrasi.adapters.catalogue import FOLDER, FileCatalogue
from imigrasi.domain.dispute import PAYMENT_RECEIPT
from tests.prove.row import Figures, Scale, check
from tests.support.local_cloud import LocalCloud
from tests.support.outside import post_form
from tests.support.violations import PAGE, VIOLATIONS, Violation
from tests.support.visitor import Visitor, chunk_form, expect

PROMISE = "an upload policy can't be widened"
CONTROL = "a policy that names the bucket and no more"

REFUSED = (400, 403)
SIGNED_FIELDS = ("Content-", "x-amz-server-")
Opened = dict[str, Any]
Sign = Callable[[LocalCloud, Opened], Opened]


def prove(scale: Scale) -> Figures:
    with installed() as cloud:
        stranger = Visitor(cloud).start()
        figures = Counter[str]()
        for holder, kind, types in asked(cloud):
            figures["kinds of documents"] += 1
            for content_type in types[: scale.of(1, len(types))]:
                figures += withstands(cloud, holder, kind, content_type, _as_it_is, other=stranger)
        return dict(figures)


def control(scale: Scale) -> None:
    with installed() as cloud:
        withstands(cloud, Visitor(cloud).start(), "ktp", "image/png", _wide, other=Visitor(cloud).start())


@contextlib.contextmanager
def installed() -> Iterator[LocalCloud]:
    """A local cloud of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        cloud = LocalCloud(Path(folder) / "local")
        try:
            cloud.start()
            yield cloud
        finally:
            cloud.remove()


def asked(cloud: LocalCloud) -> Iterator[tuple[Visitor, str, tuple[str, ...]]]:
    """Every kind of document and the types it may have, with somebody who is asked for it."""
    catalogue = FileCatalogue()
    for code in sorted(path.stem for path in (FOLDER / "services").glob("*.json")):
        drafting = Visitor(cloud).start(service=code)
        for document in catalogue.service(code).documents:
            yield drafting, document.kind, document.content_types
    owing = Visitor(cloud).cleared()
    owing.issue_payment()  # from now on it may have been paid without our knowing
    yield owing, PAYMENT_RECEIPT.kind, PAYMENT_RECEIPT.content_types


def withstands(
    cloud: LocalCloud, holder: Visitor, kind: str, content_type: str, sign: Sign, *, other: Visitor
) -> Counter[str]:
    """How many violations were tried and refused; nothing may have been stored by one."""
    opened = sign(cloud, _opened(holder, kind, content_type))
    targets = [_opened(holder, kind, content_type), _opened(other, "ktp", "image/png")]
    tried = {name: make(opened["upload"]) for name, make in VIOLATIONS.items()}
    for name, target in zip(("another document", "another citizen's document"), targets, strict=True):
        form = chunk_form(opened["upload"], 0, PAGE) | {"key": target["upload"]["key_prefix"] + "00000"}
        tried[name] = Violation(form, PAGE)
    before = stored(cloud)
    refused = 0
    for name, violation in tried.items():
        reply = post_form(opened["upload"]["url"], violation.form, violation.file)
        check(reply.status in REFUSED, f"{kind} as {content_type}, {name}: answered by", reply.status, reply.text[:200])
        refused += 1
    check(stored(cloud) == before, f"{kind} as {content_type}: something was stored")
    # What was refused was refused for what was wrong with it: the rest of the form is good.
    rightful = post_form(opened["upload"]["url"], chunk_form(opened["upload"], 0, PAGE), PAGE)
    check(rightful.status == 204, f"{kind} as {content_type}: a chunk as agreed was answered by", rightful.status)
    return Counter({"policies": 1, "violations": len(tried), "refused": refused})


def _opened(holder: Visitor, kind: str, content_type: str) -> Opened:
    opened: Opened = expect(holder.open_upload(kind, PAGE, content_type=content_type), 201).json
    return opened


def stored(cloud: LocalCloud) -> set[tuple[str, str]]:
    """Key and version of everything that ever arrived."""
    pages = (
        cloud.administrator("s3").get_paginator("list_object_versions").paginate(Bucket=cloud.output("IncomingBucket"))
    )
    return {(version["Key"], version["VersionId"]) for page in pages for version in page.get("Versions", [])}


def _as_it_is(_: LocalCloud, opened: Opened) -> Opened:
    return opened


def _wide(cloud: LocalCloud, opened: Opened) -> Opened:
    upload = opened["upload"]
    fields = {name: value for name, value in upload["fields"].items() if name.startswith(SIGNED_FIELDS)}
    signed = cloud.administrator("s3").generate_presigned_post(
        Bucket=cloud.output("IncomingBucket"),
        Key="${filename}",
        Fields=fields,
        Conditions=[["starts-with", f"${name}", ""] for name in ("key", "x-amz-checksum-sha256", *fields)],
        ExpiresIn=600,
    )
    return opened | {"upload": upload | {"fields": signed["fields"]}}
