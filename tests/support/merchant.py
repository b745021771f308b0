"""The gateway simulator of the local cloud, calling back in this process."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path

from local.gateway.books import Books
from local.gateway.gateway import Gateway, Notice
from local.gateway.notifier import Delivery, Notifier
from local.gateway.orders import Order
from local.gateway.server import Handler, Server
from tests.support.http_client import HttpClient, Reply
from tests.support.installation import SERVER_KEY

CALLBACK = "/v1/payments/callbacks/midtrans"


class InProcessNotifier(Notifier):
    """Delivers to the callback function once; what a gateway retries is for tests to ask for.

    `unsaid`: statuses of which it says nothing.
    """

    def __init__(self, http: HttpClient, unsaid: frozenset[str]) -> None:
        super().__init__("", speed=1)
        self._client = http
        self._unsaid = unsaid
        self.heard: list[Reply] = []

    def deliver(self, body: bytes) -> Delivery:
        return self.send_once(body)

    def send_once(self, body: bytes) -> Delivery:
        if json.loads(body).get("transaction_status") in self._unsaid:
            return Delivery((200,))
        reply = self._client.call("POST", CALLBACK, raw=body)
        self.heard.append(reply)
        return Delivery((reply.status,))


class PromptGateway(Gateway):
    """What the gateway says on its own is said at once, so that no test waits for a thread."""

    def _in_background(self, order: Order) -> Future[Notice]:
        done: Future[Notice] = Future()
        done.set_result(self.notify(order))
        return done


class QuietHandler(Handler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the standard library's name)
        """Tests print nothing."""


class GatewayServer:
    """The simulator on a loopback port. `gateway` is the payer's side, `gateway.books` the truth about captures."""

    def __init__(self, folder: Path, http: HttpClient, now: Callable[[], datetime]) -> None:
        self._folder, self._http, self._now = folder, http, now
        self.key = SERVER_KEY
        #: What it says nothing of by itself, from the next `clear` on.
        self.unsaid: frozenset[str] = frozenset()
        self.gateway = self._open()
        self._server = Server(("127.0.0.1", 0), self.gateway)
        self._server.RequestHandlerClass = QuietHandler
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def books(self) -> Books:
        return self.gateway.books

    def clear(self) -> None:
        """New books, and no outage."""
        self.gateway.close()
        shutil.rmtree(self._folder)
        self.key = SERVER_KEY
        self.gateway = self._open()
        self._server.gateway = self.gateway

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.gateway.close()

    def _open(self) -> Gateway:
        return PromptGateway(
            Books(self._folder),
            InProcessNotifier(self._http, self.unsaid),
            server_key=lambda: self.key,
            now=self._now,
            pending_notices=False,
        )
