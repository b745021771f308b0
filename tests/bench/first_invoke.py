"""Run by itself in a fresh interpreter: import a handler as Lambda does and answer one event.

    python -I -S first_invoke.py <recording.json> <folder> …

The recording holds the event, the environment and what AWS answered, call by call. Nothing leaves the process:
botocore's `before-send` gives those answers. That, and nothing else, is done to botocore.
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` itself is what a handler would load
    from typing import Any

with open(sys.argv[1]) as file:  # noqa: PTH123 - pathlib would be loaded before the handler loads it itself
    recording = json.load(file)
sys.path[:0] = sys.argv[2:]
os.environ.update(recording["environment"])


class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "bench"


def answer(request: Any, event_name: str, **_more: Any) -> Any:
    from botocore.awsrequest import AWSResponse

    name = event_name.partition(".")[2]
    status, content_type, body = recording["answers"][name].pop(0)
    response: Any = AWSResponse(request.url, status, {"content-type": content_type}, None)  # type: ignore[arg-type]
    response._content = body.encode()
    return response


if recording["naive"]:
    import boto3

    boto3.setup_default_session()
    session: Any = boto3.DEFAULT_SESSION
    session.events.register("before-send", answer)

from handler import handler  # type: ignore[import-not-found]  # noqa: E402

if not recording["naive"]:  # it makes its clients only now, when they are used
    from imigrasi.adapters import aws

    made: Any = aws._session()
    made.register("before-send", answer)

given = handler(recording["event"], Context())
assert given["statusCode"] == recording["status"], given
os._exit(0)  # answered: what Python tears down at its end is no part of a start, and never happens on Lambda
