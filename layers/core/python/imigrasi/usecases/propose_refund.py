"""An officer proposes to give a payment's money back; another one has to approve it.

What is in suspense goes back always; money that pays a fee only where the service's policy says so.
"""

from __future__ import annotations

from datetime import datetime

from imigrasi.domain.application import record
from imigrasi.domain.decision import ReasonNotAllowed
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.domain.refund_policy import REFUND_REASONS, Case, case_of, check_policy
from imigrasi.usecases.executing import decided_once, mark
from imigrasi.usecases.money_file import (
    MoneyDecision,
    MoneyFile,
    NothingToGiveBack,
    RefundUnderWay,
    check_officer,
    money_file,
)
from imigrasi.usecases.payment_ports import PaymentStore
from imigrasi.usecases.ports import ApplicationStore, Catalogue
from imigrasi.usecases.writes import PutRefund


def propose_refund(
    store: ApplicationStore, orders: PaymentStore, catalogue: Catalogue, decision: MoneyDecision, *, at: datetime
) -> str:
    """`proposed`. Raises NotFound, OfficerMayNot, ReasonNotAllowed, FeeStillNeeded, RefundForbidden, RefundUnderWay,
    NothingToGiveBack.
    """

    def propose() -> str:
        money = money_file(store, orders, decision.order_id)
        check_officer(decision.officer)
        if money.open_refund is not None:
            raise RefundUnderWay
        if not (money.payment.held or money.payment.paying):
            raise NothingToGiveBack
        if decision.detail not in REFUND_REASONS[refundable(money, catalogue, at)]:
            raise ReasonNotAllowed
        refund = Refund(
            order_id=decision.order_id,
            number=len(money.refunds) + 1,
            amount=money.payment.held or money.payment.paying,
            reason=decision.detail,
            status=RefundStatus.PROPOSED,
            road=catalogue.known_gateway(money.payment.gateway).refund,
            proposed_at=at,
            proposed_by=decision.officer.name,
        )
        event = decision.event("RefundProposed", decision.detail, refund=str(refund.number))
        store.commit(
            record(money.file.application, money.file.application, event, at),
            mark(decision.execution_id, refund.status.value, at),
            PutRefund(refund, new=True),
            money.task(approval_task(refund), "refund", at),
        )
        return refund.status.value

    return decided_once(store, decision.execution_id, propose)


def refundable(money: MoneyFile, catalogue: Catalogue, at: datetime) -> Case:
    """The case in which its money goes back. Raises FeeStillNeeded, RefundForbidden."""
    application = money.file.application
    service = catalogue.service(application.service)
    events = (entry.type for entry in money.file.entries)
    case = Case.SUSPENSE if money.payment.held else case_of(application, events, service, at)
    return check_policy(case, service)


def approval_task(refund: Refund) -> str:
    return f"refund-{refund.order_id}-{refund.number}"


def payment_task(refund: Refund) -> str:
    """Of one that somebody has to pay by hand."""
    return f"{approval_task(refund)}-by-hand"
