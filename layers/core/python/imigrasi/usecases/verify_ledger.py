"""Verify the ledger: every entry balanced and in its place, no account overdrawn, and orders, what is shown of them,
applications and the day book in agreement with it. A fault names the payment, or the order or application, it was found
at; of an item that cannot be read, its key.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from imigrasi.domain.ledger import CHART, Account, Balance, Posted, balance
from imigrasi.domain.payment import MONEY_MOVED, Payment
from imigrasi.usecases.verification_ports import DayBookRow, Enumeration, LedgerRow

#: Entries that stand alone, and those that are counted; `suspense` is both.
_NAME = re.compile(r"capture|suspense|release|(suspense|refund|refund-paid|chargeback)#[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """Sums in whole rupiah: what was captured is applied, in suspense, owed, refunded or charged back.

    `faults` names what does not add up; empty when all is well.
    """

    captures: int
    captured: int
    applied: int
    suspended: int
    owed: int
    refunded: int
    charged_back: int
    entries: int
    faults: tuple[str, ...]


class _Share(NamedTuple):
    """What stands in the ledger about one application's part of one payment. `days`: of entries, by their names."""

    payment: str
    application_id: str
    order_ids: frozenset[str]
    posted: tuple[Posted, ...]
    days: Mapping[str, str]

    def total(self, kind: str) -> int:
        return sum(each.amount for each in self.posted if each.kind == kind)

    @property
    def by_hand(self) -> int:
        """What went back outside the gateway."""
        return sum(each.amount for each in self.posted if each.kind == "refund-paid" and not self.days[each.entry])

    def has(self, entry: str) -> bool:
        return any(each.entry == entry for each in self.posted)

    @property
    def was_applied(self) -> bool:
        """It paid the fee, whatever became of it later."""
        return self.has("capture") and (not self.has("suspense") or self.has("release"))

    @property
    def balance(self) -> Balance:
        return balance((each.debit, each.credit, each.amount) for each in self.posted)


def verify_ledger(everything: Enumeration) -> LedgerReport:
    money = everything.money()
    faults = [f"{key}: cannot be read" for key in sorted(money.unreadable)]
    shares = _shares(money.rows, faults)
    for share in shares:
        faults += _entries(share)
        faults += _overdrawn(share)
    faults += _applications(shares, money.paid)
    faults += _shown(money.orders, money.shown)
    orders = [*money.orders, *(payment for payment in money.shown if payment.group_order)]
    faults += _day_book(shares, money.day_book, {order.order_id: order.gateway for order in orders})
    faults += _orders(shares, orders)
    now = [share.balance for share in shares]
    return LedgerReport(
        captures=sum(share.has("capture") for share in shares),
        captured=sum(share.total("capture") for share in shares),
        applied=sum(each.applied for each in now),
        suspended=sum(each.held for each in now),
        owed=sum(each.owed for each in now),
        refunded=sum(share.total("refund-paid") for share in shares),
        charged_back=sum(share.total("chargeback") for share in shares),
        entries=sum(len(share.posted) for share in shares),
        faults=tuple(dict.fromkeys(faults)),
    )


