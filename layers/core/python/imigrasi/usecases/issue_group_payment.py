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
from imigrasi.domain.payment import MONEY_MOVED, UNPAID, Bill, Payment, PaymentStatus, Share, merge
from imigrasi.usecases.group_access import authorised_group_file
from imigrasi.usecases.group_ports import GroupFile, GroupStore, Part
from imigrasi.usecases.issue_payment import (
    CHARGE_TIME,
    AlreadyPaid,
    InProgress,
    PaymentNotDue,
    chosen_method,
    issued,
    request_hash,
)
from imigrasi.usecases.payment_ports import PaymentGateway
from imigrasi.usecases.ports import ApplicationStore
from imigrasi.usecases.start_application import KeyReused
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
    chosen = chosen_method(terms, method)
    key_hash = request_hash(group_id, idempotency_key)

    def intend() -> Payment:
        file = authorised_group_file(groups, group_id, key)
        return _intent(store, groups, file, terms, chosen, key_hash, at)

    return issued(gateway, intend, lambda order, bill: _keep(store, groups, order, bill, terms, at), at)


def _intent(
    store: ApplicationStore,
    groups: GroupStore,
    file: GroupFile,
    terms: Gateway,
    method: str,
    key_hash: str,
    at: datetime,
) -> Payment:
    """The order this request is about: a repeat's own, one still open, or a new one."""
    for order in file.payments:
        if order.key_hash == key_hash:
            if (order.gateway, order.method) != (terms.code, method):
                raise KeyReused
            if order.is_billed or order.is_open(at) or order.status in MONEY_MOVED:
                return order
    members = [store.load(number) for number in file.group.members]
    due = [member for member in members if owes(member)]
    if not due:
        raise AlreadyPaid if any(member.paid for member in members) else PaymentNotDue
    found = _still_open(file, terms, method, due, at)
    return found or _new_intent(groups, file, terms, method, due, key_hash, at)


def _still_open(
    file: GroupFile, terms: Gateway, method: str, due: Sequence[Application], at: datetime
) -> Payment | None:
    """An order that will do: for the same members and fees. What a bank has already is not asked for again."""
    wanted = {(member.id, member.fee) for member in due}
    for order in file.payments:
        if order.gateway == terms.code and order.awaits_treasury:
            return order
        same = (order.gateway, order.method) == (terms.code, method) and order.is_open(at)
        if same and {(share.application_id, share.amount) for share in order.shares} == wanted:
            if not order.is_billed and at < order.created_at + CHARGE_TIME:
                raise InProgress(retry_after=2)
            return order
    return None


def _new_intent(
    groups: GroupStore,
    file: GroupFile,
    terms: Gateway,
    method: str,
    due: Sequence[Application],
    key_hash: str,
    at: datetime,
) -> Payment:
    shares = tuple(Share(member.id, member.payments + 1, member.fee or 0) for member in due)
    order = Payment(
        application_id=file.group.id,
        number=file.group.payments + 1,
        gateway=terms.code,
        method=method,
        amount=sum(share.amount for share in shares),
        status=PaymentStatus.CREATED,
        created_at=at,
        expires_at=at + terms.code_lifetime,
        key_hash=key_hash,
        shares=shares,
    )
    parts = [_joined(member, order, share) for member, share in zip(due, shares, strict=True)]
    group = replace(file.group, payments=order.number)
    groups.order(group, [PutPayment(order, new=True, poll_at=terms.polls.first_at(at, order.expires_at))], parts)
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


def _keep(
    store: ApplicationStore, groups: GroupStore, order: Payment, bill: Bill | None, terms: Gateway, at: datetime
) -> Payment:
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
            change = record(member.application, member.application, event, at)
        parts.append((change, [shown]))
    groups.order(file.group, [PutPayment(kept, poll_at=terms.polls.first_at(at, kept.expires_at))], parts)
    return kept
