"""The simulator answers in Midtrans' own wire format."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from local.gateway import wire
from local.gateway.gateway import Gateway

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
