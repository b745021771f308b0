"""Nobody reads or changes another's application, or learns that it exists: every route, by construction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Any
from unittest.mock import patch

from imigrasi.domain.errors import Forbidden, NotFound
from imigrasi.domain.identifier import application_number, group_number
from imigrasi.usecases import access
from imigrasi.usecases.ports import ApplicationStore, File
from tests.prove.engine import Snapshot, moto_cloud
from tests.prove.faults import Injector, armed
from tests.prove.row import Figures, Scale, check
from tests.prove.scenarios import Event, Scenario, http, scenarios, uncovered
from tests.prove.scenarios_files import code_of
from tests.prove.stages import Stages, members, stranger
from tests.prove.world import differences, world
from tests.support import handlers
from tests.support.http_client import http_event
from tests.support.moto_cloud import MotoCloud

PROMISE = "no read or change of another's application, and no way to tell that it exists"
CONTROL = "a wrong key told apart from an unknown number"

#: Routes that are about no application; what they may tell is proved by the row that is named.
OPEN = {
    "POST /v1/groups": "numbers and keys: below",
    "POST /v1/applications": "makes a new one (legal_moves, crash_safety)",
    "POST /v1/payments/callbacks/{gateway}": "signed by the gateway (callbacks)",
    "GET /v1/offices/{office}/slots": "public: numbers of free places",
    "GET /v1/files/{code}": "a page that is the same for every code: below",
    "POST /v1/files/{code}": "a single-use code of 128 random bits that an officer was given: below",
    "GET /v1/forms/{service}": "public: an empty form",
    "POST /v1/forms/{service}": "makes a new one",
    "GET /v1/verifications/{code}": "says of a code, 80 random bits, whether it is genuine, and nothing of whom",
    "POST /v1/tracking": "number and birth date: below",
}
#: Wrong ways to show a key. None: no header at all.
KEYS = (None, "", "Bearer", "Bearer ", "Bearer x", "Basic dXNlcjpwYXNz", "Bearer AAAAAAAAAAAAAAAAAAAAAAAAAA")


def prove(scale: Scale) -> Figures:
    missing = sorted(set(uncovered()) & set(handlers.routes()))
    check(not missing, "without a scenario:", *missing)
    closed = [route for route in handlers.routes() if "{application_id}" in route or "{group_id}" in route]
    unexplained = sorted(set(handlers.routes()) - set(closed) - set(OPEN))
    check(not unexplained, "routes that are neither about one application nor known to be open:", *unexplained)
    with moto_cloud() as cloud:
        stages = Stages(cloud)
        tried = sum(shut(stages, scenario, scale) for scenario in scenarios() if scenario.route in closed)
        swapped = sum(foreign_parts(stages, scenario) for scenario in scenarios() if scenario.route in closed)
        pairs = pairs_alike(stages, scale.of(100, 2_000))
        tracked = tracking_alike(stages)
        grouped = members_alike(stages)
        closed_files = files_shut(stages)
    return {
        "routes": len(closed),
        "refused": tried,
        "foreign documents and payments": swapped,
        "pairs alike": pairs,
        "trackings alike": tracked,
        "members alike": grouped,
        "codes that open nothing": closed_files,
        "leaks": 0,
    }


def shut(stages: Stages, scenario: Scenario, scale: Scale) -> int:
    """Without the owner's key the route says exactly what it says about a number that nobody has."""
    cloud = stages.cloud
    owner = stages.at(scenario.stage)
    event = scenario.prepare(owner)
    other = stranger(cloud)
    ready, before = Snapshot.of(cloud), world(cloud)
    keys = [
        *KEYS,
        f"Bearer {other.access_key}",
        f"bearer {owner.access_key[:-1]}",
        f"Bearer {owner.access_key.lower()}x",
        # A group's key opens no application, and an application's key no group.
        *([f"Bearer {key}" for key in (owner.access_key, owner.group_key) if key not in str(event["headers"])]),
    ]
    for key in keys:
        answer, calls = asked(cloud, scenario, with_key(event, key))
        unknown, unknown_calls = asked(cloud, scenario, with_number(with_key(event, key), nobody(event)))
        where = f"{scenario.route} ({scenario.name}) with key {key!r}"
        check(answer["statusCode"] == 404, f"{where}: answered {answer['statusCode']}")
        check(answer == unknown, f"{where}: {answer} differs from {unknown}")
        check(calls == unknown_calls, f"{where}: calls {calls} differ from {unknown_calls}")
        check(owner.application_id not in answer["body"], f"{where}: names the application")
    check(not differences(before, world(cloud)), f"{scenario.route}: something was changed without the key")
    ready.restore(cloud)
    answer, _ = asked(cloud, scenario, event)
    check(
        answer["statusCode"] < 400, f"{scenario.route} ({scenario.name}): its owner is answered {answer['statusCode']}"
    )
    return len(keys)


