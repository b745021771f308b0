"""The simulator answers in Midtrans' own wire format."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from local.gateway import wire
from local.gateway.gateway import Gateway
from local.gateway.qris import checksum

pytestmark = pytest.mark.enable_socket

ORDER = "LBG-7K2M-9QRT-4-1"
Charge = Callable[..., dict[str, Any]]


def test_the_signature_is_the_documented_one() -> None:
    assert wire.sign("1111", "200", "100000.00", "askvnoibnosifnboseofinbofinfgbiufglnbfg") == (
        "edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e237"
        "5d308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231"
    )


def test_a_charge_is_answered_as_midtrans_does(gateway: Gateway, charge: Charge) -> None:
    answer = charge()
    order = gateway.books.order(ORDER)
    assert answer == {
        "http": 201,
        "status_code": "201",
        "status_message": "Success, Bank Transfer transaction is created",
        "transaction_id": order.transaction_id,
        "order_id": ORDER,
        "merchant_id": "G000000017",
        "gross_amount": "650000.00",
        "currency": "IDR",
        "payment_type": "bank_transfer",
        "transaction_time": "2026-03-02 08:00:00",
        "transaction_status": "pending",
        "fraud_status": "accept",
        "expiry_time": "2026-03-02 10:00:00",
        "va_numbers": [{"bank": "bni", "va_number": order.va_number}],
    }


def test_a_paid_order_says_so_signed(gateway: Gateway, charge: Charge, clock: Any) -> None:
    charge()
    clock.move(minutes=5)
    gateway.pay(ORDER)
    status, answer = gateway.status(ORDER)
    assert (status, answer["status_code"], answer["transaction_status"]) == (200, "200", "settlement")
    assert answer["settlement_time"] == "2026-03-02 08:05:00"
    covered = f"{ORDER}200650000.00SB-Mid-server-test"
    assert answer["signature_key"] == hashlib.sha512(covered.encode()).hexdigest()


def test_an_order_nobody_paid_in_time_expires(gateway: Gateway, charge: Charge, clock: Any, merchant: Any) -> None:
    charge()
    clock.move(hours=2)
    status, answer = gateway.status(ORDER)
    assert (status, answer["status_code"], answer["transaction_status"]) == (200, "407", "expire")
    [notice] = merchant.await_notices(1)
    assert (notice["status_code"], notice["transaction_status"]) == ("202", "expire")


KINDS: dict[str, dict[str, Any]] = {
    "qris": {"payment_type": "qris", "qris": {"acquirer": "gopay"}},
    "gopay": {"payment_type": "gopay"},
    "cstore": {"payment_type": "cstore", "cstore": {"store": "alfamart"}},
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_payment_says_what_it_is_paid_with(gateway: Gateway, charge: Charge, kind: str) -> None:
    answer = charge(**KINDS[kind])
    order = gateway.books.order(ORDER)
    own = {
        "qris": {"qr_string": order.qr_string, "acquirer": "gopay"},
        "gopay": {},
        "cstore": {"payment_code": order.payment_code, "store": "alfamart"},
    }[kind]
    assert (answer["http"], answer["payment_type"], "va_numbers" in answer) == (201, kind, False)
    assert own.items() <= answer.items()
    actions = [action["name"] for action in answer.get("actions", [])]
    assert ("deeplink-redirect" in actions, "generate-qr-code" in actions) == (kind == "gopay", kind != "cstore")
    asked = gateway.status(ORDER)[1]
    assert ("qr_string" in asked, "actions" in asked) == (False, False)


def test_a_qr_code_can_be_read_by_a_scanner_that_follows_the_standard(gateway: Gateway, charge: Charge) -> None:
    content, tags = charge(**KINDS["qris"])["qr_string"], {}
    assert int(content[-4:], 16) == checksum(content[:-4].encode())
    rest = content
    while rest:
        tags[rest[:2]], rest = rest[4 : 4 + int(rest[2:4])], rest[4 + int(rest[2:4]) :]
    assert (tags["00"], tags["53"], tags["54"], tags["58"]) == ("01", "360", "650000", "ID")
    assert checksum(b"123456789") == 0x29B1  # the check value of CRC-16/CCITT-FALSE


def test_a_refund_is_answered_and_told_as_midtrans_does(
    gateway: Gateway, charge: Charge, merchant: Any, clock: Any
) -> None:
    charge(**KINDS["qris"])
    gateway.pay(ORDER)
    status, answer = gateway.refund(ORDER, {"refund_key": "r-1", "amount": 150_000, "reason": "withdrawn"})
    assert (status, answer["status_code"], answer["transaction_status"]) == (200, "200", "partial_refund")
    assert (answer["refund_key"], answer["refund_amount"], answer["gross_amount"]) == ("r-1", "150000.00", "650000.00")
    _, told = merchant.await_notices(2)
    asked = gateway.status(ORDER)[1]
    assert told["transaction_status"] == asked["transaction_status"] == "partial_refund"
    assert [refund["refund_key"] for refund in asked["refunds"]] == ["r-1"]
    assert gateway.refund(ORDER, {"refund_key": "r-2"})[1]["refund_amount"] == "500000.00"
    assert gateway.status(ORDER)[1]["transaction_status"] == "refund"


@pytest.mark.parametrize(
    "body",
    [
        None,
        {"refund_key": 1},
        {"refund_key": "a b"},
        {"refund_key": "r-1", "amount": "1"},
        {"refund_key": "r-1", "amount": 0},
        {"refund_key": "r-1", "amount": True},
        {"refund_key": "r-1", "amount": 1.5},
        {"refund_key": "r-1", "amount": 1, "reason": "x" * 256},
    ],
)
def test_a_refund_that_breaks_the_rules_gives_nothing_back(gateway: Gateway, charge: Charge, body: object) -> None:
    charge(**KINDS["qris"])
    gateway.pay(ORDER)
    assert gateway.refund(ORDER, body)[1]["status_code"] == "400"
    assert gateway.books.returns() == []


def test_while_the_first_request_is_worked_on_its_repeat_is_told_so(gateway: Gateway) -> None:
    inner: list[int] = []

    def act() -> tuple[int, dict[str, Any]]:
        inner.append(gateway.once("key", act)[0])
        return 201, {"status_code": "201"}

    assert gateway.once("key", act)[0] == 201
    assert inner == [202]


def test_only_what_succeeded_is_remembered(gateway: Gateway, charge: Charge) -> None:
    refused: dict[str, Any] = {"status_code": "400"}
    made: dict[str, Any] = {"status_code": "201"}
    answers = [(400, refused), (201, made), (201, made | {"n": 2})]
    given = [gateway.once("key", lambda: answers.pop(0)) for _ in range(3)]
    assert given == [(400, refused), (201, made), (201, made)]


def test_an_unknown_order_and_a_used_one_are_refused(gateway: Gateway, charge: Charge) -> None:
    charge()
    assert gateway.status("LBG-9") == (
        404,
        {"status_code": "404", "status_message": "Transaction doesn't exist."},
    )
    assert charge()["status_code"] == "406"


@pytest.mark.parametrize(
    "changes",
    [
        {"payment_type": "credit_card"},
        {"payment_type": ["qris"]},
        {"payment_type": "cstore", "cstore": {"store": "indomaret"}},
        {"payment_type": "qris", "custom_expiry": {"expiry_duration": 8, "unit": "day"}},
        {"bank_transfer": {"bank": "bca"}},
        {"bank_transfer": None},
        {"transaction_details": None},
        {"transaction_details": {"order_id": "LBG-1", "gross_amount": 0}},
        {"transaction_details": {"order_id": "LBG-1", "gross_amount": "650000"}},
        {"transaction_details": {"order_id": "LBG-1", "gross_amount": 650000.5}},
        {"transaction_details": {"order_id": "LBG-1", "gross_amount": True}},
        {"transaction_details": {"order_id": "LBG-1$", "gross_amount": 650000}},
        {"transaction_details": {"order_id": "x" * 51, "gross_amount": 650000}},
        {"custom_expiry": {"expiry_duration": 19, "unit": "second"}},
        {"custom_expiry": {"expiry_duration": 181, "unit": "day"}},
        {"custom_expiry": {"expiry_duration": "2", "unit": "hour"}},
        {"custom_expiry": {"expiry_duration": 2, "unit": "week"}},
        {"custom_expiry": {"expiry_duration": 2, "unit": "hour", "order_time": "2026-03-02T01:00:00Z"}},
        {"custom_expiry": "2 hours"},
    ],
)
def test_a_charge_that_breaks_the_rules_opens_nothing(
    gateway: Gateway, charge: Charge, changes: dict[str, Any]
) -> None:
    answer = charge(**changes)
    assert (answer["http"], answer["status_code"]) == (400, "400")
    assert gateway.books.orders() == []


def test_an_expiry_counts_from_the_merchants_order_time(charge: Charge) -> None:
    expiry = {"order_time": "2026-03-02 07:30:00 +0700", "expiry_duration": 3600, "unit": "second"}
    assert charge(custom_expiry=expiry)["expiry_time"] == "2026-03-02 08:30:00"


def test_an_outage_answers_503_and_opens_nothing(gateway: Gateway, charge: Charge) -> None:
    gateway.fail_for(60)
    assert (charge()["http"], gateway.status(ORDER)[0]) == (503, 503)
    gateway.fail_for(0)
    assert gateway.books.orders() == []
    assert charge()["http"] == 201


def test_an_opened_order_is_announced(gateway: Gateway, charge: Charge, merchant: Any) -> None:
    gateway._pending_notices = True
    charge()
    [notice] = merchant.await_notices(1)
    assert (notice["status_code"], notice["transaction_status"]) == ("201", "pending")
