"""Ask the gateway what became of a group's order, and book it share by share.

That money came is one write for all members: either every share is in the books or none. A member that was withdrawn,
rejected or paid for alone meanwhile has its share held apart, while the others' fees are paid. A wrong amount is held
apart whole. What goes back later is booked for each share by itself: a word that comes again finds what is done.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from imigrasi.domain.application import touch
from imigrasi.domain.gateway import Polls
from imigrasi.domain.ledger import standing
from imigrasi.domain.payment import MONEY_MOVED, GatewayPayment, Payment, PaymentStatus, merge
from imigrasi.domain.refund import Refund
from imigrasi.domain.shares import divided, portions
from imigrasi.domain.taken_back import Contradiction
from imigrasi.usecases.book_money import Booking, contradicted, first_sight, gone_back
from imigrasi.usecases.confirm_payment import asked, is_known
from imigrasi.usecases.group_ports import GroupFile, GroupStore, Part
from imigrasi.usecases.payment_ports import Books, PaymentGateway, PaymentStore
from imigrasi.usecases.ports import ApplicationStore, File
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.writes import AlreadyWritten, PutPayment, ShowShare


class Till(NamedTuple):
    """What a group's order is booked with."""

    store: ApplicationStore
    groups: GroupStore
    orders: PaymentStore
    polls: Polls


@dataclass(frozen=True, slots=True)
class _Member:
    """A member's file, and the payment in it that is its share."""

    file: File
    share: Payment


def confirm_group_payment(
    till: Till, gateway: PaymentGateway, order_id: str, *, heard: PaymentStatus | None = None, at: datetime
) -> PaymentStatus:
    """The order's status. `heard`: what a notice says, if one came.

    Raises NotFound, ConfirmationUnderWay, GatewayUnavailable (all retried).
    """
    order = till.orders.order(order_id)
    if is_known(order, heard):
        return order.status
    seen = asked(till.orders, gateway, order_id, at)
    if seen is None:
        return until_written(lambda: _never_charged(till, order, at))
    try:
        status = until_written(lambda: _book(till, order, seen, at))
    except AlreadyWritten:
        return until_written(lambda: _written_before(till, order, seen, at))
    if status in MONEY_MOVED and (seen.refunds or seen.charged_back or order.status in MONEY_MOVED):
        return until_written(lambda: _book_back(till, order, seen, at))
    return status


def _book(till: Till, order: Payment, seen: GatewayPayment, at: datetime) -> PaymentStatus:
    file, current = _current(till, order)
    if current.status in MONEY_MOVED:
        return current.status
    status = merge(current.status, seen.status)
    if status in MONEY_MOVED:
        _settle(till, file, current, seen, at)
        return PaymentStatus.SETTLED
    known = replace(current, status=status, gateway_payment_id=seen.gateway_payment_id, paid_at_bank=seen.paid_at_bank)
    asked_again = known == current and status is PaymentStatus.PENDING and at < current.expires_at
    if not asked_again:
        _show(till, file, known, till.polls.next(at, current.expires_at))
    return status


def _settle(till: Till, file: GroupFile, order: Payment, seen: GatewayPayment, at: datetime) -> None:
    """Every share in the books, in one write. What has gone back already is booked after it: the order is asked about
    again in any case.
    """
    held_for = _misfit(order, seen)
    settled = replace(
        order,
        status=PaymentStatus.SETTLED,
        gateway_payment_id=seen.gateway_payment_id,
        captured=seen.amount,
        paid_at_bank=seen.paid_at_bank,
    )
    amounts = portions(seen.amount, [share.amount for share in order.shares])
    parts = [
        _captured(member, settled, seen, amount, held_for, at)
        for member, amount in zip(_members(till, order), amounts, strict=True)
    ]
    till.groups.order(file.group, [PutPayment(settled, poll_at=at if held_for == "taken_back" else None)], parts)


def _misfit(order: Payment, seen: GatewayPayment) -> str | None:
    """Why none of it can be applied, None if the members tell."""
    if seen.status is not PaymentStatus.SETTLED or seen.refunds or seen.charged_back:
        return "taken_back"
    return "wrong_amount" if seen.amount != order.amount else None


