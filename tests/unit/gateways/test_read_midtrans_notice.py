"""Which notifications of Midtrans are believed, and what they are taken to say."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imigrasi.domain.payment import Notice, PaymentStatus
from imigrasi.usecases.payment_ports import NoticeMalformed, SignatureInvalid
from tests.support.notices import read

Sign = Callable[..., dict[str, Any]]

# The example in Midtrans' documentation of signature_key.
DOCUMENTED_KEY = "askvnoibnosifnboseofinbofinfgbiufglnbfg"
DOCUMENTED_SIGNATURE = (
    "edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e237"
    "5d308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231"
)


def test_the_documented_signature_is_accepted(account: Any, signed: Sign) -> None:
    account.keys = [DOCUMENTED_KEY]
    body = signed(order_id="1111", gross_amount="100000.00", signature_key=DOCUMENTED_SIGNATURE)
    assert read(account, body).amount == 100_000


def test_a_genuine_settlement_is_read_whole(account: Any, signed: Sign) -> None:
    assert read(account, signed()) == Notice(
        gateway="midtrans",
        order_id="LBG-7K2M-9QRT-4-1",
        gateway_payment_id="9aed5972-5b6a-401e-894b-a32c91ed1a3a",
        status=PaymentStatus.SETTLED,
        amount=650_000,
    )


@pytest.mark.parametrize(
    ("said", "code", "fraud", "status"),
    [
        ("pending", "201", "accept", PaymentStatus.PENDING),
        ("authorize", "200", "accept", PaymentStatus.PENDING),
        ("settlement", "200", "accept", PaymentStatus.SETTLED),
        ("settlement", "200", None, PaymentStatus.SETTLED),
        ("capture", "200", "accept", PaymentStatus.SETTLED),
        ("capture", "201", "challenge", PaymentStatus.PENDING),
        ("capture", "200", "deny", PaymentStatus.FAILED),
        ("expire", "202", "accept", PaymentStatus.EXPIRED),
        ("expire", "407", None, PaymentStatus.EXPIRED),
        ("cancel", "200", "accept", PaymentStatus.FAILED),
        ("deny", "202", "accept", PaymentStatus.FAILED),
        ("failure", "202", None, PaymentStatus.FAILED),
        ("refund", "200", "accept", PaymentStatus.REFUNDED),
        ("partial_refund", "200", "accept", PaymentStatus.REFUNDED),
        ("chargeback", "200", "accept", PaymentStatus.CHARGED_BACK),
        ("partial_chargeback", "200", "accept", PaymentStatus.CHARGED_BACK),
    ],
)
def test_every_transaction_status_has_its_place(
    account: Any, signed: Sign, said: str, code: str, fraud: str | None, status: PaymentStatus
) -> None:
    body = signed(transaction_status=said, status_code=code, fraud_status=fraud)
    assert read(account, body).status is status


@pytest.mark.parametrize("merchant", ["G000000018", "", 17, ["G000000017"], "g000000017"])
def test_a_notice_for_another_merchant_is_not_ours_though_it_is_signed(
    account: Any, signed: Sign, merchant: object
) -> None:
    with pytest.raises(SignatureInvalid):
        read(account, signed(merchant_id=merchant))


def test_a_notice_that_names_no_merchant_is_judged_by_its_signature(account: Any, signed: Sign) -> None:
    assert read(account, signed(merchant_id=None)).amount == 650_000


def test_the_previous_key_still_signs_during_a_rotation(account: Any, signed: Sign) -> None:
    assert read(account, signed("SB-Mid-server-previous")).status is PaymentStatus.SETTLED


def test_a_rotation_is_seen_without_a_restart(account: Any, signed: Sign) -> None:
    account.keys = ["SB-Mid-server-next"]
    assert read(account, signed("SB-Mid-server-next")).amount == 650_000
    with pytest.raises(SignatureInvalid):
        read(account, signed())


@pytest.mark.parametrize("keys", [[], [""], ["", ""]])
def test_without_a_key_nothing_is_signed(account: Any, signed: Sign, keys: list[str]) -> None:
    account.keys = keys
    with pytest.raises(SignatureInvalid):
        read(account, signed(""))


def test_fields_that_are_new_to_us_are_left_alone(account: Any, signed: Sign) -> None:
    assert read(account, signed(payment_amounts=[{"amount": "650000.00"}], metadata={"a": 1})).amount == 650_000


def forge(changes: dict[str, Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda body: body | changes


@pytest.mark.parametrize(
    "alter",
    [
        pytest.param(forge({"signature_key": "0" * 128}), id="zeroes"),
        pytest.param(forge({"signature_key": ""}), id="empty"),
        pytest.param(forge({"signature_key": None}), id="null"),
        pytest.param(forge({"signature_key": True}), id="true"),
        pytest.param(forge({"signature_key": ["x"]}), id="list"),
        pytest.param(forge({"signature_key": "é" * 64}), id="not ASCII"),
        pytest.param(forge({"signature_key": "\ud800"}), id="half a surrogate pair"),
        pytest.param(lambda body: {k: v for k, v in body.items() if k != "signature_key"}, id="none"),
        pytest.param(lambda body: body | {"signature_key": body["signature_key"].upper()}, id="upper case"),
        pytest.param(lambda body: body | {"signature_key": body["signature_key"][:64]}, id="half"),
        pytest.param(lambda body: body | {"signature_key": body["signature_key"] + " "}, id="space after"),
        pytest.param(forge({"order_id": "LBG-7K2M-9QRT-4-2"}), id="other order"),
        pytest.param(forge({"gross_amount": "1000.00"}), id="other amount"),
        pytest.param(forge({"gross_amount": "650000"}), id="amount reformatted"),
        pytest.param(forge({"gross_amount": "650000.0"}), id="amount shortened"),
        pytest.param(forge({"gross_amount": "650,000.00"}), id="amount with comma"),
        pytest.param(forge({"status_code": "201"}), id="other status code"),
        pytest.param(forge({"order_id": "\ud800"}), id="order id half a surrogate pair"),
    ],
)
def test_what_was_altered_after_signing_is_refused(
    account: Any, signed: Sign, alter: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    with pytest.raises(SignatureInvalid):
        read(account, alter(signed()))


@pytest.mark.parametrize(
    ("said", "fraud"),
    [
        ("settlement", "accept"),
        ("capture", "accept"),
        ("refund", "accept"),
        ("chargeback", "accept"),
    ],
)
@pytest.mark.parametrize("code", ["201", "202", "407", "404"])
def test_a_signed_notice_altered_into_a_success_is_refused(
    account: Any, signed: Sign, said: str, fraud: str, code: str
) -> None:
    genuine = signed(transaction_status="pending", status_code=code)
    with pytest.raises(SignatureInvalid):
        read(account, genuine | {"transaction_status": said, "fraud_status": fraud})


def test_the_same_notice_written_differently_says_the_same(account: Any, signed: Sign) -> None:
    """What is signed are the values: the order of keys, spaces and escapes are the gateway's to choose."""
    genuine = signed()
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in genuine["order_id"])
    for body in (
        json.dumps(dict(reversed(genuine.items()))),
        json.dumps(genuine, indent=2),
        json.dumps(genuine, separators=(",", ":")),
        json.dumps(genuine).replace(genuine["order_id"], escaped),
    ):
        assert read(account, body.encode()) == read(account, genuine)


