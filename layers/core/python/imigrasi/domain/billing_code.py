"""A billing code of the state treasury (SIMPONI): what the citizen pays with at a bank, post office or till.

The bank that takes the money answers with an NTB; days later the treasury's own file brings the NTPN, and only that
makes a state payment final. A code past its expiry is dead: no bank takes it, and it is never used again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BillingCode:
    """`code`: 15 digits. `amount` is what was asked, `paid_amount` what the treasury says came (whole rupiah).

    `ntb`: a bank has taken the money. `ntpn`: the treasury has it.
    """

    code: str
    order_id: str
    amount: int
    expires_at: datetime
    ntb: str | None = None
    ntpn: str | None = None
    paid_amount: int | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CodeRange:
    """The codes that the treasury has allotted to this office, both ends included; 15 digits each."""

    first: str
    last: str

    def __len__(self) -> int:
        return max(0, int(self.last) - int(self.first) + 1)

    def code(self, number: int) -> str:
        """The `number`-th code, from 0."""
        return f"{int(self.first) + number:015d}"