def foreign_parts(stages: Stages, scenario: Scenario) -> int:
    """With one's own number and key, but a document or payment of somebody else."""
    part = next((name for name in ("document_id", "payment_id") if f"{{{name}}}" in scenario.route), None)
    if part is None:
        return 0
    cloud = stages.cloud
    event = scenario.prepare(stages.at(scenario.stage))
    other = stranger(cloud)
    before = world(cloud)
    mixed = with_key(with_number(event, other.application_id), f"Bearer {other.access_key}")
    answer, _ = asked(cloud, scenario, mixed)
    none, _ = asked(cloud, scenario, with_parameter(mixed, part, "aaaaaaaaaaaaaaaa"))
    check(answer["statusCode"] == 404, f"{scenario.route}: a foreign {part} is answered {answer['statusCode']}")
    check(answer == none, f"{scenario.route}: a foreign {part} differs from an unknown one")
    check(not differences(before, world(cloud)), f"{scenario.route}: a foreign {part} changed something")
    return 1


def pairs_alike(stages: Stages, count: int) -> int:
    """A known number with a wrong key, and a number nobody has: the same bytes, the same calls."""
    owner = stages.at("submitted")
    numbers = nobodies(count)
    for number in numbers:
        known = http(owner, "GET", "") | {}
        answer, calls = call(stages.cloud, "status", with_key(known, "Bearer AAAAAAAAAAAAAAAAAAAAAAAAAA"))
        unknown, other_calls = call(
            stages.cloud, "status", with_number(with_key(known, "Bearer AAAAAAAAAAAAAAAAAAAAAAAAAA"), number)
        )
        check(answer == unknown, f"{number}: {unknown} differs from {answer}")
        check(calls == other_calls, f"{number}: calls {other_calls} differ from {calls}")
    return len(numbers)


def tracking_alike(stages: Stages) -> int:
    """A wrong date for a known number and any date for an unknown one: the same five answers, then the same 429."""
    owner = stages.at("submitted")
    cloud = stages.cloud
    said = []
    for number in (owner.application_id, *islice(_numbers(3), 4)):
        event = http_event(
            "POST",
            "/v1/tracking",
            body=json.dumps({"application_id": number, "birth_date": "1901-01-01"}).encode(),
            request_id="request",
        )
        said.append([call(cloud, "status", event) for _ in range(7)])
    for row in said:
        check(row == said[0], "tracking tells a known number from an unknown one")
    statuses = [answer["statusCode"] for answer, _ in said[0]]
    check(statuses == [404] * 5 + [429] * 2, "wrong dates are answered", statuses)
    right = http_event(
        "POST",
        "/v1/tracking",
        body=json.dumps({"application_id": owner.application_id, "birth_date": owner.person.birth_date}).encode(),
    )
    check(call(cloud, "status", right)[0]["statusCode"] == 429, "a right date after five wrong ones still opens")
    cloud.clock.advance(minutes=61)
    check(call(cloud, "status", right)[0]["statusCode"] == 200, "an hour later the right date does not open")
    return len(said)


def asked(cloud: MotoCloud, scenario: Scenario, event: Event) -> tuple[dict[str, Any], list[str]]:
    return call(cloud, scenario.function, event)


def call(cloud: MotoCloud, function: str, event: Event) -> tuple[dict[str, Any], list[str]]:
    """The answer (every request has the same request_id here) and the calls that were made for it."""
    with armed(Injector()) as watching:
        answer: dict[str, Any] = cloud.invoke(function, event)
    return answer, [str(made) for made in watching.calls if made.service != "secretsmanager"]


def with_key(event: Event, key: str | None) -> Event:
    headers = {name: value for name, value in event["headers"].items() if name != "authorization"}
    return event | {"headers": headers if key is None else headers | {"authorization": key}}


def with_number(event: Event, number: str) -> Event:
    return with_parameter(event, about(event), number)


def about(event: Event) -> str:
    """What the path is about: an application, or a group."""
    return "group_id" if "group_id" in event["pathParameters"] else "application_id"


