"""One gateway's word about a group's order, divided among the shares.

What was captured fills the shares in their order. What goes back later is told by the gateway for the whole order: a
refund that we asked for is its share's; anything else is taken first from what is held, then from what pays fees, then
from what is owed, in the order of the shares. A word may come any number of times, and a part of it may be in the books
already: what has been given to a share stays with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from imigrasi.domain.payment import GatewayPayment, GatewayRefund, Payment, PaymentStatus
from imigrasi.domain.refund import Refund, RefundStatus
from imigrasi.domain.taken_back import Contradiction


def portions(amount: int, wanted: Sequence[int]) -> list[int]:
    """`amount` in parts: each as much as is wanted while it lasts, what is left over in the last."""
    parts = []
    for want in wanted:
        part = min(want, amount)
        parts.append(part)
        amount -= part
    parts[-1] += amount
    return parts


@dataclass
class _Share:
    """A share while the word is divided: what there still is to be taken from it, whole rupiah."""

    payment: Payment
    refunds: Sequence[Refund]
    held: int
    paying: int
    owed: int
    given_back: list[GatewayRefund] = field(default_factory=list)
    charged_back: int = 0

    @property
    def approved(self) -> Refund | None:
        return next((it for it in self.refunds if it.status is RefundStatus.APPROVED), None)

    def booked(self, key: str) -> int:
        """How much of the gateway's refund `key` is in the books as this share's."""
        if key not in self.payment.refund_keys:
            return 0
        return sum(it.amount for it in self.refunds if it.key == key)

    def give_back(self, key: str, amount: int) -> None:
        self.given_back.append(GatewayRefund(key, amount))

    def take(self, account: str, amount: int) -> int:
        """Up to `amount` out of an account; how much that was."""
        taken: int = min(max(getattr(self, account), 0), amount)
        setattr(self, account, getattr(self, account) - taken)
        return taken

    def word(self, seen: GatewayPayment) -> GatewayPayment:
        status = PaymentStatus.REFUNDED if self.given_back else PaymentStatus.SETTLED
        return replace(
            seen,
            status=PaymentStatus.CHARGED_BACK if self.charged_back else status,
            amount=self.payment.captured or 0,
            refunds=tuple(self.given_back),
            charged_back=self.charged_back,
        )


def divided(
    order: Payment, seen: GatewayPayment, shares: Sequence[tuple[Payment, Sequence[Refund]]]
) -> list[GatewayPayment]:
    """The gateway's word for each share. `shares`: as the ledger has them, each with its refunds.

    Raises Contradiction.
    """
    if seen.gateway_payment_id != order.gateway_payment_id:
        raise Contradiction("payment_differs")
    if seen.amount != order.captured:
        raise Contradiction("capture_differs")
    gone = seen.status in (PaymentStatus.REFUNDED, PaymentStatus.CHARGED_BACK)
    if (gone and not (seen.refunds or seen.charged_back)) or any(word.amount < 1 for word in seen.refunds):
        raise Contradiction("refund_unclear")
    keys = [word.key for word in seen.refunds]
    if len(set(keys)) != len(keys):
        raise Contradiction("refund_unclear")
    if {key for payment, _ in shares for key in payment.refund_keys} - set(keys):
        raise Contradiction("refund_gone")
    open_ = [_Share(payment, refunds, payment.held, payment.paying, payment.owed) for payment, refunds in shares]
    for word in sorted(seen.refunds, key=lambda word: not any(share.booked(word.key) for share in open_)):
        _divide_refund(word, open_)
    _divide_chargeback(seen.charged_back, open_)
    return [share.word(seen) for share in open_]


def _divide_refund(word: GatewayRefund, shares: Sequence[_Share]) -> None:
    rest = word.amount
    others = []
    for share in shares:
        booked = share.booked(word.key)
        if booked:
            share.give_back(word.key, booked)
            rest -= booked
        else:
            others.append(share)
    if rest < 0:
        raise Contradiction("refund_differs")
    if rest == 0:
        return
    free = sum(share.held + share.paying for share in others)
    owner = next((share for share in others if _is_asked_for(share, word, free)), None)
    if owner is not None:
        owner.take("owed", rest)
        owner.give_back(word.key, rest)
        return
    parts = _taken(others, ("held", "paying", "owed"), rest)
    for share, part in zip(others, parts, strict=True):
        if part:
            share.give_back(word.key, part)


def _is_asked_for(share: _Share, word: GatewayRefund, free: int) -> bool:
    """By its name; or by its amount, where the gateway has said no and somebody has paid it there by hand, or where
    nothing else is left that it could be.
    """
    if any(it.key == word.key for it in share.refunds):
        return True
    approved = share.approved
    return approved is not None and word.amount == approved.amount and (approved.failed or free < word.amount)


def _divide_chargeback(total: int, shares: Sequence[_Share]) -> None:
    for share in shares:
        share.charged_back = share.payment.charged_back
    rest = total - sum(share.charged_back for share in shares)
    if rest < 0:
        raise Contradiction("chargeback_gone")
    for share, part in zip(shares, _taken(shares, ("held", "paying", "owed"), rest), strict=True):
        share.charged_back += part


def _taken(shares: Sequence[_Share], accounts: Sequence[str], amount: int) -> list[int]:
    """`amount` taken from the accounts one after the other, each in the order of the shares: how much from each share.

    Raises Contradiction when there is less.
    """
    parts = [0] * len(shares)
    for account in accounts:
        for place, share in enumerate(shares):
            taken = share.take(account, amount)
            parts[place] += taken
            amount -= taken
    if amount:
        raise Contradiction("too_much_back")
    return parts
