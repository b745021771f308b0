"""Faults at the edge of the product: each call to AWS or to the gateway can be made to go wrong in seven ways."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any
from unittest.mock import patch

import urllib3
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ReadTimeoutError

from imigrasi.adapters.gateways.midtrans import Midtrans
from imigrasi.usecases.payment_ports import GatewayUnavailable


class Crash(BaseException):
    """The process ends here: no handler of errors sees this, and nothing it still does reaches anybody."""


class Kind(StrEnum):
    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"
    TIMEOUT = "done, but timed out"
    REPEATED = "answer lost, sent again by the SDK"
    THROTTLED = "throttled"
    CONFLICT = "transaction conflict"
    SERVER_FAULT = "server fault"


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it left the product: `boto` service and operation, or the gateway's method and path."""

    service: str
    operation: str
    parameters: Any = None

    def __str__(self) -> str:
        return f"{self.service}:{self.operation}"


@dataclass
class Injector:
    """Counts the calls of this thread while armed, and lets the `at`-th (from 0) go wrong in the way of `kind`."""

    at: int | None = None
    kind: Kind | None = None
    calls: list[Call] = field(default_factory=list)
    dead: bool = False
    thread: int = field(default_factory=threading.get_ident)
    #: Called with every call before it is made; what it raises goes wrong instead.
    watch: Callable[[Call], None] = lambda _call: None

    def pass_through(self, call: Call, make: Callable[[], Any]) -> Any:
        if threading.get_ident() != self.thread:
            return make()
        if self.dead:
            raise Crash
        self.watch(call)
        number = len(self.calls)
        self.calls.append(call)
        return self._go_wrong(call, make) if number == self.at else make()

    def _go_wrong(self, call: Call, make: Callable[[], Any]) -> Any:
        if self.kind in (Kind.CRASH_BEFORE, Kind.CRASH_AFTER):
            self.dead = True
            if self.kind is Kind.CRASH_AFTER:
                with contextlib.suppress(Exception):
                    make()
            raise Crash
        if self.kind is Kind.TIMEOUT:
            with contextlib.suppress(Exception):
                make()
            raise _timed_out(call)
        if self.kind is Kind.REPEATED:
            with contextlib.suppress(Exception):
                answer = make()
                if call.operation == "TransactWriteItems":
                    return answer  # the SDK's ClientRequestToken makes the second one nothing (moto ignores it)
            return make()
        raise _refused(call, self.kind)


def _timed_out(call: Call) -> Exception:
    if call.service == "gateway":
        return GatewayUnavailable()
    return ReadTimeoutError(endpoint_url=str(call), error=urllib3.exceptions.HTTPError("read timed out"))


def _refused(call: Call, kind: Kind | None) -> Exception:
    if call.service == "gateway":
        return GatewayUnavailable()
    if kind is Kind.CONFLICT:
        items = len(call.parameters["TransactItems"])
        reasons = [{"Code": "TransactionConflict"}] + [{"Code": "None"}] * (items - 1)
        answer: Any = {"Error": {"Code": "TransactionCanceledException", "Message": ""}, "CancellationReasons": reasons}
        return ClientError(answer, call.operation)
    code = "ThrottlingException" if kind is Kind.THROTTLED else "InternalServerError"
    return ClientError({"Error": {"Code": code, "Message": ""}}, call.operation)


def applies(kind: Kind, call: Call) -> bool:
    return kind is not Kind.CONFLICT or call.operation == "TransactWriteItems"


def edges(calls: list[Call]) -> list[int]:
    """The first and the last of every run of the same call: what stands between them differs only in number."""
    ends: list[int] = []
    for _, run in groupby(range(len(calls)), key=lambda at: str(calls[at])):
        alike = list(run)
        ends += sorted({alike[0], alike[-1]})
    return ends


@contextlib.contextmanager
def armed(injector: Injector) -> Iterator[Injector]:
    """While open, every call of botocore's clients and of the gateway's adapter goes through `injector`."""
    real_call, real_send = getattr(BaseClient, "_make_api_call"), Midtrans._send  # noqa: B009 (not in its types)

    def call(self: BaseClient, operation: str, parameters: Any) -> Any:
        made = Call(self.meta.service_model.service_name, operation, parameters)
        return injector.pass_through(made, lambda: real_call(self, operation, dict(parameters)))

    def send(self: Midtrans, method: str, path: str, body: Any, *rest: Any) -> Any:
        made = Call("gateway", f"{method} {path}", body)
        return injector.pass_through(made, lambda: real_send(self, method, path, body, *rest))

    with patch.object(BaseClient, "_make_api_call", call), patch.object(Midtrans, "_send", send):
        yield injector
