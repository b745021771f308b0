"""Public numbers of applications `LBG-XXXX-XXXX-C` and of groups `GRP-XXXX-XXXX-C`: Crockford base32 with its mod-37
check symbol.

Source of the alphabet and the check symbol: Douglas Crockford, "Base 32" (crockford.com/base32.html).
"""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = ALPHABET + "*~$=U"
PREFIX, GROUP_PREFIX = "LBG", "GRP"
_SHAPE = re.compile(r"(LBG|GRP)-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z*~$=U])")


def encode(number: int, length: int) -> str:
    """`number` as `length` Crockford symbols, most significant first; higher bits are cut off."""
    symbols = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        symbols.append(ALPHABET[digit])
    return "".join(reversed(symbols))


def application_number(random_bits: bytes) -> str | None:
    """The number of an application for a row of random bytes; None when they give none."""
    return _number(PREFIX, random_bits)


def group_number(random_bits: bytes) -> str | None:
    """The number of a group, in the same way."""
    return _number(GROUP_PREFIX, random_bits)


def _number(prefix: str, random_bits: bytes) -> str | None:
    """40 bits and their check symbol.

    `*`, `~`, `$` and `=` are valid check symbols that neither addresses nor gateways' order ids take (Midtrans:
    letters, digits and `-_~.`), so the next five bytes are tried; None when none of them will do.
    """
    for start in range(0, len(random_bits) - 4, 5):
        number = int.from_bytes(random_bits[start : start + 5], "big")
        check = CHECK_SYMBOLS[number % 37]
        if check.isalnum():
            body = encode(number, 8)
            return f"{prefix}-{body[:4]}-{body[4:]}-{check}"
    return None


def is_application_number(text: str) -> bool:
    """Whether `text` has the shape and its check symbol fits."""
    return _is_number(PREFIX, text)


def is_group_number(text: str) -> bool:
    return _is_number(GROUP_PREFIX, text)


def _is_number(prefix: str, text: str) -> bool:
    match = _SHAPE.fullmatch(text)
    if match is None or match[1] != prefix:
        return False
    number = 0
    for symbol in match[2] + match[3]:
        number = number * 32 + ALPHABET.index(symbol)
    return CHECK_SYMBOLS[number % 37] == match[4]


def normalise(text: str) -> str:
    """A number as a person types it: case, spaces and Crockford's look-alikes (O, I, L) mended."""
    cleaned = text.strip().upper().replace(" ", "")
    head, dash, rest = cleaned.partition("-")
    return head + dash + rest.translate(str.maketrans("OIL", "011"))
