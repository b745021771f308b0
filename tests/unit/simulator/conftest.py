"""A simulated gateway with a merchant that answers as it is told, and a clock that tests move."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from local.gateway.books import Books
from local.gateway.gateway import Gateway
from local.gateway.notifier import Notifier
from local.gateway.server import Server

KEY = "SB-Mid-server-test"


class Clock:
    """Aware UTC; stands still until moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


class Merchant(ThreadingHTTPServer):
    """Receives notifications; answers with the next of `answers`, the last of which stays."""

    daemon_threads = True
    request_queue_size = 32

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.answers = [200]
        self.received: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.arrived = threading.Condition(self.lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1/payments/callbacks/midtrans"

    def await_notices(self, count: int) -> list[dict[str, Any]]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.received) >= count, timeout=10)
            return list(self.received)

    def said(self) -> list[str]:
        return [notice["transaction_status"] for notice in self.received]


class Receiver(BaseHTTPRequestHandler):
    server: Merchant

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.arrived:
            self.server.received.append(body)
            answer = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
            self.server.arrived.notify_all()
        self.send_response(answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the standard library's name)
        """Tests print nothing."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def merchant() -> Iterator[Merchant]:
    merchant = Merchant()
    thread = threading.Thread(target=merchant.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield merchant
    merchant.shutdown()
    thread.join()
    merchant.server_close()


@pytest.fixture
def gateway(tmp_path: Path, clock: Clock, merchant: Merchant) -> Iterator[Gateway]:
    gateway = Gateway(
        Books(tmp_path / "books"),
        Notifier(merchant.url, speed=1_000_000),
        server_key=lambda: KEY,
        now=clock,
        pending_notices=False,
    )
    yield gateway
    gateway.close()


@pytest.fixture
def server(gateway: Gateway) -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), gateway)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def charge(gateway: Gateway) -> Callable[..., dict[str, Any]]:
    """Opens an order for 650,000 rupiah, for two hours."""

    def open_order(order_id: str = "LBG-7K2M-9QRT-4-1", **changes: Any) -> dict[str, Any]:
        request: dict[str, Any] = {
            "payment_type": "bank_transfer",
            "bank_transfer": {"bank": "bni"},
            "transaction_details": {"order_id": order_id, "gross_amount": 650_000},
            "custom_expiry": {"expiry_duration": 2, "unit": "hour"},
        }
        status, answer = gateway.charge(request | changes)
        return {"http": status} | answer

    return open_order
