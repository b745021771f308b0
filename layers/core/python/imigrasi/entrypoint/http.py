"""HTTP: events of the HTTP API to requests, use-case results and faults to answers.

API Gateway does the routing; its `routeKey` names the route. Faults become RFC 9457 problem documents;
this is the only file that knows HTTP numbers of faults.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from imigrasi.domain import errors
from imigrasi.entrypoint.denial import wait_evenly
from imigrasi.entrypoint.logs import fault_places, log

LARGEST_BODY = 64 * 1024
DEEPEST = 8

#: Nearest class in the tree wins.
_STATUS: dict[type[errors.Fault], int] = {
    errors.NotFound: 404,
    errors.Invalid: 400,
    errors.TooLarge: 413,
    errors.Unprocessable: 422,
    errors.Unauthorised: 401,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.PreconditionMissing: 428,
    errors.PreconditionFailed: 412,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
_DATA_VERSION = re.compile(r'^(?:W/)?"d(\d{1,9})"$', re.ASCII)


class OriginForbidden(errors.Forbidden):
    code = "origin_forbidden"
    title = "Requests come through the public address only."


class BodyMalformed(errors.Invalid):
    code = "body_malformed"
    title = "The body is not the JSON object that is expected."


@dataclass(frozen=True, slots=True)
class Request:
    """`headers` have lower-case names; `path` and `query` are as API Gateway decoded them."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    id: str

    def json(self) -> dict[str, Any]:
        """The body as one JSON object. Raises BodyMalformed, TooLarge."""
        return json_object(self.body)

    def bearer(self) -> str:
        """The access key; empty when there is none, which opens nothing."""
        scheme, _, key = self.headers.get("authorization", "").partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""

    def if_match(self) -> int:
        """The data version in If-Match. Raises PreconditionMissing, PreconditionFailed (not one of ours)."""
        given = self.headers.get("if-match")
        if given is None:
            raise errors.PreconditionMissing
        match = _DATA_VERSION.match(given.strip())
        if match is None:
            raise errors.PreconditionFailed
        return int(match[1])

    def knows(self, etag: str) -> bool:
        """Whether If-None-Match holds this ETag (weak comparison, RFC 9110 §13.1.2)."""
        given = self.headers.get("if-none-match", "")
        tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
        return etag in tags or "*" in tags


@dataclass(frozen=True, slots=True)
class Answer:
    """`content` is presented as JSON, text (a page) and bytes (a file) as they are; None sends no body."""

    status: int
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)


Route = Callable[[Request], Answer]


class OriginForeign(errors.Forbidden):
    code = "origin_foreign"
    title = "The form was sent from another site."


def check_origin(request: Request, site: str) -> None:
    """Refuse a browser's post from another site (RFC 6454 Origin). Raises OriginForeign."""
    origin = request.headers.get("origin")
    fetched_from = request.headers.get("sec-fetch-site", "same-origin")
    if (origin is not None and origin != site.rstrip("/")) or fetched_from not in ("same-origin", "none"):
        raise OriginForeign


def json_object(body: bytes) -> dict[str, Any]:
    """Strict JSON: UTF-8, no duplicate keys, no NaN, at most 64 KiB and 8 levels."""
    if len(body) > LARGEST_BODY:
        raise errors.TooLarge
    try:
        content = json.loads(_text(body), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BodyMalformed from None
    if not isinstance(content, dict) or _deeper(content, DEEPEST):
        raise BodyMalformed
    return content


def _text(body: bytes) -> str:
    """API Gateway has put U+FFFD where the bytes were not UTF-8: a name would be stored broken."""
    text = body.decode("utf-8")
    if "\ufffd" in text:
        raise ValueError
    return text


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError
    return content


def _no_constant(_name: str) -> Any:
    raise ValueError


def _deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if levels == 0:
        return True
    return any(_deeper(part, levels - 1) for part in (value.values() if isinstance(value, dict) else value))


def http_function(
    routes: Mapping[str, Route], origin_accepted: Callable[[str], bool]
) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """A Lambda handler for `routes` (`METHOD /path` as deployed). The origin secret is looked at first."""

    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        started = time.monotonic()
        request_id = event["requestContext"]["requestId"]
        route = event["routeKey"]
        try:
            request = _request(event, request_id)
            if not origin_accepted(request.headers.get("x-origin-secret", "")):
                raise OriginForbidden
            answer = routes[route](request)
            if route.startswith("GET "):
                answer = _unchanged(request, answer)
        except errors.Fault as fault:
            if fault.tells_of_numbers:
                wait_evenly(started)
            answer = problem(fault, request_id)
        except Exception as error:  # noqa: BLE001 - the outermost edge: fixed text out, places to the log
            log.error("http.fault", route=route, kind=type(error).__name__, places=fault_places(error))
            answer = _document(500, "internal_error", "Something on our side failed. Nothing is lost.", request_id)
        log.info("http.answered", route=route, status=answer.status, request_id=request_id)
        return _present(answer)

    return handler


def _unchanged(request: Request, answer: Answer) -> Answer:
    """Every GET has an ETag: its route's own, or one of its content. 304 when the caller has it."""
    if answer.status != 200:
        return answer
    etag = answer.headers.get("etag")
    if etag is None:
        digest = hashlib.sha256(json.dumps(answer.content, sort_keys=True).encode()).hexdigest()
        etag = f'"{digest[:20]}"'
    if request.knows(etag):
        return Answer(304, None, {"etag": etag})
    return Answer(answer.status, answer.content, {**answer.headers, "etag": etag})


def _request(event: dict[str, Any], request_id: str) -> Request:
    body = event.get("body") or ""
    try:
        raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    except (binascii.Error, UnicodeEncodeError):
        raise BodyMalformed from None
    return Request(
        path=event.get("pathParameters") or {},
        query=event.get("queryStringParameters") or {},
        headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
        body=raw,
        id=request_id,
    )


def problem(fault: errors.Fault, request_id: str) -> Answer:
    """An RFC 9457 document for a fault."""
    status = next(_STATUS[kind] for kind in type(fault).__mro__ if kind in _STATUS)
    answer = _document(status, fault.slug, fault.summary, request_id)
    if fault.errors:
        answer.content["errors"] = [{"pointer": f.pointer, "code": f.code} for f in fault.errors]
    if fault.retry_after is not None:
        answer.headers["retry-after"] = str(fault.retry_after)
    elif status in (429, 503):
        answer.headers["retry-after"] = "5"
    return answer


def _document(status: int, code: str, title: str, request_id: str) -> Answer:
    content = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code,
        "request_id": request_id,
    }
    return Answer(status, content, {"content-type": "application/problem+json"})


def _present(answer: Answer) -> dict[str, Any]:
    headers = {"cache-control": "no-store", "content-type": "application/json", **answer.headers}
    if answer.content is None:
        headers.pop("content-type")
        return {"statusCode": answer.status, "headers": headers}
    if isinstance(answer.content, bytes):
        packed = base64.b64encode(answer.content).decode()
        return {"statusCode": answer.status, "headers": headers, "body": packed, "isBase64Encoded": True}
    if isinstance(answer.content, str):
        body = answer.content
    else:
        body = json.dumps(answer.content, separators=(",", ":"), ensure_ascii=False)
    return {"statusCode": answer.status, "headers": headers, "body": body}
