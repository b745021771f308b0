"""HTTP as any program outside speaks it."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from http.client import HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit

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


def by_hand(url: str, line: str, headers: Sequence[tuple[str, str]], body: bytes = b"") -> Reply:
    """The answer to a request in which a header may stand as often as one likes. `line` is method and path.

    The length is added where no header says it.
    """
    address = urlsplit(url)
    sent = [("Host", address.netloc), *headers, ("Connection", "close")]
    if not any(name.lower() == "content-length" for name, _ in headers):
        sent.append(("Content-Length", str(len(body))))
    head = "".join(f"{name}: {value}\r\n" for name, value in sent)
    with socket.create_connection((str(address.hostname), address.port or 80), timeout=30) as connection:
        connection.sendall(f"{line} HTTP/1.1\r\n{head}\r\n".encode() + body)
        answer = HTTPResponse(connection)
        answer.begin()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, named, answer.read().decode("utf-8", "replace"))


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
