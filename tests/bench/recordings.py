"""A function's first event and what AWS answered to it, taken from the journey."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.bench.journey import Journey
from tests.support.installation import ORIGIN_SECRET, SERVER_KEY

#: The route that is measured: the first that a citizen feels.
ROUTES = {
    "intake": "POST /v1/applications",
    "upload": "POST /v1/applications/{application_id}/documents",
    "payment": "POST /v1/applications/{application_id}/payments",
    "payment_callback": "POST /v1/payments/callbacks/{gateway}",
    "appointment": "PUT /v1/applications/{application_id}/appointment",
    "file_viewing": "GET /v1/files/{code}",
    "status": "GET /v1/applications/{application_id}",
}
#: How botocore's events name services, where they are called otherwise at their endpoint.
EVENT_NAMES = {"secretsmanager": "secrets-manager"}
JSON = "application/x-amz-json-1.0"


def recording(journey: Journey, function: str, gateway_url: str) -> dict[str, Any]:
    """What `first_invoke.py` plays. The secrets, which are read once per process, come first."""
    invocation = journey.first(ROUTES[function])
    answers: dict[str, list[tuple[int, str, str]]] = {}
    for call in invocation.calls:
        if call.status and call.service != "secretsmanager":
            name = f"{EVENT_NAMES.get(call.service, call.service)}.{call.operation}"
            answers.setdefault(name, []).append((call.status, JSON, call.body.decode()))
    secrets = [ORIGIN_SECRET, SERVER_KEY] if function.startswith("payment") else [ORIGIN_SECRET]
    answers["secrets-manager.GetSecretValue"] = [
        (200, JSON, json.dumps({"SecretString": json.dumps({"current": secret, "previous": ""})})) for secret in secrets
    ]
    environment = journey.environment | {"MIDTRANS_URL": gateway_url}
    environment.pop("CLOCK_FILE", None)
    status = {"intake": 201, "upload": 201, "payment": 201}.get(function, 200)
    return {
        "naive": False,
        "event": invocation.event,
        "environment": environment,
        "answers": answers,
        "status": status,
    }


def naive_recording(journey: Journey) -> dict[str, Any]:
    """The same look at an application, by one GetItem, with the settings that Lambda sets for X-Ray."""
    poll = journey.last(ROUTES["status"])
    body = poll.calls[-1].body.decode()
    application_id = poll.event["pathParameters"]["application_id"]
    path = f"/v1/applications/{application_id}"
    event = poll.event | {"rawPath": path, "requestContext": poll.event["requestContext"] | {"stage": "$default"}}
    trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    return {
        "naive": True,
        "event": event,
        "environment": journey.environment | {"LAMBDA_TASK_ROOT": "/var/task", "_X_AMZN_TRACE_ID": trace},
        "answers": {"dynamodb.GetItem": [(200, JSON, body)]},
        "status": 200,
    }


@contextmanager
def canned_gateway(charge: dict[str, Any]) -> Iterator[str]:
    """A payment gateway that answers every charge with this one; its address."""
    body = json.dumps(charge).encode()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the standard library's name)
            """The table is all that is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def kept(recording: dict[str, Any], path: Path) -> Path:
    path.write_text(json.dumps(recording), encoding="utf-8")
    return path
