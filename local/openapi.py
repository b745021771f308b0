"""Writes docs/openapi.json (OpenAPI 3.1) from the request shapes and the routes of the deployed API.

Generated at build time, because a running function should not pay for it; a test holds the file to this.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.lifecycle import Stage, Status
from imigrasi.domain.payment import PaymentStatus
from imigrasi.entrypoint.shapes import Booking, NewPayment, Objection, Save, Start, Submission, Upload

FILE = Path("docs/openapi.json")
TEMPLATE = "#/components/schemas/{model}"
APPLICATION = "/v1/applications/{application_id}"

Schema = dict[str, Any]


def text(**more: Any) -> Schema:
    return {"type": "string", **more}


def record(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


INTEGER: Schema = {"type": "integer"}
INSTANT = text(format="date-time")
NUMBER = text(pattern="^LBG-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-ZU]$")
STATUS = text(enum=[status.value for status in Status])
STAGE = text(enum=[stage.value for stage in Stage])
FAULT = record({"pointer": text(), "code": text()})
DUE = record({"stage": STAGE, "at": INSTANT})
NEXT_ACTION = record({"who": text(enum=["citizen", "officer", "gateway", "none"]), "code": text()})
APPOINTMENT = record({"office": text(), "slot": text(), "starts_at": INSTANT})
UPLOAD = record({"url": text(format="uri"), "fields": {"type": "object"}, "key_prefix": text()})
OBJECT: Schema = {"type": "object"}
PAYMENT_LINE = {
    "payment_id": text(),
    "order_id": text(),
    "gateway": text(),
    "status": text(enum=[status.value for status in PaymentStatus]),
    "amount": INTEGER,
    "expires_at": INSTANT,
}
DOCUMENT_STATUS = text(enum=[status.value for status in DocumentStatus])
TIMELINE = record({"seq": INTEGER, "at": INSTANT, "event": text(), "actor_kind": text()}, {"reason_code": text()})

SCHEMAS: dict[str, Schema] = {
    "Problem": record(
        {"type": text(), "title": text(), "status": INTEGER, "code": text(), "request_id": text()},
        {"errors": many(FAULT)},
    ),
    "Started": record(
        {
            "application_id": NUMBER,
            "access_key": text(),
            "status": STATUS,
            "version": INTEGER,
            "expires_at": INSTANT,
        }
    ),
    "View": record(
        {
            "application_id": NUMBER,
            "service": text(),
            "status": STATUS,
            "stage": STAGE,
            "version": INTEGER,
            "language": text(enum=["id", "en"]),
            "created_at": INSTANT,
            "timeline": many(TIMELINE),
            "applicant": OBJECT,
            "answers": OBJECT,
            "required_documents": many(record({"kind": text(), "optional": {"type": "boolean"}}, {"one_of": text()})),
            "documents": many(
                record(
                    {
                        "document_id": text(),
                        "kind": text(),
                        "status": DOCUMENT_STATUS,
                        "reasons": many(text()),
                    }
                )
            ),
            "missing": many(FAULT),
            "payment": record(
                {
                    "amount_due": INTEGER,
                    "currency": text(const="IDR"),
                    "payments": many(record(PAYMENT_LINE)),
                }
            ),
            "next_action": NEXT_ACTION,
            "accessed_by": many(record({"at": INSTANT, "officer": text(), "reason_code": text()})),
        },
        {"submitted_at": INSTANT, "appointment": APPOINTMENT, "due": DUE},
    ),
    "Draft": record(
        {
            "application_id": NUMBER,
            "service": text(),
            "status": STATUS,
            "version": INTEGER,
            "applicant": OBJECT,
            "answers": OBJECT,
        }
    ),
    "Saved": record({"application_id": NUMBER, "status": STATUS, "version": INTEGER, "missing": many(FAULT)}),
    "Reached": record({"status": STATUS}),
    "Opened": record(
        {
            "document_id": text(),
            "kind": text(),
            "chunk_size": INTEGER,
            "chunks": INTEGER,
            "upload": UPLOAD,
            "expires_at": INSTANT,
        }
    ),
    "Document": record(
        {
            "document_id": text(),
            "kind": text(),
            "status": DOCUMENT_STATUS,
            "chunk_size": INTEGER,
            "chunks": INTEGER,
            "received": many(INTEGER),
            "reasons": many(text()),
            "expires_at": INSTANT,
        },
        {"upload": UPLOAD},
    ),
    "Checking": record({"document_id": text(), "status": DOCUMENT_STATUS}),
    "Payment": record(
        PAYMENT_LINE | {"currency": text(const="IDR")},
        {"billing_code": text(), "qr_string": text(), "redirect_url": text(format="uri")},
    ),
    "Asked": record({"payment_id": text()}),
    "Slots": record(
        {"slots": many(record({"slot": text(), "starts_at": INSTANT, "ends_at": INSTANT, "free": INTEGER}))}
    ),
    "Booked": record({"application_id": NUMBER, "status": STATUS, "version": INTEGER, "appointment": APPOINTMENT}),
    "Tracking": record({"application_id": NUMBER, "birth_date": text(format="date")}),
    "Tracked": record(
        {
            "application_id": NUMBER,
            "service": text(),
            "status": STATUS,
            "stage": STAGE,
            "next_action": NEXT_ACTION,
            "created_at": INSTANT,
        },
        {"submitted_at": INSTANT, "due": DUE},
    ),
    "Received": record({"status": text(const="ok")}),
}

#: route → (summary, request schema, success status, answer schema, fault statuses)
Operation = tuple[str, str | None, int, str, tuple[int, ...]]
OPERATIONS: dict[str, Operation] = {
    "POST /v1/applications": ("Start a draft", "Start", 201, "Started", (400, 413, 422)),
    f"GET {APPLICATION}": ("The whole file, masked", None, 200, "View", (404,)),
    f"PUT {APPLICATION}": ("Replace the data", "Save", 200, "Saved", (400, 404, 409, 412, 413, 422, 428)),
    f"GET {APPLICATION}/draft": ("The full data, to edit", None, 200, "Draft", (404,)),
    f"POST {APPLICATION}/submission": ("Submit", "Submission", 202, "Reached", (400, 404, 409, 422)),
    f"POST {APPLICATION}/withdrawal": ("Withdraw", None, 202, "Reached", (404, 409)),
    f"POST {APPLICATION}/objection": ("Object to a rejection", "Objection", 202, "Reached", (400, 404, 409, 422)),
    f"POST {APPLICATION}/documents": ("Open an upload", "Upload", 201, "Opened", (400, 404, 409, 422)),
    f"GET {APPLICATION}/documents/{{document_id}}": ("What has arrived", None, 200, "Document", (404,)),
    f"POST {APPLICATION}/documents/{{document_id}}/completion": (
        "All chunks are there",
        None,
        202,
        "Checking",
        (404, 409),
    ),
    f"POST {APPLICATION}/payments": ("Issue a payment", "NewPayment", 201, "Payment", (400, 404, 409, 422, 503)),
    f"POST {APPLICATION}/payments/{{payment_id}}/check": ("I have paid", None, 202, "Asked", (404,)),
    "GET /v1/offices/{office}/slots": ("Free times", None, 200, "Slots", (404, 422)),
    f"PUT {APPLICATION}/appointment": ("Book or move a visit", "Booking", 200, "Booked", (400, 404, 409, 422)),
    "POST /v1/tracking": ("Status without the key", "Tracking", 200, "Tracked", (400, 404, 422, 429)),
    "POST /v1/payments/callbacks/{gateway}": (
        "A gateway's notification",
        None,
        200,
        "Received",
        (400, 401, 404),
    ),
}

MODELS: tuple[type[BaseModel], ...] = (Start, Save, Submission, Objection, Upload, NewPayment, Booking)
CREATES = ("/v1/applications", "/documents", "/payments", "/submission")


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    _, models = models_json_schema([(model, "validation") for model in MODELS], ref_template=TEMPLATE)
    paths: dict[str, Any] = {}
    for route, operation in OPERATIONS.items():
        method, path = route.split(" ")
        paths.setdefault(path, {})[method.lower()] = _operation(method, path, operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Imigrasi Lebong",
            "version": "1",
            "description": "Immigration services of Lebong. Nothing secret or personal stands in a path or query.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS | models["$defs"],
            "securitySchemes": {
                "access_key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The access key of one application, shown once when it is started.",
                }
            },
        },
    }


def _operation(method: str, path: str, operation: Operation) -> dict[str, Any]:
    summary, request, status, answer, faults = operation
    described: dict[str, Any] = {
        "summary": summary,
        "parameters": _parameters(method, path),
        "responses": {
            str(status): {"description": "Done", "content": _content("application/json", answer)},
            **({"304": {"description": "Unchanged"}} if method == "GET" else {}),
            **{str(code): _problem() for code in (*faults, 403, 500)},
        },
    }
    if request is not None:
        described["requestBody"] = {"required": True, "content": _content("application/json", request)}
    if path.startswith(APPLICATION):
        described["security"] = [{"access_key": []}]
    return described


def _problem() -> dict[str, Any]:
    return {"description": "RFC 9457 problem", "content": _content("application/problem+json", "Problem")}


def _content(media_type: str, schema: str) -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": TEMPLATE.format(model=schema)}}}


def _parameters(method: str, path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters = [_parameter(name, "path") for name in names]
    if method == "POST" and path.endswith(CREATES):
        parameters.append(_parameter("Idempotency-Key", "header"))
    if method == "PUT" and path == APPLICATION:
        parameters.append(_parameter("If-Match", "header"))
    if method == "GET":
        parameters.append(_parameter("If-None-Match", "header", required=False))
    if path.endswith("/slots"):
        parameters += [_parameter(name, "query", format="date") for name in ("from", "to")]
    if path.endswith("/documents/{document_id}"):
        parameters.append(_parameter("renew", "query", required=False, enum=["1"]))
    return parameters


def _parameter(name: str, place: str, *, required: bool = True, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": text(**schema)}


def rendered() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(rendered(), encoding="utf-8")
