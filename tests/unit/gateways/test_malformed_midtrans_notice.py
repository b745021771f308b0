"""What is no notice of Midtrans, though it may be signed: other shapes, other amounts, keys that stand twice."""

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from imigrasi.adapters.gateways.midtrans import LARGEST_BODY
from imigrasi.usecases.payment_ports import NoticeMalformed
from tests.support.notices import read

Sign = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="list"),
        pytest.param(b'"text"', id="text"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b"order_id=1&status_code=200", id="form"),
        pytest.param(b'{"order_id": "\xff\xfe"}', id="not UTF-8"),
        pytest.param('{"order_id": "1"}'.encode("utf-16"), id="UTF-16"),
        pytest.param(b'\xef\xbb\xbf{"order_id": "1"}', id="byte order mark"),
        pytest.param(b'{"order_id": NaN}', id="NaN"),
        pytest.param(b'{"a": -Infinity}', id="infinity"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", id="endless number"),
        pytest.param(b"[" * 10_000, id="deep list"),
        pytest.param(b'{"a":' * 2500 + b"1" + b"}" * 2500, id="deep objects"),
        pytest.param(b" " * LARGEST_BODY + b"{}", id="large"),
        pytest.param(b'{"order_id": "1"} {"order_id": "2"}', id="two bodies"),
        pytest.param(b'{"order_id": 1111, "status_code": "200", "signature_key": "x"}', id="number for text"),
    ],
)
def test_what_is_no_notice_is_refused(account: Any, body: bytes) -> None:
    with pytest.raises(NoticeMalformed):
        read(account, body)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"gross_amount": "650000"}, id="no decimals"),
        pytest.param({"gross_amount": "650000.50"}, id="half a rupiah"),
        pytest.param({"gross_amount": "650000.000"}, id="three decimals"),
        pytest.param({"gross_amount": "650000.00\n"}, id="line end"),
        pytest.param({"gross_amount": "-650000.00"}, id="negative"),
        pytest.param({"gross_amount": "+650000.00"}, id="plus"),
        pytest.param({"gross_amount": "0650000.00"}, id="leading zero"),
        pytest.param({"gross_amount": "0.00"}, id="nothing"),
        pytest.param({"gross_amount": "6.5e5"}, id="exponent"),
        pytest.param({"gross_amount": "650_000.00"}, id="underscore"),
        pytest.param({"gross_amount": " 650000.00"}, id="space"),
        pytest.param({"gross_amount": "٦٥٠٠٠٠.00"}, id="other digits"),
        pytest.param({"gross_amount": "６５００００.００"}, id="look-alike digits"),
        pytest.param({"gross_amount": "65\u041e000.00"}, id="a letter for a zero"),
        pytest.param({"gross_amount": "650,000.00"}, id="thousands by comma"),
        pytest.param({"gross_amount": "650.000,00"}, id="thousands by point"),
        pytest.param({"gross_amount": "650.000.00"}, id="two points"),
        pytest.param({"gross_amount": "1e6.00"}, id="exponent with decimals"),
        pytest.param({"gross_amount": "Rp650000.00"}, id="with its currency"),
        pytest.param({"gross_amount": "9" * 16 + ".00"}, id="too much"),
        pytest.param({"currency": "USD"}, id="dollars"),
        pytest.param({"currency": "idr"}, id="lower case currency"),
        pytest.param({"currency": 360}, id="currency number"),
        pytest.param({"transaction_status": "SETTLEMENT"}, id="upper case status"),
        pytest.param({"transaction_status": "settled"}, id="unknown status"),
        pytest.param({"transaction_status": None}, id="no status"),
        pytest.param({"transaction_status": ["settlement"]}, id="status list"),
        pytest.param({"transaction_status": "capture", "fraud_status": None}, id="capture without fraud status"),
        pytest.param({"transaction_status": "capture", "fraud_status": "maybe"}, id="unknown fraud status"),
        pytest.param({"transaction_id": None}, id="no transaction id"),
        pytest.param({"transaction_id": ""}, id="empty transaction id"),
        pytest.param({"transaction_id": 7}, id="transaction id number"),
        pytest.param({"order_id": "x" * 51}, id="long order id"),
        pytest.param({"order_id": "LBG 1"}, id="order id with space"),
        pytest.param({"order_id": "LBG-1\n"}, id="order id with line end"),
        pytest.param({"status_code": "2000"}, id="long status code"),
    ],
)
def test_a_signed_notice_with_another_shape_is_refused(account: Any, signed: Sign, changes: dict[str, Any]) -> None:
    with pytest.raises(NoticeMalformed):
        read(account, signed(**changes))


@pytest.mark.parametrize("name", ["order_id", "status_code", "gross_amount"])
@pytest.mark.parametrize("value", [None, "", 200, True, {}, []])
def test_every_signed_field_must_be_a_text(account: Any, signed: Sign, name: str, value: object) -> None:
    with pytest.raises(NoticeMalformed):
        read(account, signed() | {name: value})


@pytest.mark.parametrize("name", ["transaction_status", "order_id", "gross_amount", "signature_key"])
def test_a_key_that_stands_twice_is_refused(account: Any, signed: Sign, name: str) -> None:
    body = signed()
    genuine = json.dumps(body)
    for twice in (
        f'{genuine[:-1]}, "{name}": {json.dumps(body[name])}}}',
        f'{{"{name}": "expire", {genuine[1:]}',
        f'{genuine[:-1]}, "inner": [{{"a": 1, "a": 2}}]}}',
    ):
        with pytest.raises(NoticeMalformed):
            read(account, twice.encode())


@pytest.mark.parametrize("number", ["650000.00", "650000.0", "650000", "6.5e5", "65e4", "-650000.00", "6500000e-1"])
def test_an_amount_that_is_a_number_and_no_text_is_refused(account: Any, signed: Sign, number: str) -> None:
    body = json.dumps(signed()).replace('"650000.00"', number)
    with pytest.raises(NoticeMalformed):
        read(account, body.encode())


def test_a_packed_body_is_refused(account: Any, signed: Sign) -> None:
    for packed in (gzip.compress(json.dumps(signed()).encode()), zlib.compress(json.dumps(signed()).encode())):
        with pytest.raises(NoticeMalformed):
            read(account, packed)


def test_ten_megabytes_are_refused_before_they_are_parsed(account: Any, signed: Sign) -> None:
    with pytest.raises(NoticeMalformed):
        read(account, json.dumps(signed(metadata="x" * 10_000_000)).encode())


def test_depth_is_bounded_even_where_the_parser_would_follow(account: Any, signed: Sign) -> None:
    nested: Any = []
    for _ in range(20):
        nested = [nested]
    with pytest.raises(NoticeMalformed):
        read(account, signed(metadata=nested))
