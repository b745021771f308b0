"""Public application numbers: `LBG-XXXX-XXXX-C`, Crockford base32 with its mod-37 check symbol.

Source of the alphabet and the check symbol: Douglas Crockford, "Base 32" (crockford.com/base32.html).
"""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = ALPHABET + "*~$=U"
PREFIX = "LBG"
_SHAPE = re.compile(r"LBG-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z*~$=U])")


def encode(number: int, length: int) -> str:
    """`number` as `length` Crockford symbols, most significant first; higher bits are cut off."""
    symbols = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        symbols.append(ALPHABET[digit])
    return "".join(reversed(symbols))


def application_number(random_bits: bytes) -> str | None:
    """The number for a row of random bytes: 40 bits and their check symbol.

    `*`, `~`, `$` and `=` are valid check symbols that neither addresses nor gateways' order ids take (Midtrans:
    letters, digits and `-_~.`), so the next five bytes are tried; None when none of them will do.
    """
    for start in range(0, len(random_bits) - 4, 5):
        number = int.from_bytes(random_bits[start : start + 5], "big")
        check = CHECK_SYMBOLS[number % 37]
        if check.isalnum():
            body = encode(number, 8)
            return f"{PREFIX}-{body[:4]}-{body[4:]}-{check}"
    return None


def is_application_number(text: str) -> bool:
    """Whether `text` has the shape and its check symbol fits."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        return False
    number = 0
    for symbol in match[1] + match[2]:
        number = number * 32 + ALPHABET.index(symbol)
    return CHECK_SYMBOLS[number % 37] == match[3]


def normalise(text: str) -> str:
    """A number as a person types it: case, spaces and Crockford's look-alikes (O, I, L) mended."""
    cleaned = text.strip().upper().replace(" ", "")
    head, dash, rest = cleaned.partition("-")
    return head + dash + rest.translate(str.maketrans("OIL", "011"))
