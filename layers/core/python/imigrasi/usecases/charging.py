"""The road of a charge, whoever pays: what is asked for, found again or made anew, stored, and asked of the gateway."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from imigrasi.domain.errors import Conflict
from imigrasi.domain.gateway import Gateway
from imigrasi.domain.payment import MONEY_MOVED, UNPAID, Bill, Payment, PaymentStatus, Share
from imigrasi.usecases.payment_ports import MethodUnknown, OrderExists, PaymentGateway
from imigrasi.usecases.retrying import until_written
from imigrasi.usecases.start_application import KeyReused
from imigrasi.usecases.writes import AlreadyWritten

#: Before this, somebody else's charge may still be under way.
CHARGE_TIME = timedelta(seconds=20)


class BillLost(Exception):
    """The charge exists, but what it is paid with went down with its answer and cannot be had again."""


class InProgress(Conflict):
    code = "in_progress"
    title = "The payment is being issued. Ask again in a moment."


@dataclass(frozen=True, slots=True)
class Wish:
    """A payment as it is asked for at `at`. `payer_id` is an application's number or a group's; `key_hash` is what the
    same request, repeated, is known by.
    """

    payer_id: str
    terms: Gateway
    method: str
    key_hash: str
    at: datetime

    @classmethod
    def of(cls, payer_id: str, terms: Gateway, method: str | None, idempotency_key: str, at: datetime) -> Wish:
        """By the method asked for, or the gateway's first. Raises MethodUnknown."""
        chosen = terms.default_method if method is None else terms.method(method)
        if chosen is None:
            raise MethodUnknown
        key_hash = hashlib.sha256(f"{payer_id}\npayment\n{idempotency_key}".encode()).hexdigest()[:32]
        return cls(payer_id, terms, chosen.code, key_hash, at)

    def repeated(self, payments: Iterable[Payment]) -> Payment | None:
        """The payment that this request has led to before, while it is worth anything. Raises KeyReused."""
        for payment in payments:
            if payment.key_hash == self.key_hash:
                if not self._is_by(payment):
                    raise KeyReused
                if payment.is_billed or payment.is_open(self.at) or payment.status in MONEY_MOVED:
                    return payment
        return None

    def still_open(self, payments: Iterable[Payment], fits: Callable[[Payment], bool]) -> Payment | None:
        """A payment that will do, `fits` saying whether it asks for what is due. Raises InProgress.

        Money that a bank has already is not asked for again, even by a code that has expired.
        """
        for payment in payments:
            if payment.gateway == self.terms.code and payment.awaits_treasury:
                return payment
            if self._is_by(payment) and payment.is_open(self.at) and fits(payment):
                if not payment.is_billed and self.at < payment.created_at + CHARGE_TIME:
                    raise InProgress(retry_after=2)
                return payment
        return None

    def payment(self, number: int, amount: int, shares: tuple[Share, ...] = ()) -> Payment:
        """A new one, not yet charged."""
        return Payment(
            application_id=self.payer_id,
            number=number,
            gateway=self.terms.code,
            method=self.method,
            amount=amount,
            status=PaymentStatus.CREATED,
            created_at=self.at,
            expires_at=self.at + self.terms.code_lifetime,
            key_hash=self.key_hash,
            shares=shares,
        )

    def poll_at(self, payment: Payment) -> datetime | None:
        """When the gateway is first asked about it."""
        return self.terms.polls.first_at(self.at, payment.expires_at)

    def _is_by(self, payment: Payment) -> bool:
        return (payment.gateway, payment.method) == (self.terms.code, self.method)


def issued(
    gateway: PaymentGateway,
    intend: Callable[[], Payment],
    keep: Callable[[Payment, Bill | None], Payment],
    at: datetime,
) -> Payment:
    """Store what is intended, ask the gateway, `keep` what is paid with. None: it is lost, and another charge is made.

    Raises InProgress, GatewayRefused, Unavailable, and what `intend` and `keep` raise.
    """
    while True:
        try:
            payment = until_written(intend)
        except AlreadyWritten as raced:
            raise InProgress(retry_after=1) from raced
        if payment.is_billed or payment.status not in UNPAID:
            return payment
        try:
            bill: Bill | None = _charge(gateway, payment, at)
        except BillLost:
            bill = None
        kept = until_written(partial(keep, payment, bill))
        if bill is not None:
            return kept


def _charge(gateway: PaymentGateway, payment: Payment, at: datetime) -> Bill:
    """What the order is paid with, charged now or before. Raises BillLost, InProgress, Unavailable."""
    try:
        return gateway.charge(payment.order_id, payment.amount, method=payment.method, expires_at=payment.expires_at)
    except OrderExists:
        found = gateway.fetch(payment.order_id)
    if found.bill is not None:
        return found.bill
    if found.status in MONEY_MOVED or at < payment.created_at + CHARGE_TIME:
        # Somebody has the answer: they paid and it is soon confirmed, or it is still on its way to them.
        raise InProgress(retry_after=5)
    raise BillLost
