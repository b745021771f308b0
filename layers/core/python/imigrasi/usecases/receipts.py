"""Receipts of fees: issued in the transaction in which money pays a fee, revoked in that in which all of it is back."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from imigrasi.domain.application import Application
from imigrasi.domain.deadline import local_day
from imigrasi.domain.errors import NotFound
from imigrasi.domain.payment import Payment
from imigrasi.domain.receipt import CODE_BYTES, Receipt, receipt_code, typed_code
from imigrasi.usecases.writes import PutReceipt, RevokeReceipt


class ReceiptStore(Protocol):
    def receipt(self, code: str) -> Receipt:
        """Raises NotFound."""
        ...


def receipted(application: Application, payment: Payment, at: datetime) -> tuple[Payment, PutReceipt]:
    """The payment with its receipt's code, and the receipt to be written with it."""
    code = receipt_code(os.urandom(CODE_BYTES))
    receipt = Receipt(code, application.service, local_day(at), application.id, payment.order_id)
    return replace(payment, receipt=code), PutReceipt(receipt)


def revocation(payment: Payment, at: datetime) -> list[RevokeReceipt]:
    """What takes the receipt back, once nothing of the payment is left; empty before, or where there is none."""
    left = (payment.captured or 0) - payment.refunded - payment.charged_back
    return [RevokeReceipt(payment.receipt, at)] if payment.receipt and left <= 0 else []


def verify_receipt(receipts: ReceiptStore, code: str) -> Receipt:
    """Raises NotFound, also for what can be no code."""
    known = typed_code(code)
    if known is None:
        raise NotFound
    return receipts.receipt(known)
