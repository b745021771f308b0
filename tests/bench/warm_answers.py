"""Run by itself: what a warm `status` function spends on an answer, beside one bare GetItem.

    python -I -S warm_answers.py <recording.json> <folder> …

The recording holds looks (event, what Query answers, the status that is expected), what GetItem answers, the
environment. Prints, as JSON on stderr, median CPU seconds by name and the median ratio to the floor in the same
block, which a neighbour's load leaves alone; the function's own log lines go to stdout.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BLOCKS, IN_A_BLOCK = 40, 20

recording = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
sys.path[:0] = sys.argv[2:]
os.environ.update(recording["environment"])

from botocore.awsrequest import AWSResponse  # noqa: E402
from handler import handler  # type: ignore[import-not-found]  # noqa: E402

from imigrasi.adapters import aws  # noqa: E402

answers: dict[str, bytes] = {name: body.encode() for name, body in recording["answers"].items()}


def answer(event_name: str, **_more: Any) -> Any:
    content_type: Any = {"content-type": "application/x-amz-json-1.0"}
    response: Any = AWSResponse("https://aws", 200, content_type, None)
    response._content = answers[event_name.rpartition(".")[2]]
    return response


def look(name: str) -> Callable[[], None]:
    event, expected, body = (recording["looks"][name][part] for part in ("event", "status", "body"))

    def act() -> None:
        answers["Query"] = body.encode()
        given = handler(event, None)
        assert given["statusCode"] == expected, given

    return act


session: Any = aws._session()
session.register("before-send", answer)
client = aws.client("dynamodb")
key = {"pk": {"S": "APP#LBG-0000-0000-0"}, "sk": {"S": "META"}}
acts: dict[str, Callable[[], object]] = {"floor": lambda: client.get_item(TableName="t", Key=key)}
acts |= {name: look(name) for name in recording["looks"]}
took: dict[str, list[float]] = {name: [] for name in acts}
for act in acts.values():
    act()
for _ in range(BLOCKS):
    for name, act in acts.items():
        began = time.process_time()
        for _ in range(IN_A_BLOCK):
            act()
        took[name].append((time.process_time() - began) / IN_A_BLOCK)
told = {
    name: {
        "seconds": statistics.median(seconds),
        "ratio": statistics.median(own / floor for own, floor in zip(seconds, took["floor"], strict=True)),
    }
    for name, seconds in took.items()
}
json.dump(told, sys.stderr)
