"""Ways to ask more of an upload policy than it gives, with a chunk of any content."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from imigrasi.adapters.candidates import TAG
from tests.support import papers
from tests.support.visitor import chunk_form

Form = dict[str, str]
Upload = Mapping[str, Any]
PAGE = papers.png("a page")
CALLED_CLEAN = f"<Tagging><TagSet><Tag><Key>{TAG}</Key><Value>NO_THREATS_FOUND</Value></Tag></TagSet></Tagging>"


class Violation(NamedTuple):
    """A form that the policy's signature does not cover, and the file that is sent with it."""

    form: Form
    file: bytes


def _changed(fields: Form) -> Callable[[Upload], Violation]:
    return lambda upload: Violation(chunk_form(dict(upload), 0, PAGE) | fields, PAGE)


def _without(*names: str) -> Callable[[Upload], Violation]:
    def left_out(upload: Upload) -> Violation:
        form = chunk_form(dict(upload), 0, PAGE)
        return Violation({name: value for name, value in form.items() if name not in names}, PAGE)

    return left_out


def _under(key: Callable[[str], str]) -> Callable[[Upload], Violation]:
    """`key` makes the object's key of the document's prefix."""
    return lambda upload: Violation(chunk_form(dict(upload), 0, PAGE) | {"key": key(upload["key_prefix"])}, PAGE)


def _sized(length: Callable[[int], int]) -> Callable[[Upload], Violation]:
    """`length` makes the file's bytes of the most that the policy allows."""

    def filled(upload: Upload) -> Violation:
        file = bytes(length(_most(upload)))
        return Violation(chunk_form(dict(upload), 0, file), file)

    return filled


def _rewritten(change: Callable[[dict[str, Any]], None]) -> Callable[[Upload], Violation]:
    """The policy with another text under the signature of the first."""

    def forged(upload: Upload) -> Violation:
        form = chunk_form(dict(upload), 0, PAGE)
        content = _policy(upload)
        change(content)
        return Violation(form | {"policy": base64.b64encode(json.dumps(content).encode()).decode()}, PAGE)

    return forged


def _policy(upload: Upload) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(base64.b64decode(upload["fields"]["policy"]))
    return content


def _most(upload: Upload) -> int:
    ranges = [c for c in _policy(upload)["conditions"] if isinstance(c, list) and c[0] == "content-length-range"]
    return int(ranges[0][2]) if ranges else 0


#: Name → how. One that is let in has widened what the policy gives.
VIOLATIONS: dict[str, Callable[[Upload], Violation]] = {
    "another type": _changed({"Content-Type": "text/html"}),
    "no type": _without("Content-Type"),
    "outside every folder": _under(lambda _: "elsewhere/00000"),
    "above its folder": _under(lambda prefix: prefix.split("/")[0] + "/00000"),
    "beside its folder": _under(lambda prefix: prefix.removesuffix("/") + "x/00000"),
    "where files wait for the scan": _under(lambda prefix: "candidates/" + prefix.removesuffix("/")),
    "no encryption": _without("x-amz-server-side-encryption"),
    "another encryption": _changed({"x-amz-server-side-encryption": "AES256"}),
    "another key": _changed({"x-amz-server-side-encryption-aws-kms-key-id": "alias/aws/s3"}),
    "no key": _without("x-amz-server-side-encryption-aws-kms-key-id"),
    "an access list": _changed({"acl": "public-read"}),
    "a verdict of its own": _changed({"tagging": CALLED_CLEAN}),
    "more than a chunk": _sized(lambda most: most + 1),
    "nothing": _sized(lambda _: 0),
    "no signature": _without("x-amz-signature"),
    "no policy": _without("policy", "x-amz-signature"),
    "another signature": _changed({"x-amz-signature": "0" * 64}),
    "a longer life": _rewritten(lambda policy: policy.update(expiration="2099-01-01T00:00:00Z")),
    "fewer conditions": _rewritten(lambda policy: policy["conditions"].clear()),
}
