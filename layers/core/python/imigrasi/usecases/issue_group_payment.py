"""Issue one order for the fees of a group's members that are still to be paid, a share for each.

As with a single payment the intent is stored before the gateway is asked. Members whose fee is not due any more are
left out: they have been paid for alone, or have left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import Application, record, touch
from imigrasi.domain.audit import Actor, ActorKind, Event
from imigrasi.domain.gateway import Gateway
from imigrasi.domain.group import owes
from imigrasi.domain.payment import UNPAID, Bill, Payment, PaymentStatus, Share, merge
from imigrasi.usecases.charging import Wish, issued
from imigrasi.usecases.group_access import authorised_group_file
from imigrasi.usecases.group_ports import GroupFile, GroupStore, Part
from imigrasi.usecases.issue_payment import AlreadyPaid, PaymentNotDue
from imigrasi.usecases.payment_ports import PaymentGateway
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.writes import PutPayment, ShowShare


def issue_group_payment(
    store: ApplicationStore,
    groups: GroupStore,
    gateway: PaymentGateway,
    terms: Gateway,
    group_id: str,
    *,
    method: str | None,
    key: str,
    idempotency_key: str,
    at: datetime,
) -> Payment:
    """The order to pay, by `method` or by the first of the gateway's `terms`.

    Raises NotFound, MethodUnknown, PaymentNotDue, AlreadyPaid, InProgress, KeyReused, Unavailable.
    """
    wish = Wish.of(group_id, terms, method, idempotency_key, at)

    def intend() -> Payment:
        return _intent(store, groups, authorised_group_file(groups, group_id, key), wish)

    return issued(gateway, intend, lambda order, bill: _keep(store, groups, order, bill, wish), at)


def _intent(store: ApplicationStore, groups: GroupStore, file: GroupFile, wish: Wish) -> Payment:
    """The order this request is about: a repeat's own, one still open, or a new one."""
    repeated = wish.repeated(file.payments)
    if repeated is not None:
        return repeated
    members = [store.load(number) for number in file.group.members]
    due = [member for member in members if owes(member)]
    if not due:
        raise AlreadyPaid if any(member.paid for member in members) else PaymentNotDue
    fees = {(member.id, member.fee) for member in due}

    def fits(order: Payment) -> bool:
        return {(share.application_id, share.amount) for share in order.shares} == fees

    return wish.still_open(file.payments, fits) or _new_intent(groups, file, wish, due)


def _new_intent(groups: GroupStore, file: GroupFile, wish: Wish, due: Sequence[Application]) -> Payment:
    shares = tuple(Share(member.id, member.payments + 1, member.fee or 0) for member in due)
    order = wish.payment(file.group.payments + 1, sum(share.amount for share in shares), shares)
    parts = [_joined(member, order, share) for member, share in zip(due, shares, strict=True)]
    group = replace(file.group, payments=order.number)
    groups.order(group, [PutPayment(order, new=True, poll_at=wish.poll_at(order))], parts)
    return order


def _joined(member: Application, order: Payment, share: Share) -> Part:
    """The share as a payment of its own application."""
    payment = replace(
        order,
        application_id=member.id,
        number=share.number,
        amount=share.amount,
        group_order=order.order_id,
        shares=(),
    )
    return touch(member, replace(member, payments=share.number)), [PutPayment(payment, new=True)]


def _keep(store: ApplicationStore, groups: GroupStore, order: Payment, bill: Bill | None, wish: Wish) -> Payment:
    """Keep what is paid with. None: it is lost, and the next request charges anew; paid, this one still settles."""
    file = groups.file(order.application_id)
    current = next(each for each in file.payments if each.number == order.number)
    if current.is_billed or current.status not in UNPAID:
        return current
    status = merge(current.status, PaymentStatus.FAILED if bill is None else bill.status)
    kept = current.billed(bill) if bill is not None else replace(current, status=status)
    parts: list[Part] = []
    for each in current.shares:
        member = store.file(each.application_id)
        share = next(payment for payment in member.payments if payment.number == each.number)
        shown = ShowShare(replace(share, status=merge(share.status, status), expires_at=kept.expires_at))
        if bill is None:
            change = touch(member.application, member.application)
        else:
            ids = {"order_id": order.order_id, "payment_id": each.payment_id}
            event = Event("PaymentIssued", Actor(ActorKind.GATEWAY, order.gateway), ids=ids)
            change = record(member.application, member.application, event, wish.at)
        parts.append((change, [shown]))
    groups.order(file.group, [PutPayment(kept, poll_at=wish.poll_at(kept))], parts)
    return kept
