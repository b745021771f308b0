"""What is asked of Midtrans, and how its answers are taken."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import urllib3

from imigrasi.adapters.gateways.midtrans import LARGEST_BODY
from imigrasi.domain.payment import Bill, GatewayPayment, PaymentStatus
from imigrasi.usecases.payment_ports import (
    GatewayRefused,
    GatewayUnavailable,
    OrderExists,
    OrderUnknown,
    PaymentGateway,
)

Sign = Callable[..., dict[str, Any]]

ORDER = "LBG-7K2M-9QRT-4-1"
#: What a whole amount of rupiah never looks like at Midtrans.
NO_AMOUNTS = (
    650_000.0, "650000.0", "650000.50", "6.5e5", "650,000.00", "650.000,00", "-650000.00", "+650000.00", "Rp650000.00",
    "６５００００.００", "٦٥٠٠٠٠.00", "", None,
)  # fmt: skip
EXPIRES_AT = datetime(2026, 3, 2, 3, 2, 3, tzinfo=UTC)
UNKNOWN_KEY = {"status_code": "401", "status_message": "Access denied due to unauthorized transaction"}


@pytest.fixture
def opened(signed: Sign) -> dict[str, Any]:
    """Midtrans' answer to a charge; it is not signed."""
    body = signed(transaction_status="pending", status_code="201", settlement_time=None)
    del body["signature_key"]
    return body


def charge(account: Any) -> Bill:
    gateway: PaymentGateway = account.midtrans
    return gateway.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT)


def fetch(account: Any) -> GatewayPayment:
    gateway: PaymentGateway = account.midtrans
    return gateway.fetch(ORDER)


def test_a_charge_opens_a_virtual_account_until_the_expiry(account: Any, opened: dict[str, Any]) -> None:
    account.http.will_answer(201, opened)
    assert charge(account) == Bill(
        order_id=ORDER,
        gateway_payment_id="9aed5972-5b6a-401e-894b-a32c91ed1a3a",
        status=PaymentStatus.PENDING,
        expires_at=EXPIRES_AT,
        billing_code="9881234567890123",
    )
    [asked] = account.http.asked
    assert (asked.method, asked.url) == ("POST", "https://api.sandbox.midtrans.com/v2/charge")
    assert asked.headers["idempotency-key"] == f"{ORDER}-charge"
    assert json.loads(asked.body) == {
        "payment_type": "bank_transfer",
        "bank_transfer": {"bank": "bni"},
        "transaction_details": {"order_id": ORDER, "gross_amount": 650_000},
        "custom_expiry": {
            "order_time": "2026-03-02 08:02:03 +0700",
            "expiry_duration": 7200,
            "unit": "second",
        },
    }


def test_the_server_key_is_the_user_and_there_is_no_password(account: Any, signed: Sign) -> None:
    account.http.will_answer(200, signed())
    fetch(account)
    scheme, credentials = account.http.asked[0].headers["authorization"].split(" ")
    assert (scheme, base64.b64decode(credentials)) == ("Basic", b"SB-Mid-server-current:")


def test_no_request_follows_redirects_or_waits_for_ever(account: Any, signed: Sign) -> None:
    account.http.will_answer(200, signed())
    fetch(account)
    options = account.http.asked[0].options
    assert (options["redirect"], options["retries"]) == (False, False)
    assert (options["timeout"].connect_timeout, options["timeout"].read_timeout) == (3.0, 8.0)


def test_an_order_id_is_quoted_into_the_path(account: Any) -> None:
    account.http.will_answer(404, {"status_code": "404", "status_message": "Transaction doesn't exist."})
    with pytest.raises(OrderUnknown):
        account.midtrans.fetch("../v2/x?y#z")
    assert account.http.asked[0].url.endswith("/v2/..%2Fv2%2Fx%3Fy%23z/status")


