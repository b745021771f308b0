"""The simulator as a process: routes, refusals, restart; and the product's adapter talking to it."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import urllib3

from imigrasi.adapters.gateways.midtrans import Midtrans
from imigrasi.domain.payment import GatewayRefund, PaymentStatus
from imigrasi.usecases.payment_ports import (
    GatewayRefused,
    GatewayUnavailable,
    OrderExists,
    OrderUnknown,
    RefundRefused,
    SignatureInvalid,
)
from local.gateway.gateway import Gateway
from local.gateway.outage import Trouble
from local.gateway.server import LARGEST_BODY, Server

pytestmark = pytest.mark.enable_socket

ORDER = "LBG-7K2M-9QRT-4-1"
EXPIRES_AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
Charge = Callable[..., dict[str, Any]]
http = urllib3.PoolManager(retries=False, timeout=10)


def call(server: Server, method: str, path: str, body: object = None) -> tuple[int, Any]:
    answer = http.request(method, server.url + path, json=body) if body else http.request(method, server.url + path)
    return answer.status, json.loads(answer.data)


@pytest.fixture
def midtrans(server: Server, clock: Any) -> Midtrans:
    return Midtrans(server.url, keys=lambda: ["SB-Mid-server-test"], now=clock)


def test_the_adapter_charges_is_paid_and_sees_the_money(
    midtrans: Midtrans, server: Server, merchant: Any, clock: Any
) -> None:
    bill = midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT)
    assert (bill.expires_at, midtrans.fetch(ORDER).status) == (EXPIRES_AT, PaymentStatus.PENDING)
    clock.move(minutes=1)
    assert call(server, "POST", f"/simulator/orders/{ORDER}/pay")[1]["delivered"] is True
    notice = midtrans.read_notice(json.dumps(merchant.received[0]).encode(), {})
    seen = midtrans.fetch(ORDER)
    assert (notice.status, notice.amount, notice.gateway_payment_id) == (
        PaymentStatus.SETTLED,
        650_000,
        bill.gateway_payment_id,
    )
    assert (seen.status, seen.amount, seen.settled_at) == (PaymentStatus.SETTLED, 650_000, clock())
    [capture] = call(server, "GET", "/simulator/captures")[1]["captures"]
    assert capture["transaction_id"] == seen.gateway_payment_id


def test_the_adapter_finds_a_charge_whose_answer_was_lost(midtrans: Midtrans, clock: Any) -> None:
    lost = midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT)
    clock.move(minutes=5)
    with pytest.raises(OrderExists):
        midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT)
    assert midtrans.fetch(ORDER).bill == lost


@pytest.mark.parametrize("method", ["bank_transfer", "qris", "gopay", "alfamart"])
def test_a_charge_repeated_within_five_minutes_is_answered_as_the_first_was(
    midtrans: Midtrans, clock: Any, method: str
) -> None:
    first = midtrans.charge(ORDER, 650_000, method=method, expires_at=EXPIRES_AT)
    assert first.billing_code or first.qr_string or first.redirect_url
    clock.move(minutes=4)
    assert midtrans.charge(ORDER, 650_000, method=method, expires_at=EXPIRES_AT) == first


def test_the_wallet_is_opened_at_the_orders_own_page(midtrans: Midtrans, server: Server) -> None:
    bill = midtrans.charge(ORDER, 650_000, method="gopay", expires_at=EXPIRES_AT)
    assert bill.redirect_url == f"{server.url}/pesanan/{ORDER}"
    assert http.request("GET", bill.redirect_url).status == 200


@pytest.mark.parametrize("method", ["qris", "gopay"])
def test_no_status_shows_again_what_a_qr_code_or_wallet_needs(midtrans: Midtrans, method: str) -> None:
    midtrans.charge(ORDER, 650_000, method=method, expires_at=EXPIRES_AT)
    assert midtrans.fetch(ORDER).bill is None


def test_the_adapter_gives_money_back_once_for_a_key(midtrans: Midtrans, gateway: Gateway, clock: Any) -> None:
    midtrans.charge(ORDER, 650_000, method="qris", expires_at=EXPIRES_AT)
    gateway.pay(ORDER)
    for minutes in (0, 1, 10):
        clock.move(minutes=minutes)
        midtrans.refund(ORDER, f"{ORDER}-r1", 200_000, "double_payment")
    midtrans.refund(ORDER, f"{ORDER}-r2", 450_000, "withdrawn")
    seen = midtrans.fetch(ORDER)
    assert (seen.status, seen.amount) == (PaymentStatus.REFUNDED, 650_000)
    assert seen.refunds == (GatewayRefund(f"{ORDER}-r1", 200_000), GatewayRefund(f"{ORDER}-r2", 450_000))


def test_the_adapter_is_refused_more_than_was_paid_and_what_was_not_paid(midtrans: Midtrans, gateway: Gateway) -> None:
    midtrans.charge(ORDER, 650_000, method="qris", expires_at=EXPIRES_AT)
    with pytest.raises(RefundRefused):
        midtrans.refund(ORDER, f"{ORDER}-r1", 1, "withdrawn")
    gateway.pay(ORDER)
    with pytest.raises(RefundRefused):
        midtrans.refund(ORDER, f"{ORDER}-r1", 650_001, "withdrawn")
    with pytest.raises(OrderUnknown):
        midtrans.refund("LBG-9", "LBG-9-r1", 1, "withdrawn")
    assert gateway.books.returns() == []


@pytest.mark.parametrize("method", ["bank_transfer", "alfamart"])
def test_a_bank_and_a_shop_know_no_way_back(midtrans: Midtrans, gateway: Gateway, method: str) -> None:
    midtrans.charge(ORDER, 650_000, method=method, expires_at=EXPIRES_AT)
    gateway.pay(ORDER)
    with pytest.raises(RefundRefused):
        midtrans.refund(ORDER, f"{ORDER}-r1", 650_000, "withdrawn")


@pytest.mark.parametrize("kind", ["refund", "partial-refund", "chargeback"])
def test_the_adapter_sees_what_went_back_without_it(midtrans: Midtrans, server: Server, kind: str) -> None:
    midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT)
    told = call(server, "POST", f"/simulator/orders/{ORDER}/misbehave/{kind}")[1]
    seen = midtrans.fetch(ORDER)
    back = seen.charged_back + sum(refund.amount for refund in seen.refunds)
    assert (told["captured"], told["returned"], back) == (True, back, 325_000 if kind == "partial-refund" else 650_000)
    assert (seen.charged_back > 0) is (kind == "chargeback")


@pytest.mark.parametrize("how", ["hang", "slow"])
def test_the_adapter_meets_silence_and_slowness(midtrans: Midtrans, server: Server, gateway: Gateway, how: str) -> None:
    midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT)
    gateway.outage.waits = dict.fromkeys(Trouble, 0.05)
    call(server, "POST", "/simulator/outage", {"seconds": 60, "how": how})
    if how == "slow":
        assert midtrans.fetch(ORDER).status is PaymentStatus.PENDING
    else:
        with pytest.raises(GatewayUnavailable):
            midtrans.fetch(ORDER)


def test_the_adapter_tells_refusal_outage_and_ignorance_apart(midtrans: Midtrans, server: Server) -> None:
    with pytest.raises(OrderUnknown):
        midtrans.fetch(ORDER)
    with pytest.raises(GatewayRefused):
        midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT - timedelta(days=1))
    assert call(server, "POST", "/simulator/outage", {"on": True}) == (200, {"outage": True})
    with pytest.raises(GatewayUnavailable):
        midtrans.fetch(ORDER)
    call(server, "POST", "/simulator/outage", {"on": False})
    assert (
        midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT).status is PaymentStatus.PENDING
    )


def test_the_adapter_believes_no_forgery(midtrans: Midtrans, server: Server, merchant: Any) -> None:
    merchant.answers = [401]
    midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT)
    status, answer = call(server, "POST", f"/simulator/orders/{ORDER}/misbehave/forged")
    assert (status, answer["captured"], answer["delivered"]) == (200, False, False)
    for notice in merchant.received:
        with pytest.raises(SignatureInvalid):
            midtrans.read_notice(json.dumps(notice).encode(), {})


def test_a_late_payment_settles_an_expired_order(midtrans: Midtrans, server: Server) -> None:
    midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT)
    call(server, "POST", f"/simulator/orders/{ORDER}/misbehave/late")
    assert midtrans.fetch(ORDER).status is PaymentStatus.SETTLED


def test_only_the_merchant_may_use_its_api(server: Server, charge: Charge, clock: Any) -> None:
    charge()
    assert call(server, "GET", f"/v2/{ORDER}/status")[0] == 401
    stranger = Midtrans(server.url, keys=lambda: ["another"], now=clock)
    with pytest.raises(GatewayUnavailable):
        stranger.fetch(ORDER)


def test_orders_are_listed_for_tools(server: Server, charge: Charge) -> None:
    charge()
    [listed] = call(server, "GET", "/simulator/orders")[1]["orders"]
    assert listed == call(server, "GET", f"/simulator/orders/{ORDER}")[1]
    assert (listed["order_id"], listed["transaction_status"], listed["capture"]) == (ORDER, "pending", None)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "error"),
    [
        ("GET", "/nowhere", None, 404, "no_such_route"),
        ("GET", "/simulator/outage", None, 404, "no_such_route"),
        ("POST", "/simulator/orders/LBG-9/pay", None, 404, "order_unknown"),
        ("GET", "/simulator/orders/LBG-9", None, 404, "order_unknown"),
        ("POST", f"/simulator/orders/{ORDER}/misbehave/badly", None, 400, "bad_request"),
        ("POST", "/simulator/outage", {"seconds": -1}, 400, "bad_request"),
        ("POST", "/simulator/outage", {"seconds": "1"}, 400, "bad_request"),
        ("POST", "/simulator/outage", ["on"], 400, "bad_request"),
    ],
)
def test_what_cannot_be_done_is_said(
    server: Server, charge: Charge, method: str, path: str, body: object, status: int, error: str
) -> None:
    charge()
    answered, answer = call(server, method, path, body)
    assert (answered, answer["error"]) == (status, error)
    assert call(server, "GET", "/health")[0] == 200


def test_a_body_too_large_is_not_waited_for(server: Server) -> None:
    claim = {"Content-Length": str(LARGEST_BODY + 1)}
    answer = http.request("POST", f"{server.url}/simulator/outage", headers=claim)
    assert (answer.status, answer.headers["Connection"]) == (400, "close")


def test_paying_twice_is_a_conflict(server: Server, charge: Charge) -> None:
    charge()
    assert call(server, "POST", f"/simulator/orders/{ORDER}/pay")[0] == 200
    assert call(server, "POST", f"/simulator/orders/{ORDER}/pay")[0] == 409


class Process:
    """`python -m local.gateway` on a free port."""

    def __init__(self, folder: Path, callback_url: str) -> None:
        key = folder / "key"
        key.write_text("SB-Mid-server-test\n")
        options = {"--port": "0", "--state": str(folder / "books"), "--callback-url": callback_url}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "local.gateway", "--server-key-file", str(key)]
            + [word for option in options.items() for word in option],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[3],
            text=True,
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().split()[-1]

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        code = self.process.wait(timeout=10)
        assert self.process.stdout
        self.process.stdout.close()
        return code


def test_the_process_keeps_its_books_over_a_kill_and_ends_cleanly(tmp_path: Path, merchant: Any) -> None:
    first = Process(tmp_path, merchant.url)
    midtrans = Midtrans(first.url, keys=lambda: ["SB-Mid-server-test"], now=lambda: datetime.now(UTC))
    midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=datetime.now(UTC) + timedelta(hours=2))
    merchant.await_notices(1)
    assert http.request("POST", f"{first.url}/simulator/orders/{ORDER}/pay").json()["delivered"] is True
    first.end(signal.SIGKILL)
    second = Process(tmp_path, merchant.url)
    again = Midtrans(second.url, keys=lambda: ["SB-Mid-server-test"], now=lambda: datetime.now(UTC))
    assert again.fetch(ORDER).status is PaymentStatus.SETTLED
    assert second.end(signal.SIGTERM) == 0
    assert merchant.said() == ["pending", "settlement"]
