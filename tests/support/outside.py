"""HTTP as any program outside speaks it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import urllib3

from tests.support.http_client import Reply

TIMEOUT = urllib3.Timeout(connect=5, read=60)


class Line:
    """Calls to one address. It follows nothing, repeats nothing and believes no more than it is told."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = urllib3.PoolManager(timeout=TIMEOUT, retries=False)

    def call(
        self,
        method: str,
        path: str,
        content: Any = None,
        *,
        raw: bytes | None = None,
        access_key: str | None = None,
        idempotency_key: str | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Reply:
        """`content` is sent as JSON, `raw` as it is. `path` begins with `/`."""
        sent = {"content-type": "application/json", **(headers or {})}
        if access_key is not None:
            sent["authorization"] = f"Bearer {access_key}"
        if idempotency_key is not None:
            sent["idempotency-key"] = idempotency_key
        body = raw if raw is not None or content is None else json.dumps(content).encode()
        address = f"{self.url}{path}" + (f"?{urlencode(query)}" if query else "")
        answer = self._http.request(method, address, body=body, headers=sent, redirect=False)
        return reply_of(answer)


def post_form(url: str, fields: Mapping[str, str], file: bytes) -> Reply:
    """A browser's multipart form, the file last."""
    parts: list[tuple[str, str | tuple[str, bytes, str]]] = list(fields.items())
    parts.append(("file", ("chunk", file, "application/octet-stream")))
    answer = urllib3.request("POST", url, fields=parts, retries=False, timeout=TIMEOUT)
    return reply_of(answer)


def reply_of(answer: urllib3.BaseHTTPResponse) -> Reply:
    named = {name.lower(): value for name, value in answer.headers.items()}
    return Reply(answer.status, named, answer.data.decode("utf-8", "replace"))


def problem(reply: Reply, status: int, code: str) -> Reply:
    """The reply, checked to be the problem document for this fault (RFC 9457)."""
    assert (reply.status, reply.json.get("code")) == (status, code), f"{reply.status} {reply.text}"
    assert reply.headers["content-type"].startswith("application/problem+json")
    assert reply.json["status"] == status
    assert {"type", "title", "request_id"} <= reply.json.keys()
    return reply
