"""What an Idempotency-Key must be: as hard to guess as the access key that is derived from it."""

from __future__ import annotations

import math
import re

from imigrasi.domain.errors import Invalid

REQUIRED_BITS = 128
#: Alphabets keys are written in, smallest first, with the bits a symbol carries.
_ALPHABETS = (
    (re.compile(r"[0-9]+", re.ASCII), math.log2(10)),
    (re.compile(r"[0-9a-f]+|[0-9A-F]+", re.ASCII), 4.0),
    (re.compile(r"[A-Za-z0-9]+", re.ASCII), math.log2(62)),
    (re.compile(r"[A-Za-z0-9_+/=-]+", re.ASCII), 6.0),
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
LONGEST = 128
#: Fewer different symbols do not come from a random source (chance below 1 in 10^9 for 32 hex digits).
_FEWEST_SYMBOLS = 7


class IdempotencyKeyInvalid(Invalid):
    code = "idempotency_key_invalid"
    title = "Send an Idempotency-Key with at least 128 random bits, for example a UUID of version 4."


def idempotency_key(value: str | None) -> str:
    """The key as it shall be used (a UUID in lower case). Raises IdempotencyKeyInvalid."""
    key = (value or "").strip()
    if len(key) > LONGEST or len(set(key.lower())) < _FEWEST_SYMBOLS:
        raise IdempotencyKeyInvalid
    uuid = _UUID.fullmatch(key)
    if uuid is not None:
        if uuid[1] != "4":
            raise IdempotencyKeyInvalid
        return key.lower()
    if _bits(key) < REQUIRED_BITS:
        raise IdempotencyKeyInvalid
    return key


def _bits(key: str) -> float:
    """What the key can carry in the smallest alphabet it fits, 0 in none. Dashes that group digits carry nothing."""
    digits = key.replace("-", "")
    symbols = digits if _ALPHABETS[1][0].fullmatch(digits) else key
    return next((len(symbols) * bits for alphabet, bits in _ALPHABETS if alphabet.fullmatch(symbols)), 0.0)