def test_a_settled_order_is_read_whole(account: Any, signed: Sign) -> None:
    account.http.will_answer(200, signed())
    assert fetch(account) == GatewayPayment(
        order_id=ORDER,
        gateway_payment_id="9aed5972-5b6a-401e-894b-a32c91ed1a3a",
        status=PaymentStatus.SETTLED,
        amount=650_000,
        settled_at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
        bill=Bill(
            order_id=ORDER,
            gateway_payment_id="9aed5972-5b6a-401e-894b-a32c91ed1a3a",
            status=PaymentStatus.PENDING,
            expires_at=EXPIRES_AT,
            billing_code="9881234567890123",
        ),
    )


@pytest.mark.parametrize(
    ("said", "code", "status"),
    [
        ("pending", "201", PaymentStatus.PENDING),
        ("expire", "407", PaymentStatus.EXPIRED),
        ("deny", "202", PaymentStatus.FAILED),
    ],
)
def test_an_open_or_dead_order_says_so_in_its_bill_too(
    account: Any, signed: Sign, said: str, code: str, status: PaymentStatus
) -> None:
    account.http.will_answer(200, signed(transaction_status=said, status_code=code, settlement_time=None))
    seen = fetch(account)
    assert seen.bill is not None
    assert (seen.status, seen.bill.status, seen.settled_at) == (status, status, None)


def test_what_was_captured_counts_and_not_what_was_asked(account: Any, signed: Sign) -> None:
    account.http.will_answer(200, signed(gross_amount="649000.00"))
    assert fetch(account).amount == 649_000


def test_a_payment_without_a_virtual_account_has_no_bill(account: Any, signed: Sign) -> None:
    account.http.will_answer(200, signed(va_numbers=None))
    assert fetch(account).bill is None


def test_an_order_id_used_before_is_told_apart(account: Any) -> None:
    account.http.will_answer(406, {"status_code": "406", "status_message": "order_id has been utilized"})
    with pytest.raises(OrderExists):
        charge(account)


@pytest.mark.parametrize("code", ["406", "404"])
def test_the_code_in_the_body_counts_where_http_says_200(account: Any, code: str) -> None:
    account.http.will_answer(200, {"status_code": code, "status_message": "…"})
    act, raised = (charge, OrderExists) if code == "406" else (fetch, OrderUnknown)
    with pytest.raises(raised):
        act(account)


@pytest.mark.parametrize("code", ["400", "402", "403", "410", "202"])
def test_a_charge_that_is_declined_is_refused(account: Any, code: str) -> None:
    account.http.will_answer(200, {"status_code": code, "status_message": "…"})
    with pytest.raises(GatewayRefused):
        charge(account)


@pytest.mark.parametrize(
    "changes",
    [
        {"gross_amount": "650001.00"},
        {"gross_amount": "650000"},
        *({"gross_amount": amount} for amount in NO_AMOUNTS),
        {"order_id": "LBG-7K2M-9QRT-4-2"},
        {"transaction_status": "settlement"},
        {"transaction_status": "deny"},
        {"va_numbers": []},
        {"va_numbers": [{"bank": "bni"}]},
        {"va_numbers": ["9881234567890123"]},
        {"va_numbers": None},
        {"expiry_time": "tomorrow"},
        {"currency": "USD"},
        {"transaction_id": None},
    ],
)
def test_a_charge_that_is_not_the_one_asked_for_is_not_shown_to_a_citizen(
    account: Any, opened: dict[str, Any], changes: dict[str, Any]
) -> None:
    account.http.will_answer(201, opened | changes)
    with pytest.raises(GatewayUnavailable):
        charge(account)


@pytest.mark.parametrize(
    "changes",
    [
        {"order_id": "LBG-7K2M-9QRT-4-2"},
        {"status_code": "201"},
        {"status_code": "2"},
        {"gross_amount": "650000"},
        {"gross_amount": 650000},
        *({"gross_amount": amount} for amount in NO_AMOUNTS),
        {"transaction_status": "paid"},
        {"settlement_time": "2026-03-02T09:00:00Z"},
        {"currency": "USD"},
        {"transaction_id": ""},
        {"signature_key": "0" * 128},
        {"signature_key": None},
    ],
)
def test_a_status_answer_that_does_not_fit_moves_nothing(account: Any, signed: Sign, changes: dict[str, Any]) -> None:
    account.http.will_answer(200, signed(**{k: v for k, v in changes.items() if k != "signature_key"}) | changes)
    with pytest.raises(GatewayUnavailable):
        fetch(account)