def _shares(rows: Iterable[LedgerRow], faults: list[str]) -> list[_Share]:
    """Balanced entries, payment by payment. One that is not balanced is a fault, and counts for nothing."""
    sides: dict[tuple[str, str], dict[str, list[LedgerRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        sides[row.gateway_payment_id, row.application_id][row.entry].append(row)
    shares = []
    for (payment, application_id), entries in sorted(sides.items()):
        posted, days = [], {}
        for entry, both in sorted(entries.items()):
            side = {row.side: row for row in both}
            debit, credit = side.get("DEBIT"), side.get("CREDIT")
            if debit is None or credit is None or len(both) != 2 or not 0 < debit.amount == credit.amount:
                faults.append(f"{payment}/{entry}: not balanced")
            else:
                posted.append(Posted(entry, application_id, debit.account, credit.account, debit.amount))
                days[entry] = debit.day
                if debit.day != credit.day:
                    faults.append(f"{payment}/{entry}: debited on {debit.day}, credited on {credit.day}")
        order_ids = frozenset(row.order_id for both in entries.values() for row in both)
        shares.append(_Share(payment, application_id, order_ids, tuple(posted), days))
    return shares


def _entries(share: _Share) -> Iterator[str]:
    """Each with its right accounts, after the entries it rests on."""
    if len(share.order_ids) > 1:
        yield f"{share.payment}: entries of {' and '.join(sorted(share.order_ids))}"
    amounts = {each.entry: each.amount for each in share.posted}
    for each in share.posted:
        name = f"{share.payment}/{each.entry}"
        debits, credit = CHART.get(each.kind, (frozenset(), None))
        if not _NAME.fullmatch(each.entry) or each.debit not in debits or each.credit is not credit:
            yield f"{name}: debits {each.debit}, credits {each.credit}"
        # Only a refund may move cash and have no day: it went by hand, and the order says how much of that there is.
        moves_cash = Account.CASH in (each.debit, each.credit)
        if moves_cash is not bool(share.days[each.entry]) and not (moves_cash and each.kind == "refund-paid"):
            yield f"{name}: on {share.days[each.entry] or 'no day'}"
        if each.entry != "capture" and "capture" not in amounts:
            yield f"{name}: without a capture"


def _overdrawn(share: _Share) -> Iterator[str]:
    now = share.balance
    for what in ("cash", "applied", "held", "owed"):
        if getattr(now, what) < 0:
            yield f"{share.payment}: {what} is {getattr(now, what)}"


def _applications(shares: list[_Share], paid: frozenset[str]) -> Iterator[str]:
    """A paid application has one payment that was applied, an unpaid one none."""
    applied = Counter(share.application_id for share in shares if share.was_applied)
    for application_id, payments in sorted(applied.items()):
        if payments > 1:
            yield f"{application_id}: {payments} payments applied"
        if application_id not in paid:
            yield f"{application_id}: a payment applied, and not paid"
    yield from (f"{name}: paid without an applied capture" for name in sorted(paid) if name not in applied)


def _day_book(shares: list[_Share], rows: Iterable[DayBookRow], gateways: dict[str, str]) -> Iterator[str]:
    """What moves cash at a gateway is listed once, under that and its day, with its amount; nothing else is."""
    wanted = {
        (share.payment, each.entry, share.application_id): (each.amount, share)
        for share in shares
        for each in share.posted
        if share.days[each.entry]
    }
    listed: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        key = row.gateway_payment_id, row.entry, row.application_id
        name = f"{row.gateway_payment_id}/{row.entry}"
        listed[key] += 1
        if key not in wanted:
            yield f"{name}: in the day book, not in the ledger"
            continue
        amount, share = wanted[key]
        if row.amount != amount:
            yield f"{name}: {row.amount} in the day book, {amount} in the ledger"
        if row.day != share.days[row.entry]:
            yield f"{name}: on {row.day} in the day book, on {share.days[row.entry]} in the ledger"
        if {gateways.get(order, row.gateway) for order in share.order_ids} != {row.gateway}:
            yield f"{name}: in the day book of {row.gateway}"
    for payment, entry, application_id in wanted:
        times = listed[payment, entry, application_id]
        if times != 1:
            yield f"{payment}/{entry}: {times} times in the day book"


def _shown(orders: Iterable[Payment], shown: Iterable[Payment]) -> Iterator[str]:
    """Every order is shown as it is. A share is shown only: its group's order is what the gateway knows."""
    unseen = {payment.order_id: payment for payment in shown}
    for order in orders:
        seen = unseen.pop(order.order_id, None)
        if seen is None:
            yield f"{order.order_id}: an order that is not shown"
        elif seen != order:
            names = [each.name for each in fields(Payment) if getattr(order, each.name) != getattr(seen, each.name)]
            yield f"{order.order_id}: shown otherwise than it is: {', '.join(names)}"
    yield from (f"{name}: shown, and no order" for name, payment in sorted(unseen.items()) if not payment.group_order)


def _orders(shares: list[_Share], orders: Iterable[Payment]) -> Iterator[str]:
    """Orders show the sums of the ledger, and it has no payment without one."""
    of_order: dict[str, list[_Share]] = defaultdict(list)
    for share in shares:
        for order_id in share.order_ids:
            of_order[order_id].append(share)
    known = {order.order_id: order for order in orders}
    groups = {share.payment_id: order.order_id for order in known.values() for share in order.shares}
    for order in known.values():
        if groups.get(order.order_id) != order.group_order:
            yield f"{order.order_id}: a share of {order.group_order}, listed by {groups.get(order.order_id)}"
        if order.shares:
            yield from _group_order(order, [known.get(share.payment_id) for share in order.shares])
        else:
            yield from _order(order, of_order.pop(order.order_id, []))
    for order_id, unknown in sorted(of_order.items()):
        yield f"{unknown[0].payment}: of {order_id}, which is no order"


def _group_order(order: Payment, shares: list[Payment | None]) -> Iterator[str]:
    """What a group's order asks for and captured is what its shares do, by the same payment."""
    captured = 0
    for named, share in zip(order.shares, shares, strict=True):
        if share is None or share.group_order != order.order_id:
            yield f"{order.order_id}: its share {named.payment_id} is not there"
            continue
        if share.amount != named.amount:
            yield f"{share.order_id}: {share.amount}, in its group {named.amount}"
        if share.status in MONEY_MOVED:
            captured += share.captured or 0
            if share.gateway_payment_id != order.gateway_payment_id:
                yield f"{share.order_id}: paid by {share.gateway_payment_id}, its group by {order.gateway_payment_id}"
    asked = sum(named.amount for named in order.shares)
    if asked != order.amount:
        yield f"{order.order_id}: {order.amount}, its shares {asked}"
    if order.applied or order.held or order.owed or order.refunded or order.charged_back:
        yield f"{order.order_id}: has sums that are its shares'"
    if captured != (order.captured or 0):
        yield f"{order.order_id}: captured {order.captured}, its shares {captured}"
    if (order.status in MONEY_MOVED) != bool(captured):
        yield f"{order.order_id}: {order.status}, and its shares captured {captured}"


def _order(order: Payment, shares: list[_Share]) -> Iterator[str]:
    payments = sorted({share.payment for share in shares})
    if bool(shares) != (order.status in MONEY_MOVED):
        yield f"{order.order_id}: {order.status}, and {len(payments)} payments in the ledger"
        return
    if not shares:
        return
    if payments != [order.gateway_payment_id]:
        yield f"{order.order_id}: paid by {order.gateway_payment_id}, in the ledger by {' and '.join(payments)}"
        return
    if order.applied != any(share.was_applied for share in shares):
        yield f"{order.order_id}: {'applied' if order.applied else 'not applied'}, in the ledger it is otherwise"
    yield from (
        f"{share.payment}: of {share.application_id}, and of {order.order_id}"
        for share in shares
        if share.application_id != order.application_id
    )
    if order.captured is None:  # written before orders kept their sums
        return
    if order.applied and order.captured != order.amount and not any(share.has("release") for share in shares):
        yield f"{order.order_id}: applied, and captured {order.captured} of {order.amount}"
    ledger = {
        "captured": sum(share.total("capture") for share in shares),
        "held": sum(share.balance.held for share in shares),
        "owed": sum(share.balance.owed for share in shares),
        "refunded": sum(share.total("refund-paid") for share in shares),
        "by_hand": sum(share.by_hand for share in shares),
        "charged_back": sum(share.total("chargeback") for share in shares),
    }
    for what, amount in ledger.items():
        if getattr(order, what) != amount:
            yield f"{order.order_id}: {what} {getattr(order, what)}, in the ledger {amount}"
