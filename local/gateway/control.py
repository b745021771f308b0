"""What the simulator answers to programs: the merchant's API, and the control plane of tools and tests."""

import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date
from typing import Any

from local.gateway.charging import BadRequest
from local.gateway.deeds import perform
from local.gateway.files import SPOILS, Sheet, gateway_sheet, spoilt, treasury_sheet
from local.gateway.gateway import Answer, Gateway, Outcome
from local.gateway.misbehaviour import MISBEHAVIOURS
from local.gateway.orders import Order
from local.gateway.outage import Trouble
from local.gateway.treasury import BankPayment, NoSuchBill
from local.gateway.wire import WIB

LONGEST_OUTAGE_S = 86_400.0


def route(gateway: Gateway, method: str, path: str, body: Any) -> Answer:
    """HTTP status and body; `body` is what was sent, of a GET what was asked in its address.

    Raises BadRequest, OrderUnknown, OrderClosed, CodePaid, CodeUnpaid.
    """
    for wanted, pattern, act in ROUTES:
        match = re.fullmatch(pattern, path)
        if match and wanted == method:
            return act(gateway, body, *match.groups())
    return 404, fault("no_such_route", f"{method} {path}")


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


def pay_at_bank(gateway: Gateway, body: Any, billing_code: str) -> Answer:
    amount = body.get("amount") if isinstance(body, dict) else None
    if type(amount) is not int:
        raise BadRequest('send {"amount": whole rupiah}')
    try:
        return 200, _bank_payment(gateway.treasury.pay(billing_code, amount, gateway.now()))
    except NoSuchBill as wrong:
        raise BadRequest(str(wrong)) from wrong


def receive(gateway: Gateway, _body: Any, billing_code: str) -> Answer:
    return 200, _bank_payment(gateway.treasury.receive(billing_code))


def receive_all(gateway: Gateway, _body: Any) -> Answer:
    return 200, {"received": gateway.treasury.receive_all()}


def bank(gateway: Gateway, _body: Any) -> Answer:
    return 200, {"payments": [_bank_payment(payment) for payment in gateway.treasury.payments()]}


def treasury_file(gateway: Gateway, asked: dict[str, str]) -> Answer:
    return _file(treasury_sheet(gateway.treasury.payments(_day(asked, "from") or date.min)), asked)


def gateway_file(gateway: Gateway, asked: dict[str, str]) -> Answer:
    today = gateway.now().astimezone(WIB).date()
    return _file(gateway_sheet(gateway.books, _day(asked, "day") or today), asked)


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
    ("GET", r"/simulator/bank", bank),
    ("POST", r"/simulator/bank/([^/]+)", pay_at_bank),
    ("POST", r"/simulator/bank/([^/]+)/ntpn", receive),
    ("POST", r"/simulator/treasury", receive_all),
    ("GET", r"/simulator/treasury", treasury_file),
    ("GET", r"/simulator/statement", gateway_file),
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


def fault(code: str, message: str) -> dict[str, Any]:
    return {"error": code, "message": message}


def _bank_payment(payment: BankPayment) -> dict[str, Any]:
    return asdict(payment) | {"paid_at": payment.paid_at.astimezone(UTC).isoformat()}


def _day(asked: dict[str, str], name: str) -> date | None:
    if name not in asked:
        return None
    try:
        return date.fromisoformat(asked[name])
    except ValueError as wrong:
        raise BadRequest(f"{name} must be a day such as 2026-11-24") from wrong


def _file(sheet: Sheet, asked: dict[str, str]) -> Answer:
    ways = [way for way in asked.get("spoil", "").split(",") if way]
    if not set(ways) <= SPOILS.keys():
        raise BadRequest(f"spoil how? Some of {', '.join(SPOILS)}")
    shown = spoilt(sheet, ways)
    return 200, {"lines": len(shown.rows) + len(shown.raw), "content": shown.text()}
