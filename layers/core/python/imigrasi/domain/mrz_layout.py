"""Where in a machine-readable zone each thing stands: the five formats of ICAO Doc 9303.

TD1 (cards, part 5), TD2 (cards, part 6), TD3 (passports, part 4), MRV-A and MRV-B (visas, part 7). Visas have no
composite check digit; only cards carry numbers of more than nine signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

WEIGHTS = (7, 3, 1)

#: Field → what may stand in it. In place of a check digit a filler may stand where there is nothing to check.
FITS = {
    field: re.compile(pattern)
    for fields, pattern in (
        ("code", "[A-Z][A-Z<]"),
        ("issuer nationality", "[A-Z]{1,3}<*"),
        ("names", "[A-Z][A-Z<]*"),
        ("number", "[A-Z0-9][A-Z0-9<]*"),
        ("birth expiry", r"([0-9]{2}|<<){3}"),
        ("sex", "[FM<]"),
        ("number_check optional_check", "[0-9<]"),
        ("birth_check expiry_check composite_check", "[0-9]"),
        ("optional optional_2 any", "[A-Z0-9<]*"),
    )
    for field in fields.split()
}


class Span(NamedTuple):
    """Places `start` up to but not `end` of a line, all from 0."""

    line: int
    start: int
    end: int

    def of(self, lines: tuple[str, ...]) -> str:
        return lines[self.line][self.start : self.end]

    def put(self, lines: tuple[str, ...], text: str) -> tuple[str, ...]:
        changed = lines[self.line][: self.start] + text + lines[self.line][self.end :]
        return (*lines[: self.line], changed, *lines[self.line + 1 :])


@dataclass(frozen=True, slots=True)
class Layout:
    """`optional`: fields of optional data, in order. `composite`: what the last check digit covers, if there is one.
    `overflows`: a number may go on in the optional data.
    """

    name: str
    lines: int
    width: int
    spans: dict[str, Span]
    optional: tuple[str, ...] = ("optional",)
    composite: tuple[Span, ...] = ()
    visa: bool = False
    overflows: bool = False

    def checked(self, field: str) -> tuple[Span, ...]:
        """What the check digit of a field covers."""
        return self.composite if field == "composite" else (self.spans[field],)

    @property
    def digits(self) -> tuple[str, ...]:
        """Fields that hold digits only."""
        return ("birth", "expiry", *(field for field in self.spans if field.endswith("_check")))

    @property
    def letters(self) -> tuple[str, ...]:
        """Fields that hold letters only."""
        return ("code", "issuer", "nationality", "names", "sex")


def _two_lines(name: str, width: int, *, optional: int, visa: bool = False, overflows: bool = False) -> Layout:
    """Passports, visas and the larger cards differ in width and in what ends the second line. `optional`: the end of
    the optional data; after it stand their own check digit, if there is room for one, and the composite one.
    """
    spans = {
        "code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "names": Span(0, 5, width),
        "number": Span(1, 0, 9),
        "number_check": Span(1, 9, 10),
        "nationality": Span(1, 10, 13),
        "birth": Span(1, 13, 19),
        "birth_check": Span(1, 19, 20),
        "sex": Span(1, 20, 21),
        "expiry": Span(1, 21, 27),
        "expiry_check": Span(1, 27, 28),
        "optional": Span(1, 28, optional),
    }
    if optional == width - 2:
        spans["optional_check"] = Span(1, optional, optional + 1)
    composite: tuple[Span, ...] = ()
    if optional < width:
        spans["composite_check"] = Span(1, width - 1, width)
        composite = (Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, width - 1))
    return Layout(name, 2, width, spans, composite=composite, visa=visa, overflows=overflows)


TD1 = Layout(
    "TD1",
    3,
    30,
    {
        "code": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "number": Span(0, 5, 14),
        "number_check": Span(0, 14, 15),
        "optional": Span(0, 15, 30),
        "birth": Span(1, 0, 6),
        "birth_check": Span(1, 6, 7),
        "sex": Span(1, 7, 8),
        "expiry": Span(1, 8, 14),
        "expiry_check": Span(1, 14, 15),
        "nationality": Span(1, 15, 18),
        "optional_2": Span(1, 18, 29),
        "composite_check": Span(1, 29, 30),
        "names": Span(2, 0, 30),
    },
    optional=("optional", "optional_2"),
    composite=(Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)),
    overflows=True,
)
TD2 = _two_lines("TD2", 36, optional=35, overflows=True)
TD3 = _two_lines("TD3", 44, optional=42)
MRV_A = _two_lines("MRV-A", 44, optional=44, visa=True)
MRV_B = _two_lines("MRV-B", 36, optional=36, visa=True)
LAYOUTS = (TD1, TD2, TD3, MRV_A, MRV_B)