def test_a_status_answer_with_a_key_twice_moves_nothing(account: Any, signed: Sign) -> None:
    genuine = json.dumps(signed(transaction_status="pending", status_code="201"))
    account.http.will_answer(200, (genuine[:-1] + ', "transaction_status": "expire"}').encode())
    with pytest.raises(GatewayUnavailable):
        fetch(account)


@pytest.mark.parametrize("act", [charge, fetch])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"<html>Bad Gateway</html>"),
        (502, b""),
        (503, b'{"status_code":"503"}'),
        (200, b'{"status_code":"500"}'),
        (200, b'{"status_code":"505"}'),
        (429, b'{"status_code":"429"}'),
        (200, b'{"status_code":"429"}'),
        (202, b'{"status_code":"202"}'),
        (301, b'{"status_code":"200"}'),
        (302, b""),
        (307, b""),
        (308, b""),
        (404, b"<html>Not Found</html>"),
        (200, b"{}"),
        (200, b'{"status_code":200}'),
        (200, b'{"status_code":"200"'),
        (200, b" " * LARGEST_BODY + b'{"status_code":"404"}'),
        (200, b'{"status_code":"404"}' + b" " * LARGEST_BODY),
        (500, b'{"status_code":"404"}'),
        (429, b'{"status_code":"404"}'),
    ],
)
def test_an_answer_that_is_none_can_be_asked_for_again(
    account: Any, act: Callable[[Any], object], status: int, body: bytes
) -> None:
    account.http.will_answer(status, body)
    with pytest.raises(GatewayUnavailable):
        act(account)
    assert len(account.http.asked) == 1


POOL = urllib3.HTTPConnectionPool("api.sandbox.midtrans.com")


@pytest.mark.parametrize("act", [charge, fetch])
@pytest.mark.parametrize(
    "fault",
    [
        urllib3.exceptions.ReadTimeoutError(POOL, "/v2", "no answer in 8 s"),
        urllib3.exceptions.ConnectTimeoutError("no connection in 3 s"),
        urllib3.exceptions.ProtocolError("connection broken"),
        urllib3.exceptions.SSLError("certificate expired"),
    ],
)
def test_no_answer_can_be_asked_for_again(account: Any, act: Callable[[Any], object], fault: Exception) -> None:
    account.http.replies.append(fault)
    with pytest.raises(GatewayUnavailable):
        act(account)


def test_a_key_midtrans_does_not_know_yet_gives_way_to_the_previous_one(account: Any, signed: Sign) -> None:
    account.http.will_answer(401, UNKNOWN_KEY)
    account.http.will_answer(200, signed())
    assert fetch(account).status is PaymentStatus.SETTLED
    users = [base64.b64decode(asked.headers["authorization"][6:]) for asked in account.http.asked]
    assert users == [b"SB-Mid-server-current:", b"SB-Mid-server-previous:"]


def test_a_key_midtrans_never_knew_can_be_put_right_and_tried_again(account: Any) -> None:
    account.http.will_answer(401, UNKNOWN_KEY)
    account.http.will_answer(401, UNKNOWN_KEY)
    with pytest.raises(GatewayUnavailable):
        fetch(account)


def test_the_expiry_is_counted_in_whole_seconds(account: Any, opened: dict[str, Any]) -> None:
    account.http.will_answer(201, opened)
    account.midtrans.charge(ORDER, 650_000, method="bank_transfer", expires_at=EXPIRES_AT + timedelta(milliseconds=900))
    assert json.loads(account.http.asked[0].body)["custom_expiry"]["expiry_duration"] == 7200
