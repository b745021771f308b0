"""The simulator over HTTP: Midtrans' API under `/v2`, control plane under `/simulator`, pages at `/`."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from local.gateway import wire
from local.gateway.books import OrderClosed, OrderUnknown
from local.gateway.charging import BadRequest
from local.gateway.deeds import perform
from local.gateway.gateway import Answer, Gateway, Outcome
from local.gateway.guard import Foreign, check_caller
from local.gateway.misbehaviour import MISBEHAVIOURS
from local.gateway.orders import Order
from local.gateway.outage import Trouble
from local.gateway.people import NoSuchPage, People, Reply

LARGEST_BODY = 64 * 1024
LONGEST_OUTAGE_S = 86_400.0


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
        except BadRequest as fault:
            reply = _as_json(400, _fault("bad_request", str(fault)))
        except Foreign as fault:
            reply = _as_json(403, _fault("foreign_caller", str(fault)))
        except OrderUnknown as fault:
            reply = _as_json(404, _fault("order_unknown", f"no order {fault}: see /simulator/orders"))
        except OrderClosed as fault:
            reply = _as_json(409, _fault("order_closed", str(fault)))
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
            return self.server.people.answer(gateway, method, path, target)
        except NoSuchPage:
            return _as_json(*route(gateway, method, path, body))

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
            return json.loads(raw)
        except ValueError as fault:
            raise BadRequest("the body is not JSON") from fault

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


def route(gateway: Gateway, method: str, path: str, body: Any) -> Answer:
    """HTTP status and body. Raises BadRequest, OrderUnknown, OrderClosed."""
    for wanted, pattern, act in ROUTES:
        match = re.fullmatch(pattern, path)
        if match and wanted == method:
            return act(gateway, body, *match.groups())
    return 404, _fault("no_such_route", f"{method} {path}")


def charge(gateway: Gateway, body: Any) -> Answer:
    return gateway.charge(body)


def status(gateway: Gateway, _body: Any, order_id: str) -> Answer:
    return gateway.status(order_id)


def refund(gateway: Gateway, body: Any, order_id: str) -> Answer:
    return gateway.refund(order_id, body)


def health(gateway: Gateway, _body: Any) -> Answer:
    return 200, {"status": "ok", "outage": gateway.is_out()}


def orders(gateway: Gateway, _body: Any) -> Answer:
    gateway.expire_due()
    return 200, {"orders": [_order(order) for order in gateway.books.orders()]}


def order(gateway: Gateway, _body: Any, order_id: str) -> Answer:
    gateway.expire_due()
    return 200, _order(gateway.books.order(order_id))


def captures(gateway: Gateway, _body: Any) -> Answer:
    return 200, {"captures": [asdict(capture) for capture in gateway.books.captures()]}


def pay(gateway: Gateway, _body: Any, order_id: str) -> Answer:
    return 200, {"order_id": order_id} | _outcome(perform(gateway, "pay", order_id))


def expire(gateway: Gateway, _body: Any, order_id: str) -> Answer:
    return 200, {"order_id": order_id} | _outcome(perform(gateway, "expire", order_id))


def misbehave(gateway: Gateway, _body: Any, order_id: str, kind: str) -> Answer:
    if kind not in MISBEHAVIOURS:
        raise BadRequest(f"misbehave how? One of {', '.join(MISBEHAVIOURS)}")
    return 200, {"order_id": order_id, "kind": kind} | _outcome(perform(gateway, kind, order_id))


def outage(gateway: Gateway, body: Any) -> Answer:
    wanted = body if isinstance(body, dict) else {}
    seconds = wanted.get("seconds")
    if isinstance(wanted.get("on"), bool):
        seconds = LONGEST_OUTAGE_S if wanted["on"] else 0
    how = wanted.get("how", Trouble.REFUSE)
    if not isinstance(seconds, int | float) or not 0 <= seconds <= LONGEST_OUTAGE_S or how not in list(Trouble):
        raise BadRequest('send {"seconds": 0 to 86400} or {"on": true or false}, "how": refuse, hang or slow')
    gateway.fail_for(seconds, Trouble(how))
    return 200, {"outage": gateway.is_out()}


ROUTES: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
    ("POST", r"/v2/charge", charge),
    ("GET", r"/v2/([^/]+)/status", status),
    ("POST", r"/v2/([^/]+)/refund", refund),
    ("GET", r"/health", health),
    ("GET", r"/simulator/orders", orders),
    ("GET", r"/simulator/orders/([^/]+)", order),
    ("GET", r"/simulator/captures", captures),
    ("POST", r"/simulator/orders/([^/]+)/pay", pay),
    ("POST", r"/simulator/orders/([^/]+)/expire", expire),
    ("POST", r"/simulator/orders/([^/]+)/misbehave/([^/]+)", misbehave),
    ("POST", r"/simulator/outage", outage),
)


def _order(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "transaction_id": order.transaction_id,
        "payment_type": order.payment_type,
        "va_number": order.va_number,
        "payment_code": order.payment_code,
        "qr_string": order.qr_string,
        "amount": order.amount,
        "transaction_status": str(order.status),
        "opened_at": order.opened_at.isoformat(),
        "expires_at": order.expires_at.isoformat(),
        "capture": asdict(order.capture) if order.capture else None,
        "returns": [asdict(each) for each in order.returns],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """`delivered` says whether the merchant took every notice with a 2xx; it is false when none was sent."""
    return {
        "captured": outcome.capture is not None,
        "amount": outcome.capture.amount if outcome.capture else 0,
        "returned": outcome.returned.amount if outcome.returned else 0,
        "delivered": bool(outcome.notices) and all(sent.delivery.delivered for sent in outcome.notices),
        "notices": [
            {
                "transaction_status": notice.transaction_status,
                "answers": list(notice.delivery.answers),
                "delivered": notice.delivery.delivered,
            }
            for notice in outcome.notices
        ],
    }


def _fault(code: str, message: str) -> dict[str, Any]:
    return {"error": code, "message": message}


def _as_json(status: int, answer: dict[str, Any]) -> Reply:
    return Reply(status, "application/json", wire.encode(answer), headers={})
