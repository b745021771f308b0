"""The treasury's settlement file: `billing_code,ntb,ntpn,amount,paid_at`, one line a payment that a bank has taken.

No NTPN: the bank has the money, the treasury does not have it yet. The names of the columns are our own until the
treasury's real file is known (docs/decisions.md). Times are Jakarta time, amounts whole rupiah.
"""

from __future__ import annotations

import re

from imigrasi.adapters.gateways.strict_csv import BadLine, Fields, jakarta_time, matching, read_statement_file
from imigrasi.usecases.payment_ports import Statement, StatementLine

COLUMNS = ("billing_code", "ntb", "ntpn", "amount", "paid_at")

_CODE = re.compile(r"[0-9]{15}", re.ASCII)
_NTB = re.compile(r"[A-Z0-9]{6,20}", re.ASCII)
_NTPN = re.compile(r"[A-Z0-9]{16}", re.ASCII)
_AMOUNT = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)


def read_treasury_file(content: bytes) -> Statement:
    """Raises StatementMalformed."""
    return read_statement_file(content, COLUMNS, _line)


def _line(row: int, fields: Fields) -> StatementLine:
    if fields["ntpn"] and not _NTPN.fullmatch(fields["ntpn"]):
        raise BadLine("ntpn_not_valid")
    ntpn = fields["ntpn"] or None
    return StatementLine(
        row=row,
        kind="payment",
        amount=int(matching(fields, "amount", _AMOUNT, "amount_not_valid")),
        at=jakarta_time(fields, "paid_at"),
        gateway_payment_id=ntpn or "",
        billing_code=matching(fields, "billing_code", _CODE, "billing_code_not_valid"),
        ntb=matching(fields, "ntb", _NTB, "ntb_not_valid"),
        ntpn=ntpn,
    )