def _captured(
    member: _Member, order: Payment, seen: GatewayPayment, amount: int, held_for: str | None, at: datetime
) -> Part:
    if not amount:  # too little came: nothing of it is this member's
        failed = replace(member.share, status=merge(member.share.status, PaymentStatus.FAILED))
        return touch(member.file.application, member.file.application), [ShowShare(failed)]
    known = replace(
        member.share,
        status=PaymentStatus.SETTLED,
        gateway_payment_id=order.gateway_payment_id,
        paid_at_bank=order.paid_at_bank,
    )
    part = replace(seen, status=PaymentStatus.SETTLED, amount=amount, refunds=(), charged_back=0)
    return first_sight(member.file.application, known, part, at, held_for=held_for)


def _book_back(till: Till, order: Payment, seen: GatewayPayment, at: datetime) -> PaymentStatus:
    """Money known to the books, looked at again: each share that has changed is a write of its own."""
    file, current = _current(till, order)
    members = [member for member in _members(till, current) if member.share.status in MONEY_MOVED]
    books = [till.orders.books(member.share) for member in members]
    try:
        words = divided(current, seen, [_as_booked(*each) for each in zip(members, books, strict=True)])
    except Contradiction as contradiction:
        _contradicted(till, members[0], seen, contradiction.code, at)
        return current.status
    for member, found, word in zip(members, books, words, strict=True):
        booking = gone_back(member.file.application, member.share, word, found, till.polls.every, at)
        if booking is not None:
            _commit_once(till, booking)
    status = merge(current.status, seen.status)
    if status is not current.status:
        till.groups.order(file.group, [PutPayment(replace(current, status=status))], [])
    return status


def _as_booked(member: _Member, books: Books) -> tuple[Payment, tuple[Refund, ...]]:
    return standing(member.share, books.posted), books.refunds


def _contradicted(till: Till, member: _Member, seen: GatewayPayment, code: str, at: datetime) -> None:
    _commit_once(till, contradicted(member.file.application, member.share, seen, code, at))


def _commit_once(till: Till, booking: Booking) -> None:
    """A contradiction is told once: its task is there the second time."""
    change, writes = booking
    with suppress(AlreadyWritten):
        till.store.commit(change, *writes)


def _never_charged(till: Till, order: Payment, at: datetime) -> PaymentStatus:
    """The charge never reached the gateway; the next request makes it, while it may still come. Then it expires."""
    if till.polls.next(at, order.expires_at) is not None:
        return order.status
    file, current = _current(till, order)
    expired = replace(current, status=merge(current.status, PaymentStatus.EXPIRED))
    if expired != current:
        _show(till, file, expired, None)
    return expired.status


def _written_before(till: Till, order: Payment, seen: GatewayPayment, at: datetime) -> PaymentStatus:
    """This money is in the books already: told before, or the gateway gives one payment for two orders."""
    now = till.orders.order(order.order_id)
    if now.status not in MONEY_MOVED:
        _contradicted(till, _members(till, now)[0], seen, "payment_of_another_order", at)
    return now.status


def _show(till: Till, file: GroupFile, order: Payment, poll_at: datetime | None) -> None:
    """The order and its shares as they stand while no money has come."""
    parts: list[Part] = []
    for member in _members(till, order):
        status = merge(member.share.status, order.status)
        share = replace(member.share, status=status, paid_at_bank=order.paid_at_bank)
        if share != member.share:
            parts.append((touch(member.file.application, member.file.application), [ShowShare(share)]))
    till.groups.order(file.group, [PutPayment(order, poll_at=poll_at)], parts)


def _current(till: Till, order: Payment) -> tuple[GroupFile, Payment]:
    file = till.groups.file(order.application_id)
    return file, next(each for each in file.payments if each.number == order.number)


def _members(till: Till, order: Payment) -> list[_Member]:
    files = [(share, till.store.file(share.application_id)) for share in order.shares]
    return [
        _Member(file, next(payment for payment in file.payments if payment.number == share.number))
        for share, file in files
    ]
