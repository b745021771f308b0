"""The console's words: its own, and the officers' words that the widgets use."""

import functools
import json
from pathlib import Path
from typing import Any

from imigrasi.entrypoint.widgets.words import Words

HERE = Path(__file__).parent
LANGUAGES = ("id", "en")


@functools.cache
def words(language: str) -> Words:
    return Words(language if language in LANGUAGES else LANGUAGES[0])


@functools.cache
def texts(language: str) -> dict[str, Any]:
    """What the page itself says."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    found: dict[str, Any] = json.loads((HERE / "words" / f"{name}.json").read_text(encoding="utf-8"))
    return found
