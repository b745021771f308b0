"""What a gateway's word about money that went back adds to the books: refunds paid, charged back, or a contradiction.

The gateway names all refunds so far and the sum charged back. What is booked already is told by the refunds' keys and
by the payment's sums, so the word may come any number of times. A word that cannot be true together with the books
adds nothing: an officer looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from imigrasi.domain.gateway import RefundRoad
from imigrasi.domain.ledger import (
    Account,
    LedgerEntry,
    chargeback_entry,
    hold_entry,
    refund_entry,
    refund_paid_entry,
)
from imigrasi.domain.payment import GatewayPayment, GatewayRefund, Payment, PaymentStatus
from imigrasi.domain.refund import AT_GATEWAY, Refund, RefundStatus


class Contradiction(Exception):
    """The gateway's word and the books cannot both be true; `code` says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class TakenBack:
    """What is to be written, and the payment as it then stands. Amounts whole rupiah.

    `unasked`: numbers of refunds that nobody of ours had decided.
    """

    payment: Payment
    entries: list[LedgerEntry] = field(default_factory=list)
    refunds: dict[int, Refund] = field(default_factory=dict)
    refunded: int = 0
    charged_back: int = 0
    unasked: list[int] = field(default_factory=list)


def taken_back(
    payment: Payment, seen: GatewayPayment, refunds: Sequence[Refund], chargebacks: int, at: datetime
) -> TakenBack:
    """`payment` as the ledger has it, `refunds` all of its own, `chargebacks` how many stand in the ledger.

    Raises Contradiction.
    """
    _check(payment, seen, refunds)
    done = TakenBack(payment)
    known = {refund.number: refund for refund in refunds}
    asked_for = {refund.key for refund in refunds}
    # What we asked for first: what others gave back may have used up what is owed.
    for word in sorted(seen.refunds, key=lambda word: word.key not in asked_for):
        if word.key not in payment.refund_keys:
            _refund(done, word, known | done.refunds, at)
    if seen.charged_back > payment.charged_back:
        _charge_back(done, seen.charged_back - payment.charged_back, known | done.refunds, chargebacks, at)
    return done


def _check(payment: Payment, seen: GatewayPayment, refunds: Sequence[Refund]) -> None:
    amounts = {word.key: word.amount for word in seen.refunds}
    back = sum(amounts.values()) + seen.charged_back
    paid = {refund.key: refund.amount for refund in refunds if refund.status is RefundStatus.DONE}
    if seen.gateway_payment_id != payment.gateway_payment_id:
        raise Contradiction("payment_differs")
    if seen.amount != payment.captured:
        raise Contradiction("capture_differs")
    if len(amounts) != len(seen.refunds) or min((*amounts.values(), 1)) < 1:
        raise Contradiction("refund_unclear")
    if not back and seen.status in (PaymentStatus.REFUNDED, PaymentStatus.CHARGED_BACK):
        raise Contradiction("refund_unclear")
    if any(key not in amounts for key in payment.refund_keys):
        raise Contradiction("refund_gone")
    if any(paid.get(key, amounts[key]) != amounts[key] for key in payment.refund_keys):
        raise Contradiction("refund_differs")
    if not 0 <= payment.charged_back <= seen.charged_back:
        raise Contradiction("chargeback_gone")
    if back > seen.amount:
        raise Contradiction("too_much_back")


def _refund(done: TakenBack, word: GatewayRefund, known: dict[int, Refund], at: datetime) -> None:
    """One refund not booked yet: the approved one that it pays, or one that nobody asked for."""
    approved = _approved(known)
    if approved is not None and word.key == approved.key:
        if word.amount != approved.amount:
            raise Contradiction("refund_differs")
        _pay(done, approved, word, at)
        return
    free = done.payment.paying + done.payment.held
    by_hand = approved is not None and word.amount == approved.amount and (approved.failed or free < word.amount)
    if approved is not None and by_hand:
        _pay(done, approved, word, at)
    elif word.amount > free + done.payment.owed:
        raise Contradiction("too_much_back")
    else:
        _pay_unasked(done, word, known, at)


def _approved(known: dict[int, Refund]) -> Refund | None:
    return next((it for it in known.values() if it.status is RefundStatus.APPROVED), None)


def _pay(done: TakenBack, refund: Refund, word: GatewayRefund, at: datetime) -> None:
    payment = done.payment
    done.entries.append(refund_paid_entry(payment, refund.number, word.amount, at))
    key = None if word.key == refund.key else word.key
    done.refunds[refund.number] = replace(refund, status=RefundStatus.DONE, gateway_key=key)
    done.refunded += word.amount
    done.payment = replace(
        payment,
        owed=payment.owed - word.amount,
        refunded=payment.refunded + word.amount,
        refund_keys=(*payment.refund_keys, word.key),
    )


def _pay_unasked(done: TakenBack, word: GatewayRefund, known: dict[int, Refund], at: datetime) -> None:
    """Out of what is held, then of what pays the fee, then of what is owed already."""
    payment, number = done.payment, max(known, default=0) + 1
    free = min(word.amount, payment.paying + payment.held)
    lacking = max(0, free - payment.held)
    if lacking:
        done.entries.append(hold_entry(payment, number, lacking, at))
    if free:
        done.entries.append(refund_entry(payment, number, free, at))
    done.payment = replace(payment, held=payment.held + lacking - free, owed=payment.owed + free)
    _use_up(done, known, word.amount - free)
    done.unasked.append(number)
    refund = Refund(payment.order_id, number, word.amount, AT_GATEWAY, RefundStatus.APPROVED, RefundRoad.GATEWAY, at)
    _pay(done, refund, word, at)


def _use_up(done: TakenBack, known: dict[int, Refund], part: int) -> None:
    """So much of the approved refund has gone another way: the rest of it is still owed."""
    approved = _approved(known)
    if approved is not None and part:
        status = RefundStatus.REFUSED if approved.amount == part else approved.status
        done.refunds[approved.number] = replace(approved, amount=approved.amount - part, status=status)


def _charge_back(done: TakenBack, amount: int, known: dict[int, Refund], chargebacks: int, at: datetime) -> None:
    """Out of what is held, then of what pays the fee, then of what was to be given back."""
    payment = done.payment
    parts = list(_parts(payment, amount))
    if sum(part for _, part in parts) < amount:
        raise Contradiction("too_much_back")
    for number, (account, part) in enumerate(parts, start=chargebacks + 1):
        done.entries.append(chargeback_entry(payment, number, part, account, at))
        if account is Account.SUSPENSE:
            done.payment = replace(done.payment, held=done.payment.held - part)
        elif account is Account.REFUND:
            done.payment = replace(done.payment, owed=done.payment.owed - part)
            _use_up(done, known, part)
    done.charged_back = amount
    done.payment = replace(done.payment, charged_back=payment.charged_back + amount)


def _parts(payment: Payment, amount: int) -> Iterator[tuple[Account, int]]:
    standing = {Account.SUSPENSE: payment.held, Account.RECEIVABLE: payment.paying, Account.REFUND: payment.owed}
    for account, there in standing.items():
        part = min(there, amount)
        if part > 0:
            yield account, part
            amount -= part
