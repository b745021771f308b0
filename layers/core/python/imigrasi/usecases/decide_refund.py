"""A second officer approves a refund, or refuses it. Approved, the money is owed to the payer: booked at once.

Where the gateway gives it back, the event of the approval is what has it asked; for state revenue a letter is written,
and a task waits until the treasury has paid.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import record
from imigrasi.domain.decision import FourEyes
from imigrasi.domain.errors import Conflict
from imigrasi.domain.ledger import hold_entry, refund_entry
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.usecases.executing import decided_once, mark
from imigrasi.usecases.money_file import MoneyDecision, MoneyFile, NothingToGiveBack, check_officer, money_file
from imigrasi.usecases.payment_ports import PaymentStore
from imigrasi.usecases.ports import ApplicationStore, Catalogue
from imigrasi.usecases.propose_refund import approval_task, payment_task, refundable
from imigrasi.usecases.writes import CloseTask, PutLedger, PutPayment, PutRefund, Write


class NoRefundProposed(Conflict):
    code = "no_refund_proposed"
    title = "No refund of this payment waits for a decision."


def approve_refund(
    store: ApplicationStore, orders: PaymentStore, catalogue: Catalogue, decision: MoneyDecision, *, at: datetime
) -> str:
    """`approved`. Raises NotFound, OfficerMayNot, FourEyes, NoRefundProposed, FeeStillNeeded, RefundForbidden,
    NothingToGiveBack.
    """

    def approve() -> str:
        money = money_file(store, orders, decision.order_id)
        refund = _proposed(money, decision)
        if decision.officer.name == refund.proposed_by:
            raise FourEyes
        refundable(money, catalogue, at)
        approved = replace(refund, status=RefundStatus.APPROVED, approved_by=decision.officer.name)
        writes = _owed(money, approved, catalogue, at)
        event = decision.event("RefundApproved", refund.reason, refund=str(refund.number))
        change = record(money.file.application, money.file.application, event, at)
        store.commit(change, mark(decision.execution_id, approved.status.value, at), *writes)
        return approved.status.value

    return decided_once(store, decision.execution_id, approve)


def refuse_refund(store: ApplicationStore, orders: PaymentStore, decision: MoneyDecision, *, at: datetime) -> str:
    """`refused`: also by the one who proposed it. Raises NotFound, OfficerMayNot, NoRefundProposed."""

    def refuse() -> str:
        money = money_file(store, orders, decision.order_id)
        refund = _proposed(money, decision)
        refused = replace(refund, status=RefundStatus.REFUSED, approved_by=decision.officer.name)
        event = decision.event("RefundRefused", refund=str(refund.number))
        store.commit(
            record(money.file.application, money.file.application, event, at),
            mark(decision.execution_id, refused.status.value, at),
            PutRefund(refused),
            CloseTask(approval_task(refund), at),
        )
        return refused.status.value

    return decided_once(store, decision.execution_id, refuse)


def _proposed(money: MoneyFile, decision: MoneyDecision) -> Refund:
    check_officer(decision.officer)
    refund = money.open_refund
    if refund is None or refund.status is not RefundStatus.PROPOSED:
        raise NoRefundProposed
    return refund


def _owed(money: MoneyFile, refund: Refund, catalogue: Catalogue, at: datetime) -> list[Write]:
    """From what is held, and from what pays the fee, to what is owed."""
    payment = money.payment
    lacking = max(0, refund.amount - payment.held)
    if lacking > payment.paying:
        raise NothingToGiveBack
    after = replace(payment, held=payment.held + lacking - refund.amount, owed=payment.owed + refund.amount)
    every = catalogue.known_gateway(payment.gateway).polls.every
    writes: list[Write] = [
        *([PutLedger(hold_entry(payment, refund.number, lacking, at))] if lacking else []),
        PutLedger(refund_entry(payment, refund.number, refund.amount, at)),
        PutRefund(refund),
        PutPayment(after, poll_at=at + every if refund.is_to_be_sent else None),
        CloseTask(approval_task(refund), at),
    ]
    if payment.held and not after.held:
        writes.append(CloseTask(f"suspense-{payment.order_id}", at))
    if refund.is_to_be_paid_by_hand:
        writes.append(money.task(payment_task(refund), "payout", at))
    return writes
