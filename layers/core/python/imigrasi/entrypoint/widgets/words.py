"""The officers' words in both languages, and dates, amounts and time left as people say them."""

from __future__ import annotations

import functools
import json
from datetime import date, datetime
from pathlib import Path

from imigrasi.domain.deadline import WIB, local_day

FOLDER = Path(__file__).parents[2] / "catalogue" / "officers"


@functools.cache
def _texts(language: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return texts


class Words:
    """Texts of one language. A code without words of its own is shown as the code: data may be newer than words."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = _texts(language)
        self._months = self._texts["months"].split(" ")

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key that code names. Raises KeyError for one that has none."""
        return self._texts[key].format(**values) if values else self._texts[key]

    def of(self, group: str, code: str) -> str:
        """The words for a code that data names."""
        return self._texts.get(f"{group}.{code}", code)

    def group(self, group: str) -> dict[str, str]:
        """Every text of a group, by its whole key."""
        return {key: text for key, text in self._texts.items() if key.startswith(f"{group}.")}

    def day(self, day: date) -> str:
        return f"{day.day} {self._months[day.month - 1]} {day.year}"

    def moment(self, at: datetime) -> str:
        """`24 November 2026, 14.30 WIB`."""
        local = at.astimezone(WIB)
        return f"{self.day(local.date())}, {self.clock(at)}"

    def clock(self, at: datetime) -> str:
        return at.astimezone(WIB).strftime("%H.%M WIB" if self.language == "id" else "%H:%M WIB")

    def due(self, at: datetime) -> str:
        return self.day(local_day(at))

    def left(self, working_days: int, due: date, today: date) -> str:
        """Working days left, in words."""
        if due == today:
            return self("left.today")
        if due < today:
            return self("left.late", days=abs(working_days)) if working_days else self("left.late_on_holidays")
        return self("left.days", days=working_days) if working_days != 1 else self("left.one")

    def rupiah(self, amount: int) -> str:
        """`Rp650.000`, in English `Rp650,000`."""
        return f"Rp{amount:,}".replace(",", "." if self.language == "id" else ",")
