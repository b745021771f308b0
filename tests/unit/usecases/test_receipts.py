"""A receipt is issued with the money that pays a fee, and revoked with the last of it that goes back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from imigrasi.domain.decision import Officer, Role
from imigrasi.domain.errors import NotFound
from imigrasi.domain.gateway import RefundRoad
from imigrasi.domain.ledger import hold_entry, refund_entry
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import GatewayRefund, Payment, PaymentStatus
from imigrasi.domain.receipt import Receipt
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.usecases.confirm_payment import confirm_payment
from imigrasi.usecases.money_file import MoneyDecision
from imigrasi.usecases.receipts import verify_receipt
from imigrasi.usecases.record_refund import record_refund
from imigrasi.usecases.release_payment import release_payment
from tests.support.builders import FEE, NOW, NUMBER, payment, seen, submitted
from tests.support.fakes import CATALOGUE, MemoryGateway, MemoryStore

P = PaymentStatus
ORDER = f"{NUMBER}-1"
POLLS = CATALOGUE.known_gateway("midtrans").polls


class Till:
    """One payment, and the gateway's word about it."""

    def __init__(self, **word: object) -> None:
        self.store, self.gateway = MemoryStore(submitted(Status.AWAITING_PAYMENT)), MemoryGateway()
        self.store.payments[ORDER] = payment()
        self.heard(**word)

    def heard(self, **word: object) -> Till:
        self.gateway.orders[ORDER] = seen(**word)
        confirm_payment(self.store, self.store, self.gateway, POLLS, ORDER, at=NOW)
        return self

    @property
    def payment(self) -> Payment:
        return self.store.payments[ORDER]

    @property
    def receipt(self) -> Receipt:
        return verify_receipt(self.store, self.payment.receipt or "")


def test_money_that_pays_the_fee_has_a_receipt() -> None:
    till = Till()
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", till.payment.receipt or "")
    receipt = till.receipt
    assert (receipt.service, str(receipt.issued_on), receipt.revoked) == ("passport-renewal", "2026-11-24", False)
    assert (receipt.application_id, receipt.order_id) == (NUMBER, ORDER)


def test_two_payments_have_different_receipts() -> None:
    assert Till().payment.receipt != Till().payment.receipt


def test_money_in_suspense_has_none() -> None:
    till = Till(amount=FEE - 1_000)
    assert (till.payment.held, till.payment.receipt, till.store.receipts) == (FEE - 1_000, None, {})


def test_money_released_to_the_fee_has_one() -> None:
    till = Till(amount=FEE + 1_000)
    release_payment(
        till.store, till.store, MoneyDecision(ORDER, Officer("budi", Role.OFFICER), "verified", "e-1"), at=NOW
    )
    assert not till.receipt.revoked


def test_a_part_that_goes_back_leaves_the_receipt_valid() -> None:
    part = (GatewayRefund("by-hand", FEE - 1),)
    assert not Till().heard(status=P.REFUNDED, refunds=part).receipt.revoked


@pytest.mark.parametrize("word", [{"refunds": (GatewayRefund("by-hand", FEE),)}, {"charged_back": FEE}])
def test_a_receipt_of_money_that_is_all_back_is_revoked(word: dict[str, object]) -> None:
    assert Till().heard(status=P.REFUNDED, **word).receipt.revoked


def test_one_of_money_that_was_paid_back_by_hand_is_revoked() -> None:
    till = Till()
    money = replace(till.payment, owed=FEE)
    till.store.payments[ORDER] = money
    till.store.ledger["t-1", "suspense#1"] = hold_entry(money, 1, FEE, NOW)
    till.store.ledger["t-1", "refund#1"] = refund_entry(money, 1, FEE, NOW)
    till.store.refunds[ORDER, 1] = Refund(
        ORDER, 1, FEE, "withdrawn", RefundStatus.APPROVED, RefundRoad.LETTER, NOW, "budi", "ratna"
    )
    record_refund(
        till.store, till.store, MoneyDecision(ORDER, Officer("budi", Role.OFFICER), "SP2D-1/2026", "e-2"), at=NOW
    )
    assert till.receipt.revoked


@pytest.mark.parametrize("code", ["", "nothing", "0000-0000-0000-0000", "LBG-0000-0000-0"])
def test_an_unknown_code_and_what_can_be_no_code_are_not_found(code: str) -> None:
    with pytest.raises(NotFound):
        verify_receipt(Till().store, code)
