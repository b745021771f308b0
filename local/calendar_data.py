"""Writes catalogue/calendar.json: the days offices are closed, from PyPI `holidays`.

Generated, because the library is 14 MB and slow to import; a test holds the file to the library.
Categories: public holidays, and `government` (cuti bersama, collective leave).
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import holidays

FILE = Path("layers/core/python/imigrasi/catalogue/calendar.json")
YEARS = range(2025, 2031)


def calendar() -> dict[str, object]:
    """The file's content. Dates of years ahead that follow the moon are estimates of the library."""
    days = holidays.country_holidays("ID", years=YEARS, categories=("public", "government"))
    return {
        "version": f"holidays-{version('holidays')}",
        "source": "PyPI holidays, country ID, categories public and government (cuti bersama)",
        "years": [YEARS.start, YEARS.stop - 1],
        "days": {day.isoformat(): name for day, name in sorted(days.items())},
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(calendar(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
