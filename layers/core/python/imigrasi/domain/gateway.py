"""A way to pay as the catalogue describes it (`catalogue/gateways.json`): a switch, methods, times, and its law.

Everything here is data with a source; an office changes a time, or switches a gateway off, without code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Shown(StrEnum):
    """What a citizen pays with: the field of the bill that their page shows."""

    BILLING_CODE = "billing_code"
    QR_STRING = "qr_string"
    REDIRECT_URL = "redirect_url"


class RefundRoad(StrEnum):
    """How money goes back: asked of the gateway, or by a letter to the treasury (state revenue)."""

    GATEWAY = "gateway"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Method:
    code: str
    shows: Shown


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Why the state may take money through this gateway. `verified`: the source says so, else still to be confirmed."""

    text: dict[str, str]  # language → sentence
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Polls:
    """When the gateway is asked about an order whose end has not been heard."""

    first: timedelta
    every: timedelta
    before_expiry: timedelta
    late_every: timedelta
    late_for: timedelta

    def first_at(self, at: datetime, expires_at: datetime) -> datetime:
        """The first question about an order issued at `at`, before its code may expire."""
        return max(at, min(at + self.first, expires_at - self.before_expiry))

    def next(self, at: datetime, expires_at: datetime) -> datetime | None:
        """The next question after `at`: once just before the code may expire, then for a while; None after that."""
        last_chance = expires_at - self.before_expiry
        if at < last_chance:
            return min(at + self.every, last_chance)
        if at < expires_at:
            return expires_at
        return at + self.late_every if at < expires_at + self.late_for else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """When an imported statement is held against the ledger: `after` its import, and while they differ `again`."""

    after: timedelta
    again: timedelta
    lasts: timedelta

    def next(self, at: datetime, received_at: datetime) -> datetime | None:
        """The next look after one at `at` that found differences; None when they are left to the officers."""
        return at + self.again if at < received_at + self.lasts else None


@dataclass(frozen=True, slots=True)
class Gateway:
    """`methods`: the first is the default. `office`: whose officers look after its money.

    `codes_low`: when no more billing codes are left than this, somebody has to ask for more (0: it has no such codes).
    """

    code: str
    enabled: bool
    methods: tuple[Method, ...]
    code_lifetime: timedelta
    polls: Polls
    compare: Comparison
    office: str
    refund: RefundRoad
    legal_basis: LegalBasis
    codes_low: int = 0

    @property
    def default_method(self) -> Method:
        return self.methods[0]

    def method(self, code: str) -> Method | None:
        """None: not offered here."""
        return next((method for method in self.methods if method.code == code), None)
