"""The machine-readable zone of passports, cards and visas, read from typed text and verified (ICAO Doc 9303, 3–7).

What is typed keeps its letters: an O in the place of a 0 is a fault, and `suggested` says what would fit. Only what
carries nothing is made good: spaces, small letters, other signs for the filler `<`, fillers after the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

from imigrasi.domain.mrz_date import When, born_on, expires_on
from imigrasi.domain.mrz_layout import FITS, LAYOUTS, WEIGHTS, Layout, Span

#: What stands for the filler in texts that were copied or read by machine.
_FILLERS = (("&lt;", "<"), ("«", "<<"), ("‹", "<"), ("＜", "<"), ("〈", "<"))
_GAPS = re.compile(r"[^\S\n]+")
#: O and 0, I and 1 look alike in many a typeface; OCR-B tells them apart, people do not.
_TWINS = str.maketrans("O0I1", "0O1I")
_AS_DIGITS, _AS_LETTERS = str.maketrans("OI", "01"), str.maketrans("01", "OI")
_SEXES = {"F": "female", "M": "male"}
#: More exchanged letters than this in one field are no slip of the finger.
_MOST_SLIPS = 2


class MrzUnreadable(ValueError):
    """The lines are of no known format. `lengths`: how long each of them is."""

    def __init__(self, lengths: tuple[int, ...]) -> None:
        super().__init__(f"lines of {lengths}")
        self.lengths = lengths


class Fault(NamedTuple):
    """`code`: characters, check_digit or date. `line`: from 0."""

    field: str
    code: str
    line: int


@dataclass(frozen=True, slots=True)
class Mrz:
    """What the lines say, right or wrong. Codes of states as printed (`D` for Germany); `sex` is None where it is
    unspecified; `truncated`: the name fills its field to the last place, and may have been cut.
    """

    layout: Layout
    lines: tuple[str, ...]
    code: str
    issuer: str
    surname: str
    given_names: str
    truncated: bool
    number: str
    nationality: str
    born: When
    sex: str | None
    expires: When
    optional: tuple[str, ...]
    faults: tuple[Fault, ...]


def check_digit(text: str) -> str:
    """Weights 7, 3, 1; digits as they are, A–Z as 10–35, the filler as 0; the sum's last digit (part 3, 4.9)."""
    return str(sum(_value(sign) * WEIGHTS[place % 3] for place, sign in enumerate(text)) % 10)


def _value(sign: str) -> int:
    return 0 if sign == "<" else int(sign, 36)


def lines_of(typed: str) -> tuple[str, ...]:
    """The lines as they would be printed; one long line is cut where a format says so."""
    text = _GAPS.sub("", typed.replace("\r", "\n")).upper()
    for sign, filler in _FILLERS:
        text = text.replace(sign.upper(), filler)
    lines = tuple(line for line in text.split("\n") if line)
    if len(lines) == 1:
        for layout in LAYOUTS:
            if len(lines[0]) == layout.lines * layout.width:
                return tuple(lines[0][at : at + layout.width] for at in range(0, len(lines[0]), layout.width))
    return lines


def read_mrz(typed: str, today: date) -> Mrz:
    """The zone with all its faults. `today` decides the centuries. Raises MrzUnreadable."""
    lines = lines_of(typed)
    layout, lines = _laid_out(lines)

    def text(field: str) -> str:
        return layout.spans[field].of(lines)

    number, check, optional = _number(layout, lines)
    born, expires = born_on(text("birth"), today), expires_on(text("expiry"), today)
    surname, _, given = text("names").partition("<<")
    faults = [*_character_faults(layout, lines), *_check_faults(layout, lines, number, check)]
    for field, found in (("birth", born), ("expiry", expires)):
        if found is None and not any(fault.field == field and fault.code == "characters" for fault in faults):
            faults.append(Fault(field, "date", layout.spans[field].line))
    return Mrz(
        layout,
        lines,
        code=text("code").rstrip("<"),
        issuer=text("issuer").rstrip("<"),
        surname=_plain(surname),
        given_names=_plain(given),
        truncated=not text("names").endswith("<"),
        number=number,
        nationality=text("nationality").rstrip("<"),
        born=born or When(),
        sex=_SEXES.get(text("sex")),
        expires=expires or When(),
        optional=optional,
        faults=tuple(faults),
    )


