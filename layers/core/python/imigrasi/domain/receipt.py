"""Receipts: a fee has been paid, and anybody who holds the paper can ask whether that is so.

A receipt's code is drawn at random, 80 bits, and says nothing: no number, no name, no amount can be told from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from imigrasi.domain.identifier import ALPHABET, encode

#: How many random bytes make a code: 80 bits are sixteen symbols.
CODE_BYTES = 10
_SYMBOLS = 16
_TYPED = re.compile(f"[{ALPHABET}]{{{_SYMBOLS}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands behind a code. `issued_on` is a Jakarta day; `revoked`: all of the money has gone back since."""

    code: str
    service: str
    issued_on: date
    application_id: str
    order_id: str
    revoked: bool = False


def receipt_code(random_bytes: bytes) -> str:
    """`XXXX-XXXX-XXXX-XXXX` in Crockford's base32, for people to read out in fours."""
    return _in_fours(encode(int.from_bytes(random_bytes[:CODE_BYTES], "big"), _SYMBOLS))


def typed_code(text: str) -> str | None:
    """A code as people type it: any case and grouping, look-alikes (O, I, L) mended. None when it can be none."""
    bare = text.strip().upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    return _in_fours(bare) if _TYPED.fullmatch(bare) else None


def _in_fours(symbols: str) -> str:
    return "-".join(symbols[start : start + 4] for start in range(0, _SYMBOLS, 4))