def with_parameter(event: Event, name: str, value: str) -> Event:
    return event | {"pathParameters": event["pathParameters"] | {name: value}}


def members_alike(stages: Stages) -> int:
    """Of several numbers with keys: a wrong key and an unknown number are told in the same words, by the same calls."""
    owner, cloud = stages.at("accompanied"), stages.cloud
    asked = members(owner)
    (first, second), (key, other) = asked["application_ids"], asked["access_keys"]
    wrong = [
        {"application_ids": [first, second], "access_keys": [key, key]},
        {"application_ids": [first, second], "access_keys": [key, other[:-1]]},
        {"application_ids": [first, next(_numbers(5))], "access_keys": [key, other]},
        {"application_ids": [first, "x"], "access_keys": [key, other]},
    ]
    before = world(cloud)
    said = [call(cloud, "intake", http(owner, "POST", "", body, key="form", path="/v1/groups")) for body in wrong]
    check(all(row == said[0] for row in said), "a group tells a known number from an unknown one")
    check(said[0][0]["statusCode"] == 422, "a group of unknown members is answered", said[0][0]["statusCode"])
    check(second not in said[0][0]["body"], "names the application")
    check(not differences(before, world(cloud)), "a refused group changed something")
    return len(said)


def files_shut(stages: Stages) -> int:
    """No key, number or guess opens a document, nor a code that is used, old, or of an application that moved on; all
    are told in the same words, and none is told of by the page before.
    """
    cloud, citizen = stages.cloud, stages.at("submitted")
    other = stranger(cloud)
    used, old, moved = (code_of(citizen, "budi", "ktp", "review") for _ in range(3))
    check(view(cloud, used)["statusCode"] == 200, "an officer's code opens nothing")
    keys = [each.access_key for each in (citizen, other)]
    guesses = ["", "x", "0" * 26, used.lower(), used[:-1], citizen.application_id, *keys]
    said = [view(cloud, code, key) for code in (*guesses, used) for key in (None, *keys)]
    cloud.clock.advance(minutes=3)
    citizen.call("POST", "/withdrawal")
    said.append(view(cloud, moved))
    cloud.clock.advance(minutes=3)
    said.append(view(cloud, old))
    check(all(answer == said[0] for answer in said), "codes that open nothing are told apart")
    check(said[0]["statusCode"] == 404, "a code that opens nothing is answered", said[0]["statusCode"])
    pages = [call(cloud, "file_viewing", _file("GET", code)) for code in (used, moved, "0" * 26, "x")]
    check(all(page == pages[0] for page in pages), "the page before tells codes apart")
    check(pages[0][1] == [], "the page before looks something up:", *pages[0][1])
    return len(said)


def view(cloud: MotoCloud, code: str, key: str | None = None) -> dict[str, Any]:
    return call(cloud, "file_viewing", with_key(_file("POST", code), f"Bearer {key}" if key else None))[0]


def _file(method: str, code: str) -> Event:
    event = http_event(method, "/v1/files/code", request_id="request")
    return with_parameter(event, "code", code)


def nobody(event: Event) -> str:
    """A well-formed number that nobody has, of the kind that the event is about."""
    return next(_numbers(1, group_number if about(event) == "group_id" else application_number))


def _numbers(seed: int, made: Callable[[bytes], str | None] = application_number) -> Iterator[str]:
    chance = Random(seed)
    while True:
        number = made(chance.randbytes(10))
        if number is not None:
            yield number


def nobodies(count: int) -> list[str]:
    """Numbers nobody has: mostly well formed, some not at all."""
    odd = ["", "x", "LBG-0000-0000-1", "META", "../LBG-0000-0000-0", "LBG-0000-0000-0#", "♥", "a" * 1_000]
    numbers = _numbers(2)
    return [*odd, *(next(numbers) for _ in range(count - len(odd)))][:count]


def control(scale: Scale) -> None:
    def telling(store: ApplicationStore, application_id: str, key: str) -> File:
        file = store.file(access.number(application_id))
        if access.key_hash(key) != file.application.key_hash:
            raise Forbidden
        return file

    with patch("imigrasi.usecases.read_application.authorised_file", telling), moto_cloud() as cloud:
        stages = Stages(cloud)
        for scenario in scenarios():
            if scenario.name == "view":
                shut(stages, scenario, scale)
    raise NotFound  # never reached: shut() has found it
