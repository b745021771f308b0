"""Citizens who do not exist: every name says so, every NIK fits its birth date and sex."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

FIRST = ("Contoh", "Uji", "Coba", "Peraga", "Misal", "Sintetis")
SECOND = ("Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan")


def nik(birth_date: str, sex: str, *, region: str = "170701", serial: int = 9001) -> str:
    """16 digits: region of first registration, DDMMYY with 40 added for women, serial."""
    year, month, day = birth_date.split("-")
    return f"{region}{int(day) + (40 if sex == 'female' else 0):02}{month}{year[2:]}{serial:04}"


@dataclass(frozen=True, slots=True)
class Person:
    """What a citizen types. `applicant` and `answers` build the bodies of the API."""

    full_name: str = "Contoh Sintetis"
    birth_date: str = "1990-05-20"
    sex: str = "female"
    phone: str = "+6281200000001"
    email: str | None = "contoh@example.com"
    birth_place: str = "Tubei"
    address: str = "Jalan Contoh 1, Tubei, Lebong"
    old_passport: str = "X1234567"
    serial: int = 9001
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def nik(self) -> str:
        return nik(self.birth_date, self.sex, serial=self.serial)

    def applicant(self, **changes: Any) -> dict[str, Any]:
        """Complete data of an applicant; a change to None leaves the field out."""
        complete = {
            "full_name": self.full_name,
            "nik": self.nik,
            "birth_date": self.birth_date,
            "birth_place": self.birth_place,
            "sex": self.sex,
            "phone": self.phone,
            "email": self.email,
            "address": self.address,
            "nationality": "IDN",
            **self.extra,
            **changes,
        }
        return {name: value for name, value in complete.items() if value is not None}

    def answers(self, **changes: Any) -> dict[str, Any]:
        """Complete answers of a passport renewal: five years, not accelerated, IDR 650,000."""
        complete = {
            "validity_years": 5,
            "accelerated": False,
            "old_passport_number": self.old_passport,
            "old_passport_issued_on": "2021-05-06",
            **changes,
        }
        return {name: value for name, value in complete.items() if value is not None}


def person(number: int) -> Person:
    """The `number`-th synthetic citizen: always the same, different from every other below 10,000."""
    seed = hashlib.sha256(f"person {number}".encode()).digest()
    born = f"{1950 + seed[0] % 50}-{1 + seed[1] % 12:02}-{1 + seed[2] % 28:02}"
    return Person(
        full_name=f"{FIRST[seed[3] % len(FIRST)]} {SECOND[seed[4] % len(SECOND)]} {number}",
        birth_date=born,
        sex="female" if seed[5] % 2 else "male",
        phone=f"+62812{number:08}",
        email=f"contoh{number}@example.com",
        old_passport=f"X{1_000_000 + number}",
        serial=number % 10_000,
    )
