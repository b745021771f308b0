"""The words of the pages for people: Bahasa Indonesia first, English beside it."""

import functools
import json
from datetime import datetime
from pathlib import Path

from local.gateway.wire import WIB

HERE = Path(__file__).parent / "words"
LANGUAGES = ("id", "en")


class Words:
    """What one language says, and how it writes money and time. Raises KeyError for what it cannot say."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.other = next(name for name in LANGUAGES if name != language)
        self.texts: dict[str, str] = json.loads((HERE / f"{language}.json").read_text(encoding="utf-8"))

    def __call__(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values)

    def moment(self, at: datetime) -> str:
        """The day and the minute in Jakarta's time."""
        there = at.astimezone(WIB)
        month = self("months").split()[there.month - 1]
        clock = {"hour": f"{there:%H}", "minute": f"{there:%M}"}
        return self("moment", day=there.day, month=month, year=there.year, **clock)

    def rupiah(self, amount: int) -> str:
        """`Rp650.000`, in English `Rp650,000`."""
        return f"Rp{amount:,}".replace(",", self("thousands"))


@functools.cache
def words(language: str) -> Words:
    """The language asked for, else the first."""
    return Words(language if language in LANGUAGES else LANGUAGES[0])
