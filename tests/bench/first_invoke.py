"""Run by itself in a fresh interpreter: import a handler as Lambda does and answer one event.

    python -I -S first_invoke.py <recording.json> <folder> …

The recording holds the event, the environment and what AWS answered, call by call. Nothing leaves the process:
botocore's `before-send` gives those answers. That, and nothing else, is done to botocore.
"""

import json
import os
import sys

with open(sys.argv[1]) as file:  # noqa: PTH123 - pathlib would be loaded before the handler loads it itself
    recording = json.load(file)
sys.path[:0] = sys.argv[2:]
os.environ.update(recording["environment"])


class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "bench"


def answer(request, event_name, **_more):  # type: ignore[no-untyped-def]
    from botocore.awsrequest import AWSResponse

    name = event_name.partition(".")[2]
    status, content_type, body = recording["answers"][name].pop(0)
    response = AWSResponse(request.url, status, {"content-type": content_type}, None)
    response._content = body.encode()
    return response


if recording["naive"]:
    import boto3

    boto3.setup_default_session()
    boto3.DEFAULT_SESSION.events.register("before-send", answer)
else:
    from imigrasi.adapters import aws

    aws._session().register("before-send", answer)

from handler import handler  # type: ignore[import-not-found]  # noqa: E402

given = handler(recording["event"], Context())
assert given["statusCode"] == recording["status"], given