@pytest.mark.parametrize("at", ["2026-03-02 07:52:03", "2026-03-02 08:12:03", "2020-01-01 00:00:00", None])
def test_the_notices_own_time_decides_nothing(account: Any, signed: Sign, at: str | None) -> None:
    """It is not signed: clocks may differ by minutes, and retries come hours later."""
    assert read(account, signed(transaction_time=at, settlement_time=at)) == read(account, signed())


def test_headers_decide_nothing(account: Any, signed: Sign) -> None:
    body = json.dumps(signed()).encode()
    headers = {"content-type": "text/plain, application/json", "x-signature": "0" * 128, "content-encoding": "gzip"}
    assert account.midtrans.read_notice(body, headers) == read(account, signed())


@pytest.mark.parametrize("amount", ["650000.00", "200650000.00", "1200000.00", "2002002000.00"])
def test_cutting_the_signed_strings_elsewhere_reaches_no_order_of_ours(account: Any, signed: Sign, amount: str) -> None:
    """Signed as one string, "…-1" + "201" + "200650000.00" also spells "…-1201" + "200" + "650000.00"."""
    genuine = signed(transaction_status="pending", status_code="201", gross_amount=amount)
    joined = genuine["order_id"] + "201" + amount
    for cut in range(1, len(joined) - 3):
        parts = {
            "order_id": joined[:cut],
            "status_code": joined[cut : cut + 3],
            "gross_amount": joined[cut + 3 :],
        }
        try:
            notice = read(account, genuine | parts | {"transaction_status": "settlement"})
        except (SignatureInvalid, NoticeMalformed):
            continue
        # An application would have to be charged more than a thousand times to own this order.
        assert int(notice.order_id.rpartition("-")[2]) > 1000


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_any_bytes_are_refused_in_one_of_two_ways(account: Any, body: bytes) -> None:
    with pytest.raises((SignatureInvalid, NoticeMalformed)):
        read(account, body)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["order_id", "status_code", "gross_amount", "signature_key"]),
    value=st.text(max_size=140) | st.integers() | st.none() | st.lists(st.text(), max_size=2),
)
def test_no_change_of_a_signed_field_is_accepted(account: Any, signed: Sign, name: str, value: Any) -> None:
    genuine = signed()
    if value == genuine[name]:
        return
    with pytest.raises((SignatureInvalid, NoticeMalformed)):
        read(account, genuine | {name: value})
