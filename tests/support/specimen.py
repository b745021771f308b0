"""The passport of ICAO Doc 9303, and how zones are read on the day of these tests."""

from __future__ import annotations

from datetime import date

from imigrasi.domain.mrz import Mrz, read_mrz

TODAY = date(2026, 11, 24)
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def read(typed: str) -> Mrz:
    return read_mrz(typed, TODAY)


def codes(typed: str) -> set[tuple[str, str]]:
    return {(fault.field, fault.code) for fault in read(typed).faults}
