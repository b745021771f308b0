"""Banks and the state treasury: a bank takes a billing code and gives its number, the treasury gives its own later.

An NTB says that a bank holds the money, an NTPN that the state has it. One append-only JSONL file, `bank.jsonl`
(`paid` and `received` lines). Nobody here knows which codes were given out: the payer says code and amount.
"""

import re
import secrets
import string
import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from local.gateway.journal import Journal
from local.gateway.wire import WIB

BILLING_CODE = re.compile(r"[0-9]{15}", re.ASCII)
LARGEST_AMOUNT = 10**12


class CodePaid(Exception):
    """A bank takes a code once."""


class CodeUnpaid(Exception):
    """No bank has taken this code."""


class NoSuchBill(Exception):
    """Not a billing code, or no amount of rupiah; the text says which."""


@dataclass(frozen=True, slots=True)
class BankPayment:
    """Money that a bank took, in whole rupiah. `ntpn` is empty until the treasury has it."""

    billing_code: str
    amount: int
    ntb: str
    paid_at: datetime
    ntpn: str = ""

    @property
    def day(self) -> date:
        return self.paid_at.astimezone(WIB).date()


class Treasury:
    """Bank payments in memory and on disk. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.RLock()
        self._payments: dict[str, BankPayment] = {}
        self._journal = Journal(folder / "bank.jsonl")
        for line in self._journal.replay():
            self._apply(line)

    def pay(self, billing_code: str, amount: int, at: datetime) -> BankPayment:
        """Raises NoSuchBill, CodePaid."""
        if not BILLING_CODE.fullmatch(billing_code):
            raise NoSuchBill("a billing code has 15 digits")
        if not 0 < amount <= LARGEST_AMOUNT:
            raise NoSuchBill("the amount must be a positive whole number of rupiah")
        with self._lock:
            if billing_code in self._payments:
                raise CodePaid(f"code {billing_code} has been paid already")
            ntb = "".join(secrets.choice(string.digits) for _ in range(12))
            line = {"event": "paid", "billing_code": billing_code, "amount": str(amount), "ntb": ntb}
            self._record(line | {"paid_at": at.isoformat()})
            return self._payments[billing_code]

    def receive(self, billing_code: str) -> BankPayment:
        """The treasury has the money: its number, the same one however often it is asked for. Raises CodeUnpaid."""
        with self._lock:
            if billing_code not in self._payments:
                raise CodeUnpaid(f"no bank has taken code {billing_code}")
            if not self._payments[billing_code].ntpn:
                ntpn = "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(16))
                self._record({"event": "received", "billing_code": billing_code, "ntpn": ntpn})
            return self._payments[billing_code]

    def receive_all(self) -> int:
        """How many it did not have before."""
        waiting = [payment.billing_code for payment in self.payments() if not payment.ntpn]
        for billing_code in waiting:
            self.receive(billing_code)
        return len(waiting)

    def payments(self, since: date = date.min) -> list[BankPayment]:
        """Those taken from that Jakarta day on, in the order in which banks took them."""
        with self._lock:
            return [payment for payment in self._payments.values() if payment.day >= since]

    def close(self) -> None:
        self._journal.close()

    def _record(self, line: dict[str, str]) -> None:
        self._journal.append(line)
        self._apply(line)

    def _apply(self, line: dict[str, str]) -> None:
        code = line["billing_code"]
        if line["event"] == "received":
            self._payments[code] = replace(self._payments[code], ntpn=line["ntpn"])
            return
        at = datetime.fromisoformat(line["paid_at"]).astimezone(UTC)
        self._payments[code] = BankPayment(code, int(line["amount"]), line["ntb"], at)
