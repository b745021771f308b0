"""The ways to pay through Midtrans: what each charge says, and what its answer gives the citizen to pay with."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from imigrasi.adapters.catalogue import FileCatalogue
from imigrasi.adapters.gateways.midtrans_wire import METHODS
from imigrasi.domain.payment import Bill
from imigrasi.usecases.payment_ports import GatewayUnavailable

Sign = Callable[..., dict[str, Any]]

ORDER = "LBG-7K2M-9QRT-4-1"
EXPIRES_AT = datetime(2026, 3, 2, 3, 2, 3, tzinfo=UTC)
QR = "00020101021226610014COM.GO-JEK.WWW01189360091434506469550210G4506469550303UMI5204"
DEEPLINK = "https://simulator.sandbox.midtrans.com/gopay/partner/app/payment-pin?id=1"
ACTIONS = [
    {"name": "generate-qr-code", "method": "GET", "url": "https://api.sandbox.midtrans.com/v2/gopay/1/qr-code"},
    {"name": "deeplink-redirect", "method": "GET", "url": DEEPLINK},
]

ANSWERS: dict[str, dict[str, Any]] = {
    "bank_transfer": {"payment_type": "bank_transfer"},
    "qris": {"payment_type": "qris", "va_numbers": None, "qr_string": QR, "acquirer": "gopay"},
    "gopay": {"payment_type": "gopay", "va_numbers": None, "actions": ACTIONS},
    "alfamart": {"payment_type": "cstore", "va_numbers": None, "payment_code": "010811223344", "store": "alfamart"},
}
SHOWN = {
    "bank_transfer": ("9881234567890123", None, None),
    "qris": (None, QR, None),
    "gopay": (None, None, DEEPLINK),
    "alfamart": ("010811223344", None, None),
}


def charge(account: Any, signed: Sign, method: str, **changes: Any) -> Bill:
    pending = {"transaction_status": "pending", "status_code": "201", "settlement_time": None}
    body = signed(**pending | ANSWERS[method] | changes)
    del body["signature_key"]
    account.http.will_answer(201, body)
    bill: Bill = account.midtrans.charge(ORDER, 650_000, method=method, expires_at=EXPIRES_AT)
    return bill


def test_every_method_of_the_catalogue_can_be_charged() -> None:
    offered = {method.code for method in FileCatalogue().gateway("midtrans").methods}
    assert offered == METHODS.keys() == ANSWERS.keys()


@pytest.mark.parametrize("method", METHODS)
def test_what_each_charge_says(account: Any, signed: Sign, method: str) -> None:
    charge(account, signed, method)
    said = json.loads(account.http.asked[0].body)
    assert said.pop("custom_expiry")["expiry_duration"] == 7200
    assert said.pop("transaction_details") == {"order_id": ORDER, "gross_amount": 650_000}
    assert said == METHODS[method]


@pytest.mark.parametrize("method", METHODS)
def test_what_each_charge_gives_to_pay_with(account: Any, signed: Sign, method: str) -> None:
    bill = charge(account, signed, method)
    assert (bill.billing_code, bill.qr_string, bill.redirect_url) == SHOWN[method]
    assert bill.expires_at == EXPIRES_AT


def test_gopay_also_shows_the_qr_content_where_it_is_given(account: Any, signed: Sign) -> None:
    bill = charge(account, signed, "gopay", qr_string=QR)
    assert (bill.qr_string, bill.redirect_url) == (QR, DEEPLINK)


@pytest.mark.parametrize("method", METHODS)
def test_an_expiry_that_is_not_answered_is_the_one_asked_for(account: Any, signed: Sign, method: str) -> None:
    assert charge(account, signed, method, expiry_time=None).expires_at == EXPIRES_AT


@pytest.mark.parametrize(
    ("method", "changes"),
    [
        ("qris", {"qr_string": None}),
        ("qris", {"qr_string": ""}),
        ("qris", {"qr_string": "short"}),
        ("qris", {"qr_string": "0" * 601}),
        ("qris", {"qr_string": QR + "\n"}),
        ("qris", {"qr_string": 5}),
        ("alfamart", {"payment_code": None}),
        ("alfamart", {"payment_code": "٠١٢٣٤٥٦٧"}),
        ("alfamart", {"payment_code": "01081122<b>"}),
        ("bank_transfer", {"va_numbers": [{"bank": "bni", "va_number": "９８８１２３４５６７８９０１２３"}]}),
        ("bank_transfer", {"payment_type": "echannel"}),
        ("gopay", {"actions": None}),
        ("gopay", {"actions": []}),
        ("gopay", {"actions": {}}),
        ("gopay", {"actions": ["deeplink-redirect"]}),
        ("gopay", {"actions": [{"name": "deeplink-redirect"}]}),
        ("gopay", {"actions": ACTIONS[:1]}),
        *(
            ("gopay", {"actions": [{"name": "deeplink-redirect", "url": url}]})
            for url in (
                "javascript:alert(1)",
                "data:text/html,x",
                "http://simulator.sandbox.midtrans.com/pay",
                "//midtrans.com/pay",
                "https://midtrans.com/pay\nx",
                " https://midtrans.com/pay",
                "intent://pay#Intent;scheme=gojek;end",
            )
        ),
    ],
)
def test_a_citizen_is_shown_nothing_that_is_not_what_the_method_gives(
    account: Any, signed: Sign, method: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(GatewayUnavailable):
        charge(account, signed, method, **changes)


@pytest.mark.parametrize("url", ["gojek://gopay/merchanttransfer?tref=1", "https://gopay.co.id/app/pay?id=1"])
def test_a_wallet_is_opened_by_its_own_address(account: Any, signed: Sign, url: str) -> None:
    bill = charge(account, signed, "gopay", actions=[{"name": "deeplink-redirect", "url": url}])
    assert bill.redirect_url == url


@pytest.mark.parametrize("method", ["qris", "gopay"])
def test_a_status_answer_without_anything_to_pay_with_has_no_bill(account: Any, signed: Sign, method: str) -> None:
    kind = ANSWERS[method]["payment_type"]
    pending = {"transaction_status": "pending", "status_code": "201", "settlement_time": None}
    account.http.will_answer(200, signed(payment_type=kind, va_numbers=None, **pending))
    assert account.midtrans.fetch(ORDER).bill is None
