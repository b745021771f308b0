"""Machine-readable zones of people who do not exist, printed as ICAO Doc 9303 says: the twin of what reads them.

Written from the tables of the standard, not from the reader, which it is there to test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.support.people import Person

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def digit(*texts: str) -> str:
    """The check digit over texts put together."""
    total = 0
    for place, sign in enumerate("".join(texts)):
        total += (SIGNS.index(sign) if sign != "<" else 0) * [7, 3, 1][place % 3]
    return SIGNS[total % 10]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document says. Dates YYMMDD with `<<` for parts unknown; names as printed, words parted by spaces."""

    code: str = "P"
    issuer: str = "IDN"
    surname: str = "SINTETIS"
    given_names: str = "CONTOH"
    number: str = "X1234567"
    nationality: str = "IDN"
    birth: str = "900520"
    sex: str = "F"
    expiry: str = "260506"
    optional: str = ""
    optional_2: str = ""

    def changed(self, **changes: str) -> Paper:
        return replace(self, **changes)

    def name(self, width: int) -> str:
        """Cut where it does not fit, and a letter shorter before where else its last place held no letter."""
        given = f"<<{self.given_names}" if self.given_names else ""
        name = f"{self.surname}{given}".replace(" ", "<")
        while len(name) > width and name[width - 1] == "<":
            before = len(name[:width].rstrip("<"))
            name = name[: before - 1] + name[before:]
        return name[:width].ljust(width, "<")

    def head(self) -> str:
        return self.code.ljust(2, "<") + self.issuer.ljust(3, "<")

    def td3(self) -> str:
        number, optional = self.number.ljust(9, "<"), self.optional.ljust(14, "<")
        first = number + digit(number)
        birth, expiry = self.birth + digit(self.birth), self.expiry + digit(self.expiry)
        own = optional + (digit(optional) if self.optional else "<")
        last = digit(first, birth, expiry, own)
        second = first + self.nationality.ljust(3, "<") + birth + self.sex + expiry + own + last
        return f"{self.head()}{self.name(39)}\n{second}"

    def numbered(self, room: int) -> tuple[str, str]:
        """Number with check digit, and what is left to the optional data: long numbers go on there."""
        if len(self.number) <= 9:
            number = self.number.ljust(9, "<")
            return number + digit(number), self.optional.ljust(room, "<")
        rest = self.number[9:] + digit(self.number) + "<"
        return self.number[:9] + "<", (rest + self.optional).ljust(room, "<")

    def td2(self) -> str:
        first, optional = self.numbered(7)
        birth, expiry = self.birth + digit(self.birth), self.expiry + digit(self.expiry)
        last = digit(first, birth, expiry, optional)
        second = first + self.nationality.ljust(3, "<") + birth + self.sex + expiry + optional + last
        return f"{self.head()}{self.name(31)}\n{second}"

    def td1(self) -> str:
        first, optional = self.numbered(15)
        birth, expiry = self.birth + digit(self.birth), self.expiry + digit(self.expiry)
        more = self.optional_2.ljust(11, "<")
        last = digit(first, optional, birth, expiry, more)
        second = birth + self.sex + expiry + self.nationality.ljust(3, "<") + more + last
        return f"{self.head()}{first}{optional}\n{second}\n{self.name(30)}"

    def visa(self, width: int) -> str:
        """MRV-A of 44 places, MRV-B of 36."""
        number = self.number.ljust(9, "<")
        birth, expiry = self.birth + digit(self.birth), self.expiry + digit(self.expiry)
        second = number + digit(number) + self.nationality.ljust(3, "<") + birth + self.sex + expiry
        return f"{self.head()}{self.name(width - 5)}\n{second.ljust(width, '<')}"


def passport_of(person: Person, **changes: str) -> Paper:
    """The old passport of a synthetic citizen: the last word of the name as surname, digits left out."""
    *given, surname = [word for word in person.full_name.upper().split() if not word.isdigit()]
    year, month, day = person.birth_date.split("-")
    return Paper(
        surname=surname,
        given_names=" ".join(given),
        number=person.old_passport,
        birth=f"{year[2:]}{month}{day}",
        sex=person.sex[0].upper(),
    ).changed(**changes)
