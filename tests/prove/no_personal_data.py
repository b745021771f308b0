"""Nothing a citizen typed is seen in logs, events, queues, errors, the gateway's requests, or unsealed in the table."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import traceback
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from imigrasi.entrypoint.logs import log
from tests.prove.canaries import Canary, canary, seen
from tests.prove.engine import Snapshot, moto_cloud
from tests.prove.faults import Call, Injector, armed, edges
from tests.prove.row import Figures, Scale, check
from tests.prove.scenarios import Event, Scenario, scenarios
from tests.prove.stages import Stages
from tests.prove.world import stored_items
from tests.support.moto_cloud import MotoCloud

PROMISE = "no personal data in logs, events, queues, errors, URLs, the gateway's requests, or unsealed in the table"
CONTROL = "a log that tells an error's text"

#: Where a citizen's data is meant to go: to be sealed, and in a message to the citizen.
MEANT = {("kms", "Encrypt"), ("sesv2", "SendEmail"), ("sns", "Publish"), ("kms", "GenerateMac")}
#: Routes that show the owner their own data, and an officer a document, on record.
OWN = ("GET /v1/applications/{application_id}/draft", "POST /v1/forms/{service}", "POST /v1/files/{code}")


class Leaky(Exception):
    """An error that tells everything: the call it comes from, and all that is known of the citizen."""


class Listener:
    """Everything that leaves the product while it works."""

    def __init__(self, bird: Canary, said: io.StringIO) -> None:
        self.bird, self.said, self.looked_at = bird, said, 0
        #: Words that were seen where they are meant to go: so they did come through.
        self.meant: set[str] = set()

    def hear(self, call: Call) -> None:
        text = json.dumps(call.parameters, default=str, ensure_ascii=False)
        if (call.service, call.operation) in MEANT:
            self.meant |= set(seen(self.bird.words, text))
        else:
            self.look(f"{call.service} {call.operation}", text)

    def answer(self, scenario: Scenario, answer: Any) -> None:
        if scenario.route in OWN and answer["statusCode"] < 500:
            return
        self.look(f"answer of {scenario.function}, {scenario.name}", json.dumps(answer, ensure_ascii=False))

    def error(self, scenario: Scenario, error: BaseException) -> None:
        """Lambda's runtime logs what a function raises, text and all."""
        self.look(f"error of {scenario.function}, {scenario.name}", "".join(traceback.format_exception(error)))

    def table(self, cloud: MotoCloud) -> None:
        self.look("the table", json.dumps(stored_items(cloud), default=str, ensure_ascii=False))

    def logs(self, where: str) -> None:
        self.look(f"logs of {where}", self.said.getvalue())
        self.said.seek(0)
        self.said.truncate()

    def look(self, where: str, text: str) -> None:
        self.looked_at += 1
        # JSON may escape what it holds: the words themselves have nothing to escape.
        found = seen(self.bird.words, text)
        check(not found, f"{where} holds {found}: {text[:300]}")


def prove(scale: Scale) -> Figures:
    looked_at = disturbed = words = 0
    with logged() as said, moto_cloud() as cloud:
        for number in range(scale.of(4, 10)):
            bird = canary(number)
            words += len(bird.words)
            listener = Listener(bird, said)
            disturbed += watch(cloud, listener, leaky=scale is Scale.FULL or number == 0)
            looked_at += listener.looked_at
            unheard = set(bird.words) - listener.meant - {word for word in bird.words if word.endswith("berkas")}
            check(not unheard, "never handed in, so that they prove nothing:", *sorted(unheard))
    check(words >= 50, f"only {words} canaries")
    return {"canaries": words, "looked at": looked_at, "errors that tell all": disturbed, "seen": 0}


def watch(cloud: MotoCloud, listener: Listener, *, leaky: bool) -> int:
    """Every scenario with this citizen, once as it is, then with each call failing in an error that tells all."""
    stages = Stages(cloud, listener.bird.person)
    disturbed = 0
    with (
        patch("tests.prove.scenarios.FILENAME", listener.bird.filename),
        patch("tests.prove.scenarios_http.GROUNDS", listener.bird.grounds),
    ):
        for scenario in scenarios():
            event = scenario.prepare(stages.at(scenario.stage))
            ready = Snapshot.of(cloud)
            calls = hear(cloud, scenario, event, listener, None)
            listener.table(cloud)
            for at in edges(calls) if leaky else ():
                ready.restore(cloud)
                hear(cloud, scenario, event, listener, at)
                disturbed += 1
    return disturbed


def hear(cloud: MotoCloud, scenario: Scenario, event: Event, listener: Listener, fails: int | None) -> list[Call]:
    """Run the scenario and look at all that comes out; the calls it made. `fails`: the call that raises."""

    def listen(call: Call) -> None:
        listener.hear(call)
        if fails == len(injector.calls):
            raise Leaky(f"{call.parameters} {_known(scenario, listener.bird)}")

    injector = Injector(watch=listen)
    with armed(injector):
        try:
            listener.answer(scenario, cloud.invoke(scenario.function, event))
        except Exception as error:  # noqa: BLE001 - whatever it is: Lambda would log it
            listener.error(scenario, error)
    listener.logs(f"{scenario.function}, {scenario.name}")
    return injector.calls


def _known(scenario: Scenario, bird: Canary) -> str:
    """What an error could tell: functions that seal or open sections know it all, the others only their own calls."""
    return str(bird.words) if scenario.function in ("intake", "notification", "file_viewing") else ""


@contextlib.contextmanager
def logged() -> Iterator[io.StringIO]:
    """All that is logged, at the most talkative level, by the product and by the libraries it uses."""
    said = io.StringIO()
    handlers = [handler for handler in log.handlers if isinstance(handler, logging.StreamHandler)]
    assert handlers
    before = [handler.setStream(said) for handler in handlers]
    log.setLevel("DEBUG")
    root = logging.StreamHandler(said)
    logging.getLogger().addHandler(root)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            yield said
    finally:
        logging.getLogger().removeHandler(root)
        for handler, stream in zip(handlers, before, strict=True):
            handler.setStream(stream)


def control(scale: Scale) -> None:
    def telling(error: BaseException) -> list[str]:
        return [str(error)]

    with logged() as said, moto_cloud() as cloud, patch("imigrasi.entrypoint.http.fault_places", telling):
        watch(cloud, Listener(canary(0), said), leaky=True)
