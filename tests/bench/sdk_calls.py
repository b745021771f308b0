"""SDK calls per request, as they stand today. A call costs more than all the Python around it: one more is a decision.

The origin secret, read once per process, is left out. A line that differs from what is written here is over
budget; when the change is meant, the table changes with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from tests.bench.journey import Journey, journey
from tests.bench.line import Line

Calls = dict[str, int]

WRITTEN_DOWN: dict[str, Calls] = {
    "POST /v1/applications": {
        "dynamodb.GetItem": 1,
        "dynamodb.TransactWriteItems": 1,
        "kms.Encrypt": 1,
        "kms.GenerateMac": 3,
    },
    "GET /v1/applications/{application_id}": {"dynamodb.Query": 1},
    "GET /v1/applications/{application_id} (304)": {"dynamodb.GetItem": 1},
    "GET /v1/applications/{application_id}/draft": {"dynamodb.GetItem": 2, "kms.Decrypt": 1},
    "PUT /v1/applications/{application_id}": {
        "dynamodb.GetItem": 1,
        "dynamodb.TransactWriteItems": 1,
        "kms.Encrypt": 1,
        "kms.GenerateMac": 1,
    },
    "POST /v1/applications/{application_id}/documents": {"dynamodb.GetItem": 1, "dynamodb.TransactWriteItems": 1},
    "POST /v1/applications/{application_id}/documents/{document_id}/completion": {
        "dynamodb.Query": 1,
        "dynamodb.TransactWriteItems": 1,
        "s3.ListObjectsV2": 1,
    },
    "POST /v1/applications/{application_id}/submission": {
        "dynamodb.GetItem": 2,
        "dynamodb.Query": 1,
        "dynamodb.TransactWriteItems": 1,
        "kms.Decrypt": 1,
        "kms.GenerateMac": 3,
    },
    "POST /v1/applications/{application_id}/payments": {"dynamodb.Query": 2, "dynamodb.TransactWriteItems": 2},
    "POST /v1/payments/callbacks/{gateway}": {"dynamodb.GetItem": 1, "dynamodb.PutItem": 1},
    "GET /v1/offices/{office}/slots": {"dynamodb.BatchGetItem": 1},
    "PUT /v1/applications/{application_id}/appointment": {"dynamodb.GetItem": 1, "dynamodb.TransactWriteItems": 1},
    "GET /v1/verifications/{code}": {"dynamodb.GetItem": 1},
    "GET /v1/files/{code}": {},
    "POST /v1/files/{code}": {
        "dynamodb.GetItem": 1,
        "dynamodb.Query": 1,
        "dynamodb.TransactWriteItems": 1,
        "s3.GetObject": 1,
    },
    "POST /v1/tracking": {"dynamodb.GetItem": 1, "dynamodb.UpdateItem": 2, "kms.GenerateMac": 1},
}


def lines() -> Iterator[Line]:
    made = journey()
    for route, written_down in WRITTEN_DOWN.items():
        done = counted(made, route)
        budget = sum(written_down.values())
        measured = ", ".join(f"{name.partition('.')[2]}{f' ×{n}' if n > 1 else ''}" for name, n in done.items())
        value = sum(done.values()) if done == written_down else math.inf
        shown = route.replace("/v1/applications/{application_id}", "…")
        yield Line(f"SDK calls: {shown}", measured, value, budget)


def counted(made: Journey, route: str) -> Calls:
    plain = route.removesuffix(" (304)")
    if plain == route:
        return made.first(route).counts
    return made.last(plain).counts
