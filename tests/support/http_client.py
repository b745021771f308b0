"""Calls the HTTP functions as API Gateway does: payload format 2.0, one route table, no socket."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from tests.support import handlers
from tests.support.installation import ACCOUNT, ORIGIN_SECRET


class NoRoute(LookupError):
    """API Gateway itself would answer 404."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as the caller sees it. `headers` have lower-case names."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The problem document's code."""
        return str(self.json["code"])

    @property
    def faults(self) -> set[tuple[str, str]]:
        """(pointer, code) of every fault that a problem document lists."""
        return {(fault["pointer"], fault["code"]) for fault in self.json.get("errors", [])}


def match(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The route key and the path parameters. Literal segments win over parameters, as they do at API Gateway."""
    found = []
    for route in handlers.routes():
        verb, template = route.split(" ", 1)
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
        matched = re.fullmatch(pattern, path)
        if verb == method and matched:
            found.append((len(matched.groupdict()), route, matched.groupdict()))
    if not found:
        raise NoRoute(f"{method} {path}")
    _, route, parameters = min(found, key=lambda entry: entry[0])
    return route, {name: unquote(value) for name, value in parameters.items()}


def http_event(
    method: str,
    path: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    request_id: str | None = None,
) -> dict[str, Any]:
    """An event of payload format 2.0. Raises NoRoute."""
    route, parameters = match(method, path)
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": path,
        "rawQueryString": urlencode(query or {}),
        "headers": {"host": "api.example.com", "x-origin-secret": ORIGIN_SECRET, **sent},
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "test",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "requestId": request_id or uuid.uuid4().hex,
            "routeKey": route,
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if parameters:
        event["pathParameters"] = parameters
    if query:
        event["queryStringParameters"] = dict(query)
    if body is not None:
        event |= _body(body, sent.get("content-type", "application/json"))
    return event


def _body(body: bytes, content_type: str) -> dict[str, Any]:
    """API Gateway passes text on as text and the rest in base64."""
    if content_type.startswith(("application/json", "text/")):
        try:
            return {"body": body.decode("utf-8"), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


class HttpClient:
    """A browser, a gateway or an attacker: whoever calls the public address."""

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
        """`content` is sent as JSON, `raw` as it is. `path` begins with `/v1`."""
        sent = dict(headers or {})
        if access_key is not None:
            sent["authorization"] = f"Bearer {access_key}"
        if idempotency_key is not None:
            sent["idempotency-key"] = idempotency_key
        body = raw if raw is not None or content is None else json.dumps(content).encode()
        event = http_event(method, path, body=body, headers=sent, query=query)
        return self.send(event)

    def send(self, event: dict[str, Any]) -> Reply:
        answer = handlers.handler(handlers.routes()[event["routeKey"]])(event, None)
        return Reply(answer["statusCode"], answer["headers"], answer.get("body", ""))
