"""Citizens whose every value is a canary: a word or number that occurs nowhere else and must not be seen anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.people import Person, nik

#: What surrounds a canary, to break whatever writes it carelessly: nothing, formats, markup, log forging, scripts.
DISGUISES = (
    "{}",
    "%s %d {{0}} {{name!r}} {} $(id) ${{jndi:ldap://x}}",
    "<script>alert('{}')</script>\"'&;--",
    'line one\n{{"level":"INFO","forged":"{}"}}\r\n\x1b[31m\t\u202e',
    "Ñandú ʻŌ {} 😀 İ",
)


@dataclass(frozen=True)
class Canary:
    """A person, what else they say, and the words to look for."""

    person: Person
    filename: str
    grounds: str
    words: tuple[str, ...]


def canary(number: int) -> Canary:
    """The `number`-th: valid where the rules ask for it, disguised where text is free."""
    disguise = DISGUISES[number % len(DISGUISES)]
    words: list[str] = []

    def hidden(field: str) -> str:
        words.append(f"KANARI{number}{field}")
        return disguise.format(words[-1])

    def plain(value: str) -> str:
        words.append(value)
        return value

    born = plain(f"19{31 + number}-03-{17 + number}")
    sex = "female" if number % 2 else "male"
    passport = {"number": plain(f"QZ77{number}0193"), "country": "IDN", "expires_on": plain(f"2031-11-{10 + number}")}
    guardian = {
        "full_name": hidden("wali"),
        "nik": plain(f"17080{number}2402887731"),
        "relation": plain(f"ipar{number}q"),
    }
    person = Person(
        full_name=hidden("nama"),
        birth_date=born,
        sex=sex,
        phone=plain(f"+6285{number}77331199"),
        email=plain(f"kanari{number}.surat@rahasia.example"),
        birth_place=hidden("lahir"),
        address=hidden("alamat"),
        old_passport=plain(f"W{number}773119"),
        serial=7731 + number,
        extra={"passport": passport, "guardian": guardian, "marital_status": "married"},
    )
    words.append(nik(born, sex, serial=7731 + number))
    return Canary(person, hidden("berkas") + ".png", hidden("keberatan"), tuple(words))


def seen(words: tuple[str, ...], text: str) -> list[str]:
    """Those words that stand in `text`, also where JSON has escaped it."""
    return [word for word in words if word in text]
