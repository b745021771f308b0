"""Counts what the product's own clients do: every call of every invocation, with its units and its answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from imigrasi.adapters import aws
from tests.bench.capacity import Item, Share, read_units, shares
from tests.support import handlers
from tests.support.installation import TABLE
from tests.support.moto_cloud import MotoCloud

Key = tuple[str, str]


@dataclass(slots=True)
class Call:
    """One SDK call. `service` as its endpoint is called; `status` and `body` as they came over the wire.

    Status 0: it was never sent (botocore prepares a CreateBucket to find the address of an upload policy).
    """

    service: str
    operation: str
    parameters: dict[str, Any]
    status: int = 0
    body: bytes = b""
    written: list[Share] = field(default_factory=list)
    reads: float = 0

    @property
    def writes(self) -> int:
        """Write units."""
        return sum(share.units for share in self.written)

    @property
    def name(self) -> str:
        return f"{self.service}.{self.operation}"


@dataclass(slots=True)
class Invocation:
    """One call of a handler during `step` of the journey."""

    step: str
    function: str
    event: dict[str, Any]
    calls: list[Call] = field(default_factory=list)

    @property
    def route(self) -> str:
        """The route, or the function's name where there is none."""
        return str(self.event.get("routeKey", self.function))

    @property
    def counts(self) -> dict[str, int]:
        """SDK calls by name. The origin secret is read once per process and not counted."""
        names = (call.name for call in self.calls if call.status and call.service != "secretsmanager")
        return dict(sorted(Counter(names).items()))


class Meter:
    """`with Meter(cloud).attached() as meter:` the cloud's handlers are metered; `step` says what for."""

    def __init__(self, cloud: MotoCloud) -> None:
        self._cloud = cloud
        self._images: dict[Key, Item] = {}
        self.step = ""
        self.invocations: list[Invocation] = []

    @contextmanager
    def attached(self) -> Iterator[Meter]:
        handlers.routes()  # reads the handlers themselves
        unmetered = handlers.handler

        def metered(name: str) -> handlers.Handler:
            def handle(event: dict[str, Any], context: Any) -> Any:
                self.invocations.append(Invocation(self.step, name, event))
                return unmetered(name)(event, context)

            return handle

        events = aws._session().get_component("event_emitter")
        events.register("before-parameter-build", self._asked)
        events.register("after-call", self._answered)
        handlers.handler = metered
        try:
            yield self
        finally:
            handlers.handler = unmetered
            events.unregister("before-parameter-build", self._asked)
            events.unregister("after-call", self._answered)

    def _asked(self, params: dict[str, Any], model: Any, **_more: Any) -> None:
        service = model.service_model.endpoint_prefix
        self.invocations[-1].calls.append(Call(service, model.name, dict(params)))

    def _answered(self, http_response: Any, parsed: dict[str, Any], model: Any, **_more: Any) -> None:
        call = next(call for call in reversed(self.invocations[-1].calls) if call.operation == model.name)
        call.status = http_response.status_code
        streaming = model.has_streaming_output
        call.body = b"" if streaming else http_response.content
        if call.service == "dynamodb":
            call.written = [share for write in _writes(call) for share in self._written(*write)]
            call.reads = _reads(call, parsed)

    def _written(self, key: Key, transactional: bool) -> list[Share]:
        before, after = self._images.get(key), self._stored(key)
        if after is not None:
            self._images[key] = after
        return shares(before, after, transactional=transactional)

    def _stored(self, key: Key) -> Item | None:
        answer = self._cloud.client("dynamodb").get_item(TableName=TABLE, Key=_typed(key), ConsistentRead=True)
        item: Item | None = answer.get("Item")
        return item


def _typed(key: Key) -> dict[str, Any]:
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}}


def _key(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _writes(call: Call) -> Iterator[tuple[Key, bool]]:
    """(key, in a transaction) of every item that a call writes or checks."""
    if call.operation in ("PutItem", "UpdateItem", "DeleteItem"):
        yield _key(call.parameters.get("Item") or call.parameters["Key"]), False
    elif call.operation == "TransactWriteItems":
        for request in call.parameters["TransactItems"]:
            ((_kind, part),) = request.items()
            yield _key(part.get("Item") or part["Key"]), True


def _reads(call: Call, parsed: dict[str, Any]) -> float:
    consistent = call.parameters.get("ConsistentRead", False)
    if call.operation == "GetItem":
        return read_units([parsed["Item"]] if "Item" in parsed else [], consistent=consistent)
    if call.operation == "Query":
        return read_units(parsed["Items"], consistent=consistent)
    if call.operation == "BatchGetItem":
        keys = [key for asked in call.parameters["RequestItems"].values() for key in asked["Keys"]]
        found = {_key(item): item for items in parsed["Responses"].values() for item in items}
        return sum(read_units([found[_key(key)]] if _key(key) in found else [], consistent=False) for key in keys)
    return 0
