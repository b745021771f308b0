"""One whole application, from an empty form on a phone to the passport in the hand, with five draft syncs.

The citizen looks at the file four times: when the documents are checked, when the fee is due, when it is paid,
and when the passport is ready. What a command answers needs no look. Further polls (304) cost one read of one
item each; `sdk_calls` and `request_cpu` measure one.
"""

from __future__ import annotations

import functools
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.gateway import wire
from tests.bench.capacity import Item, item_size
from tests.bench.meter import Call, Invocation, Meter
from tests.support import papers
from tests.support.citizen import Citizen
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud

#: Fields of the form in the order a citizen fills them; each page turned is a sync.
PAGES = (
    ("full_name", "birth_date", "birth_place", "sex"),
    ("nik", "nationality"),
    ("address",),
    ("phone",),
    ("email",),
)
PHOTO = 350 * 1024
#: The steps of calls that are no part of an application's way: other routes, and what officers look at, which depends
#: on them.
ASIDE, LOOKED_AT = "aside", "look at a document"
#: About as many days of free times as a small screen and a slow line take at once; no holidays are longer.
SPAN_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Journey:
    """What was done for one application, in order. `environment` is what its functions had."""

    invocations: tuple[Invocation, ...]
    environment: dict[str, str]
    charge: dict[str, Any]
    application_bytes: int
    file_bytes: int
    states: tuple[str, ...]

    @property
    def calls(self) -> list[Call]:
        """The SDK calls of the way, without the secrets that a process reads once."""
        return [call for each in self.way for call in each.calls if call.status and call.service != "secretsmanager"]

    @property
    def way(self) -> list[Invocation]:
        """What belongs to the application itself."""
        return [invocation for invocation in self.invocations if invocation.step not in (ASIDE, LOOKED_AT)]

    def first(self, route: str) -> Invocation:
        """The first invocation of a route, or of a function by its name."""
        return next(each for each in self.invocations if each.route == route)

    def last(self, route: str) -> Invocation:
        return next(each for each in reversed(self.invocations) if each.route == route)


@functools.cache
def journey() -> Journey:
    """Made once per run: every figure about an application is about this one."""
    with tempfile.TemporaryDirectory() as folder, MotoCloud(Path(folder)) as cloud:
        with Meter(cloud).attached() as meter:
            citizen = Citizen(cloud)
            _travel(citizen, meter)
            _aside(citizen, meter)
        paths = [execution.path for execution in cloud.machine.executions.values()]
        return Journey(
            tuple(meter.invocations),
            {name: value for name, value in os.environ.items() if name in cloud._before or name.startswith("AWS_")},
            wire.charge_answer(cloud.gateway.books.orders()[0], cloud.gateway.url),
            max(_application_sizes(meter.invocations)),
            sum(map(item_size, _file(citizen))),
            tuple(state for path in paths for state in path),
        )


def _travel(citizen: Citizen, meter: Meter) -> None:
    cloud, person = citizen.cloud, citizen.person

    def step(name: str) -> None:
        meter.step = name

    def look() -> None:
        """The page shows what has changed."""
        at, meter.step = meter.step, "look"
        citizen.view()
        meter.step = at

    step("start")
    citizen.start(applicant=_filled(citizen, 1), answers={})
    for page in range(2, len(PAGES) + 1):
        step("save draft")
        citizen.save(_filled(citizen, page), {})
    step("save draft")
    citizen.save(person.applicant(), person.answers())
    for kind in ("ktp", "old_passport"):
        step("upload a document")
        citizen.upload(kind, papers.jpeg(kind, PHOTO), "image/jpeg")
        cloud.pump()
    look()
    step("submit")
    citizen.submit()
    step("clear")
    citizen.decided("budi", "clear", "complete")
    look()
    step("issue payment")
    order = citizen.issue_payment()["order_id"]
    cloud.pump()
    step("settle")
    cloud.gateway.gateway.pay(order)
    cloud.pump()
    look()
    step("book")
    # The last one: it is still to come when the booking is played again in a minute.
    citizen.book(citizen.free_slots(days=SPAN_SHOWN)[-1]["slot"])
    step("attend")
    citizen.officer("budi", "attend", Outcome="attend")
    step("approve")
    citizen.decided("ratna", "approve", "verified")
    step("produce")
    citizen.officer("ratna", "produce")
    look()
    step(LOOKED_AT)
    citizen.viewed("ratna", "ktp", "identity")
    step("hand over")
    citizen.officer("ratna", "handover", Recipient="applicant")


def _aside(citizen: Citizen, meter: Meter) -> None:
    """Not part of the way: its other routes once each, the finished file, and a poll that finds it unchanged."""
    meter.step = ASIDE
    shown = citizen.call("GET")
    citizen.call("GET", headers={"if-none-match": shown.headers["etag"]})
    citizen.call("GET", "/draft")
    body = {"application_id": citizen.application_id, "birth_date": citizen.person.birth_date}
    citizen.cloud.http.call("POST", "/v1/tracking", body)
    citizen.cloud.http.call("GET", f"/v1/verifications/{shown.json['payment']['payments'][-1]['receipt']}")


def _file(citizen: Citizen) -> list[Item]:
    """Everything in the application's own partition."""
    answer = citizen.cloud.client("dynamodb").query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"APP#{citizen.application_id}"}},
    )
    stored: list[Item] = answer["Items"]
    return stored


def _filled(citizen: Citizen, pages: int) -> dict[str, object]:
    names = [name for page in PAGES[:pages] for name in page]
    complete = citizen.person.applicant()
    return {name: complete[name] for name in names}


def _application_sizes(invocations: list[Invocation]) -> list[int]:
    """Bytes of the application's own item at each of its writes."""
    return [
        item_size(request["Put"]["Item"])
        for invocation in invocations
        for call in invocation.calls
        if call.operation == "TransactWriteItems"
        for request in call.parameters["TransactItems"]
        if request.get("Put", {}).get("Item", {}).get("sk") == {"S": "META"}
        and request["Put"]["Item"]["pk"]["S"].startswith("APP#")
    ]
