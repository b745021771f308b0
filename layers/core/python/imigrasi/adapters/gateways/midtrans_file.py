"""Midtrans' transaction export: one line a movement of money, in the words of its own interface.

A line's status says what moved: settlement and capture brought money, refund and chargeback took it back, all others
(pending, expire, cancel, …) moved none. Other columns may stand among ours. The names of the columns have to be
confirmed on a real account (docs/decisions.md). Times are Jakarta time.
"""

from __future__ import annotations

import re

from imigrasi.adapters.gateways.strict_csv import BadLine, Fields, jakarta_time, matching, read_statement_file
from imigrasi.usecases.payment_ports import Statement, StatementLine

COLUMNS = (
    "Order ID",
    "Transaction ID",
    "Transaction status",
    "Currency",
    "Gross amount",
    "Settlement time",
)

_KINDS = {
    "settlement": "payment",
    "capture": "payment",
    "refund": "refund",
    "partial_refund": "refund",
    "chargeback": "chargeback",
    "partial_chargeback": "chargeback",
}
_UNMOVED = frozenset({"pending", "authorize", "expire", "cancel", "deny", "failure"})
_ORDER = re.compile(r"[A-Za-z0-9_~.-]{1,50}", re.ASCII)
_TRANSACTION = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
#: The interface writes whole rupiah with two decimals, which are always zero.
_AMOUNT = re.compile(r"([1-9][0-9]{0,14})(?:\.00)?", re.ASCII)


def read_midtrans_file(content: bytes) -> Statement:
    """Raises StatementMalformed."""
    return read_statement_file(content, COLUMNS, _line, others=True)


def _line(row: int, fields: Fields) -> StatementLine | None:
    status = fields["Transaction status"]
    if status in _UNMOVED:
        return None
    if status not in _KINDS:
        raise BadLine("status_not_valid")
    if fields["Currency"] != "IDR":
        raise BadLine("currency_not_valid")
    amount = matching(fields, "Gross amount", _AMOUNT, "amount_not_valid").removesuffix(".00")
    return StatementLine(
        row=row,
        kind=_KINDS[status],
        amount=int(amount),
        at=jakarta_time(fields, "Settlement time"),
        gateway_payment_id=matching(fields, "Transaction ID", _TRANSACTION, "transaction_not_valid"),
        order_id=matching(fields, "Order ID", _ORDER, "order_not_valid"),
    )
