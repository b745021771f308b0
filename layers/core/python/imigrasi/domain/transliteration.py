"""Names as a machine-readable zone spells them: A to Z only (ICAO Doc 9303, part 3, section 6 A and 4.6).

Latin letters only: of a name in another script nothing can be told. Where a state may choose a spelling, all are known.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product

#: Letters that are not simply what is left without their marks.
_SPELT = {
    "Ä": ("AE", "A"),
    "Å": ("AA", "A"),
    "Æ": ("AE",),
    "Ð": ("D",),
    "Ñ": ("N", "NXX"),
    "Ö": ("OE", "O"),
    "Ø": ("OE", "O"),
    "Ü": ("UE", "UXX", "U"),
    "Þ": ("TH",),
    "Đ": ("D",),
    "Ħ": ("H",),
    "Ĳ": ("IJ",),
    "ĸ": ("Q",),
    "Ł": ("L",),
    "Ŋ": ("N",),
    "Œ": ("OE",),
    "Ŧ": ("T",),
    "ẞ": ("SS",),
}
#: Apostrophes vanish; all other punctuation, and digits, part a name as a hyphen does.
_VANISHES = re.compile(r"['’‘ʼʻ`´]")
_PARTS = re.compile(r"[\W\d_]+")
#: More ways to spell one word than this are not gone through.
_MOST_SPELLINGS = 64


def spellings(word: str) -> frozenset[str]:
    """Every way to write one word; none for a word with letters that are not Latin. The first choice is among them."""
    ways = [_ways(letter) for letter in word.upper()]
    if not all(ways):
        return frozenset()
    return frozenset("".join(way) for way, _ in zip(product(*ways), range(_MOST_SPELLINGS), strict=False))


def _ways(letter: str) -> tuple[str, ...]:
    if letter in _SPELT:
        return _SPELT[letter]
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(sign))
    return (bare,) if bare.isascii() and bare.isalpha() else ()


def words_of(name: str) -> list[str]:
    """The words of a name as people write it."""
    return [word for word in _PARTS.split(_VANISHES.sub("", unicodedata.normalize("NFC", name))) if word]


def is_same_name(name: str, printed: str, *, truncated: bool) -> bool | None:
    """Whether `name`, as typed in full, can be what a document prints. None when it cannot be told.

    Words may stand in any order, and may be run together or parted; a `truncated` one may lack its end.
    """
    left = [spellings(word) for word in words_of(name)]
    if not all(left):
        return None
    rest = printed.split()
    if not truncated:
        return _is_run_together(left, rest) or _leftover(left, rest) == []
    # Of a name that was cut some words are whole, some initials, the last one is a beginning; others are missing.
    *whole, last = rest or [""]
    unmatched = _leftover(left, [word for word in whole if len(word) > 1])
    if unmatched is None:
        return False
    beginnings = [last, *(word for word in whole if len(word) == 1)]
    return all(any(way.startswith(start) for ways in unmatched for way in ways) for start in beginnings)


def _leftover(left: list[frozenset[str]], printed: list[str]) -> list[frozenset[str]] | None:
    """The typed words that no printed one answers to; None where a printed one answers to none of them."""
    unmatched = list(left)
    for word in printed:
        found = next((ways for ways in unmatched if word in ways), None)
        if found is None:
            return None
        unmatched.remove(found)
    return unmatched


def _is_run_together(typed: list[frozenset[str]], printed: list[str]) -> bool:
    """The same letters, parted elsewhere; the printed words may begin with any of them, as surnames come first."""
    ways = {"".join(way) for way, _ in zip(product(*typed), range(_MOST_SPELLINGS), strict=False)}
    return any("".join([*printed[at:], *printed[:at]]) in ways for at in range(len(printed)))
