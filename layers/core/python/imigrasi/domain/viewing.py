"""Officers look at what a citizen handed in: for a reason that holds where the application stands, once, and on record.

What can be opened goes by its kind: a document by its own, the grounds of an objection, a sealed text, by GROUNDS.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from imigrasi.domain.application import Application
from imigrasi.domain.deadline import WIB
from imigrasi.domain.decision import Officer, OfficerMayNot, Role
from imigrasi.domain.dispute import PAYMENT_RECEIPT
from imigrasi.domain.identifier import ALPHABET, encode
from imigrasi.domain.lifecycle import Status
from imigrasi.domain.payment import Payment

GROUNDS = "grounds"

#: How many random bytes make a code, and how long it opens.
CODE_BYTES = 16
CODE_LIFETIME = timedelta(minutes=5)
_SYMBOLS = 26
_CODE = re.compile(f"[{ALPHABET}]{{{_SYMBOLS}}}", re.ASCII)

#: Reason → where the application stands while it holds. A dispute and a refund are told by what is open.
_STANDING = {
    "review": frozenset({Status.SUBMITTED, Status.EXAMINING, Status.ADJUDICATING, Status.SECOND_APPROVAL}),
    "identity": frozenset({Status.PAID, Status.SCHEDULED, Status.APPROVED, Status.READY}),
    "objection": frozenset({Status.OBJECTED}),
}
#: The citizen reads them.
VIEWING_REASONS = (*_STANDING, "dispute", "refund")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a code opens: one version of one document (of the grounds there is one only, so both are empty), for one
    officer and reason, while the application stands in the stage and round it stood in.
    """

    application_id: str
    stage: str
    round: int
    kind: str
    document_id: str
    vault_version: str
    officer: Officer
    reason: str
    execution_id: str
    expires_at: datetime

    def is_about(self, application: Application) -> bool:
        """Whether the application has not moved on."""
        return (application.stage.value, application.round) == (self.stage, self.round)

    def mark(self, at: datetime) -> str:
        """What is written across a picture: who looked at it, when, and of which application it is."""
        return f"{self.officer.name} · {at.astimezone(WIB):%d-%m-%Y %H.%M} WIB · {self.application_id}"


def authorise_viewing(officer: Officer, reason: str) -> None:
    """Raises OfficerMayNot: auditors open nothing, and objections are the supervisor's."""
    if officer.role is Role.AUDITOR or (reason == "objection" and officer.role is not Role.SUPERVISOR):
        raise OfficerMayNot


def holds_reason(application: Application, payments: Iterable[Payment], kind: str, reason: str) -> bool:
    """Whether `reason` is one to open a file of this kind now. A proof of payment is looked at for money only, and the
    grounds of an objection for its decision only.
    """
    if reason == "dispute":
        return kind == PAYMENT_RECEIPT.kind and application.dispute is not None
    if reason == "refund":
        return kind != GROUNDS and any(payment.held or payment.owed for payment in payments)
    stands = application.status in _STANDING.get(reason, ())
    return stands and kind != PAYMENT_RECEIPT.kind and (kind != GROUNDS or reason == "objection")


def viewing_code(random_bytes: bytes) -> str:
    """128 bits in Crockford's base32."""
    return encode(int.from_bytes(random_bytes[:CODE_BYTES], "big"), _SYMBOLS)


def code_digest(code: str) -> str | None:
    """What of a code is stored. None for what can be no code."""
    return hashlib.sha256(code.encode()).hexdigest() if _CODE.fullmatch(code) else None
