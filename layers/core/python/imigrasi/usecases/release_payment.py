"""An officer lets money in suspense pay the fee after all. What is more than the fee stays in suspense."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import apply
from imigrasi.domain.decision import ReasonNotAllowed
from imigrasi.domain.errors import Conflict
from imigrasi.domain.ledger import release_entry
from imigrasi.domain.lifecycle import Command, Status, next_status
from imigrasi.domain.refund_policy import RELEASE_REASONS
from imigrasi.usecases.disputes import dispute_settled
from imigrasi.usecases.executing import decided_once, mark
from imigrasi.usecases.money_file import MoneyDecision, RefundUnderWay, check_officer, money_file
from imigrasi.usecases.payment_ports import PaymentStore
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.receipts import receipted
from imigrasi.usecases.writes import CloseTask, PutLedger, PutPayment, Write


class LessThanTheFee(Conflict):
    code = "less_than_the_fee"
    title = "What is held of this payment is less than the fee due."


def release_payment(store: ApplicationStore, orders: PaymentStore, decision: MoneyDecision, *, at: datetime) -> str:
    """The application's status. Raises NotFound, OfficerMayNot, ReasonNotAllowed, IllegalMove, LessThanTheFee,
    NothingToGiveBack, RefundUnderWay.
    """

    def release() -> str:
        money = money_file(store, orders, decision.order_id)
        application, payment = money.file.application, money.payment
        check_officer(decision.officer)
        if decision.detail not in RELEASE_REASONS:
            raise ReasonNotAllowed
        if money.open_refund is not None:
            raise RefundUnderWay
        status = next_status(application.status, Command.SETTLE, application.circumstances)
        fee = application.fee or 0
        if payment.held < fee:
            raise LessThanTheFee
        revived = application.status is Status.LAPSED
        change = apply(
            application,
            Command.SETTLE,
            decision.event("PaymentReleased", decision.detail),
            at,
            paid=True,
            lapsed_from=None,
            round=application.round + (1 if revived else 0),
        )
        change, closing = dispute_settled(change, at)
        after, receipt = receipted(change.after, replace(payment, applied=True, held=payment.held - fee), at)
        writes: list[Write] = [PutLedger(release_entry(payment, fee, at)), PutPayment(after), receipt, *closing]
        if not after.held:
            writes.append(CloseTask(f"suspense-{payment.order_id}", at))
        store.commit(change, mark(decision.execution_id, status.value, at), *writes)
        return status.value

    return decided_once(store, decision.execution_id, release)
