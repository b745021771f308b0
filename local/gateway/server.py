"""The simulator over HTTP: Midtrans' API under `/v2`, control plane under `/simulator`, pages at `/`."""

import base64
import binascii
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from local.gateway import wire
from local.gateway.books import OrderClosed, OrderUnknown
from local.gateway.charging import BadRequest
from local.gateway.control import fault, route
from local.gateway.gateway import Answer, Gateway
from local.gateway.guard import Foreign, check_caller
from local.gateway.outage import Trouble
from local.gateway.people import People
from local.gateway.reply import NoSuchPage, Reply
from local.gateway.treasury import CodePaid, CodeUnpaid

LARGEST_BODY = 64 * 1024
FORM = "application/x-www-form-urlencoded"


class NoAnswer(Exception):
    """The caller is let wait until it gives up."""


class Server(ThreadingHTTPServer):
    """Serves one gateway until `shutdown`."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], gateway: Gateway) -> None:
        super().__init__(address, Handler)
        self.gateway = gateway
        self.people = People()

    @property
    def gateway(self) -> Gateway:
        return self._gateway

    @gateway.setter
    def gateway(self, gateway: Gateway) -> None:
        self._gateway = gateway
        gateway.address = self.url

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


class Handler(BaseHTTPRequestHandler):
    """Reads one request, finds its route, writes the answer in one piece."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        try:
            reply = self._reply(method)
        except NoAnswer:
            self.close_connection = True
            return
        except BadRequest as wrong:
            reply = _as_json(400, fault("bad_request", str(wrong)))
        except Foreign as wrong:
            reply = _as_json(403, fault("foreign_caller", str(wrong)))
        except OrderUnknown as wrong:
            reply = _as_json(404, fault("order_unknown", f"no order {wrong}: see /simulator/orders"))
        except OrderClosed as wrong:
            reply = _as_json(409, fault("order_closed", str(wrong)))
        except CodePaid as wrong:
            reply = _as_json(409, fault("code_paid", str(wrong)))
        except CodeUnpaid as wrong:
            reply = _as_json(404, fault("code_unpaid", str(wrong)))
        self._write(reply)

    def _reply(self, method: str) -> Reply:
        body = self._body()
        try:
            target = urlsplit(self.path)
        except ValueError as fault:
            raise BadRequest("the address cannot be read") from fault
        path, gateway = unquote(target.path), self.server.gateway
        if path.startswith("/v2/"):
            if not self._is_merchant():
                return _as_json(401, wire.failure(401, "Access denied, please check client or server key"))
            return _as_json(*self._merchants_answer(method, path, body))
        if path != "/health":
            check_caller(method, self.headers)
        try:
            return self.server.people.answer(gateway, method, path, target, body)
        except NoSuchPage:
            asked = {name: values[0] for name, values in parse_qs(target.query).items()}
            return _as_json(*route(gateway, method, path, asked if method == "GET" else body))

    def _merchants_answer(self, method: str, path: str, body: Any) -> Answer:
        """Raises NoAnswer."""
        gateway = self.server.gateway
        if gateway.outage.wait() is Trouble.HANG:
            raise NoAnswer
        key = self.headers.get("Idempotency-Key")
        if method == "POST" and key:
            return gateway.once(key, lambda: route(gateway, method, path, body))
        return route(gateway, method, path, body)

    def _body(self) -> Any:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY or "Transfer-Encoding" in self.headers:
            # What was sent is not read, so the connection cannot be used again.
            self.close_connection = True
            raise BadRequest(f"send a body of at most {LARGEST_BODY} bytes with its Content-Length")
        raw = self.rfile.read(int(length))
        if not raw:
            return None
        try:
            if self.headers.get_content_type() == FORM:
                return {name: values[0] for name, values in parse_qs(raw.decode("ascii")).items()}
            return json.loads(raw)
        except ValueError as wrong:
            raise BadRequest("the body is not JSON") from wrong

    def _is_merchant(self) -> bool:
        scheme, _, credentials = self.headers.get("Authorization", "").partition(" ")
        try:
            username, _, _ = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return scheme.lower() == "basic" and self.server.gateway.authorized(username)

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)


def _as_json(status: int, answer: dict[str, Any]) -> Reply:
    return Reply(status, "application/json", wire.encode(answer), headers={})