def _plain(text: str) -> str:
    return " ".join(part for part in text.split("<") if part)


def _laid_out(lines: tuple[str, ...]) -> tuple[Layout, tuple[str, ...]]:
    """The format the lines fit, fillers after the name made as many as it asks for. Raises MrzUnreadable."""
    for layout in LAYOUTS:
        if len(lines) != layout.lines or lines[0].startswith("V") is not layout.visa:
            continue
        at = layout.spans["names"].line
        whole = (*lines[:at], lines[at].rstrip("<").ljust(layout.width, "<"), *lines[at + 1 :])
        if all(len(line) == layout.width for line in whole):
            return layout, whole
    raise MrzUnreadable(tuple(len(line) for line in lines))


def _number(layout: Layout, lines: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """The document's number, its check digit, and the optional data.

    A number of more than nine signs has a filler in the place of its check digit and goes on, with the check digit
    after it, at the beginning of the optional data (part 5, 4.2.2 note j; part 6, 4.2.2 note j).
    """
    number, check = layout.spans["number"].of(lines), layout.spans["number_check"].of(lines)
    optional = [layout.spans[field].of(lines) for field in layout.optional]
    if layout.overflows and check == "<" and "<" not in number:
        rest, _, optional[0] = optional[0].partition("<")
        if rest:
            number, check = number + rest[:-1], rest[-1]
    return number.rstrip("<"), check, tuple(text.strip("<") for text in optional)


def _character_faults(layout: Layout, lines: tuple[str, ...]) -> Iterator[Fault]:
    for field, span in layout.spans.items():
        if not FITS[field].fullmatch(span.of(lines)):
            yield Fault(field, "characters", span.line)


def _check_faults(layout: Layout, lines: tuple[str, ...], number: str, number_check: str) -> Iterator[Fault]:
    """The digits that do not fit. Where a sign is none of the alphabet there is nothing to compute."""
    checks = [("number", number, number_check)]
    for field in ("birth", "expiry", "optional", "composite"):
        if f"{field}_check" in layout.spans:
            text = "".join(span.of(lines) for span in layout.checked(field))
            checks.append((field, text, layout.spans[f"{field}_check"].of(lines)))
    for field, text, check in checks:
        if not FITS["any"].fullmatch(text):
            continue
        # Optional data that are not there may have a filler for their check digit (part 4, 4.2.2 note).
        unused = field == "optional" and check == "<" and not text.strip("<")
        if check != check_digit(text) and not unused:
            yield Fault(field, "check_digit", layout.spans[f"{field}_check"].line)


def suggested(mrz: Mrz, today: date) -> tuple[str, ...] | None:
    """The lines with O and 0, I and 1 exchanged so that all fits, where exactly one way does it; else None.

    For somebody to look at: nothing goes on with it by itself.
    """
    layout, lines = mrz.layout, mrz.lines
    for field, span in layout.spans.items():
        if field in layout.digits:
            lines = span.put(lines, span.of(lines).translate(_AS_DIGITS))
        elif field in layout.letters:
            lines = span.put(lines, span.of(lines).translate(_AS_LETTERS))
    for field in ("number", "optional"):
        if f"{field}_check" in layout.spans:
            lines = _untwisted(layout.spans[field], layout.spans[f"{field}_check"], lines)
    if lines == mrz.lines:
        return None
    return None if read_mrz("\n".join(lines), today).faults else lines


def _untwisted(span: Span, check: Span, lines: tuple[str, ...]) -> tuple[str, ...]:
    """With the fewest exchanges that make the check digit fit; unchanged where none or several do."""
    text, wanted = span.of(lines), check.of(lines)
    if not FITS["any"].fullmatch(text) or not wanted.isdigit() or check_digit(text) == wanted:
        return lines
    places = [place for place, sign in enumerate(text) if sign in "O0I1"]
    for slips in range(1, _MOST_SLIPS + 1):
        found = [
            twisted
            for chosen in combinations(places, slips)
            if check_digit(twisted := _exchanged(text, chosen)) == wanted
        ]
        if found:
            return span.put(lines, found[0]) if len(found) == 1 else lines
    return lines


def _exchanged(text: str, places: tuple[int, ...]) -> str:
    return "".join(sign.translate(_TWINS) if place in places else sign for place, sign in enumerate(text))
