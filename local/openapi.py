"""Writes docs/openapi.json (OpenAPI 3.1) from the request shapes and the routes of the deployed API.

Generated at build time, because a running function should not pay for it; a test holds the file to this.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from imigrasi.entrypoint.shapes import Booking, NewGroup, NewPayment, Objection, Save, Start, Submission, Upload
from local.openapi_schemas import SCHEMAS, text

FILE = Path("docs/openapi.json")
TEMPLATE = "#/components/schemas/{model}"
APPLICATION = "/v1/applications/{application_id}"
GROUP = "/v1/groups/{group_id}"

#: route → (summary, request schema, success status, answer schema, fault statuses)
Operation = tuple[str, str | None, int, str, tuple[int, ...]]
OPERATIONS: dict[str, Operation] = {
    "POST /v1/applications": ("Start a draft", "Start", 201, "Started", (400, 422)),
    f"GET {APPLICATION}": ("The whole file, masked", None, 200, "View", (404,)),
    f"PUT {APPLICATION}": ("Replace the data", "Save", 200, "Saved", (400, 404, 409, 412, 422, 428)),
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
    "POST /v1/groups": ("Put applications together", "NewGroup", 201, "Grouped", (400, 422)),
    f"POST {GROUP}/payments": (
        "Issue one payment for a group",
        "NewPayment",
        201,
        "GroupPayment",
        (400, 404, 409, 422, 503),
    ),
    f"PUT {GROUP}/appointment": (
        "Book a visit for each of a group",
        "Booking",
        200,
        "BookedTogether",
        (400, 404, 409, 422),
    ),
    "GET /v1/verifications/{code}": ("Is this receipt genuine", None, 200, "Verified", (404,)),
    "POST /v1/payments/callbacks/{gateway}": (
        "A gateway's notification",
        None,
        200,
        "Received",
        (400, 401, 404),
    ),
}

#: Pages for browsers without JavaScript: HTML out, urlencoded in.
FORMS = "/v1/forms/{service}"
#: An officer's way to one document, by the address that a runbook gave.
FILES = "/v1/files/{code}"

#: By the API itself, before any function is asked.
THROTTLED: dict[str, Any] = {
    "description": "Too many requests at once: ask again a little later",
    "content": {"application/json": {"schema": {"type": "object", "properties": {"message": {"type": "string"}}}}},
}

MODELS: tuple[type[BaseModel], ...] = (Start, Save, Submission, Objection, Upload, NewPayment, Booking, NewGroup)
CREATES = ("/v1/applications", "/documents", "/payments", "/submission", "/v1/groups")


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    _, models = models_json_schema([(model, "validation") for model in MODELS], ref_template=TEMPLATE)
    paths: dict[str, Any] = {}
    for route, operation in OPERATIONS.items():
        method, path = route.split(" ")
        paths.setdefault(path, {})[method.lower()] = _operation(method, path, operation)
    paths[FORMS] = {"get": _page("The form"), "post": _page("Start a draft from the form", posted=True)}
    paths[FILES] = {"get": _file("The same page for every code"), "post": _file("The document, once", shown=True)}
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
                    "description": "The access key of one application, or of one group, shown once when it is started.",
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
            "429": THROTTLED,
            **{str(code): _problem() for code in (*faults, 403, 500)},
        },
    }
    if request is not None:
        described["requestBody"] = {"required": True, "content": _content("application/json", request)}
        described["responses"]["413"] = _problem()
    if path.endswith("/callbacks/{gateway}"):
        notice = {"schema": {"type": "object"}}
        described["requestBody"] = {"required": True, "content": {"application/json": notice}}
    if path.startswith((APPLICATION, GROUP)):
        described["security"] = [{"access_key": []}]
    return described


def _page(summary: str, *, posted: bool = False) -> dict[str, Any]:
    html = {"text/html": {"schema": text()}}
    answers: dict[str, Any] = {"200": {"description": "A page", "content": html}}
    if posted:
        answers["422"] = {"description": "The form again, with what is wrong", "content": html}
    codes = (400, 403, *((413,) if posted else ()), 422, 500)
    faults = {str(code): _problem() for code in codes if str(code) not in answers}
    described: dict[str, Any] = {
        "summary": summary,
        "parameters": [_parameter("service", "path")],
        "responses": answers | faults | {"429": THROTTLED},
    }
    if posted:
        fields = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
        described["requestBody"] = {"required": True, "content": fields}
    return described


def _file(summary: str, *, shown: bool = False) -> dict[str, Any]:
    """For officers' browsers. Whatever is wrong with a code is told by the same page."""
    html = {"text/html": {"schema": text()}}
    answers: dict[str, Any] = {"200": {"description": "A page", "content": html}}
    if shown:
        pdf = {"application/pdf": {"schema": text(contentMediaType="application/pdf")}}
        answers["200"] = {"description": "The document, in a page or as it is", "content": html | pdf}
        answers["404"] = {"description": "This code opens nothing (any more)", "content": html}
        answers["422"] = {"description": "The document cannot be shown", "content": html}
    faults = {"403": _problem(), "429": THROTTLED, "500": _problem()}
    parameters = [_parameter("code", "path"), _parameter("language", "query", required=False, enum=["id", "en"])]
    return {"summary": summary, "parameters": parameters, "responses": answers | faults}


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
