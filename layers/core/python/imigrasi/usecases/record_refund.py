"""An officer records that a refund has been paid by hand: by the treasury, or after a gateway had said no."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import record
from imigrasi.domain.errors import Conflict, Unprocessable
from imigrasi.domain.ledger import refund_paid_entry
from imigrasi.domain.payment import PaymentStatus, merge
from imigrasi.domain.refund import RefundStatus
from imigrasi.usecases.executing import decided_once, mark
from imigrasi.usecases.money_file import MoneyDecision, check_officer, money_file
from imigrasi.usecases.payment_ports import PaymentStore
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.propose_refund import payment_task
from imigrasi.usecases.receipts import revocation
from imigrasi.usecases.writes import CloseTask, PutLedger, PutPayment, PutRefund

#: The number on the treasury's payment order, or the bank's; both write capitals, digits and marks between them.
REFERENCE = re.compile(r"[0-9A-Z][0-9A-Z./-]{3,39}", re.ASCII)


class NoRefundByHand(Conflict):
    code = "no_refund_by_hand"
    title = "No refund of this payment is to be paid by hand."


class ReferenceMalformed(Unprocessable):
    code = "reference_malformed"
    title = "Write the reference as it stands on the payment order: capitals, digits, and . / - between them."


def record_refund(store: ApplicationStore, orders: PaymentStore, decision: MoneyDecision, *, at: datetime) -> str:
    """`done`. Raises NotFound, OfficerMayNot, NoRefundByHand, ReferenceMalformed."""

    def pay() -> str:
        money = money_file(store, orders, decision.order_id)
        check_officer(decision.officer)
        refund, payment = money.open_refund, money.payment
        if refund is None or not refund.is_to_be_paid_by_hand:
            raise NoRefundByHand
        if not REFERENCE.fullmatch(decision.detail):
            raise ReferenceMalformed
        paid = replace(refund, status=RefundStatus.DONE, reference=decision.detail)
        after = replace(
            payment,
            status=merge(payment.status, PaymentStatus.REFUNDED),
            owed=payment.owed - refund.amount,
            refunded=payment.refunded + refund.amount,
            by_hand=payment.by_hand + refund.amount,
        )
        event = decision.event("PaymentRefunded", refund=str(refund.number))
        store.commit(
            record(money.file.application, money.file.application, event, at),
            mark(decision.execution_id, paid.status.value, at),
            PutLedger(refund_paid_entry(payment, refund.number, refund.amount, at, by_hand=True)),
            PutRefund(paid),
            PutPayment(after),
            *revocation(after, at),
            CloseTask(payment_task(refund), at),
        )
        return paid.status.value

    return decided_once(store, decision.execution_id, pay)
