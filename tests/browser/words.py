"""The site's addresses and messages, as its build reads them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

MESSAGES = Path(__file__).resolve().parents[2] / "web" / "messages"
LANGUAGES = ("id", "en")
PATHS = {
    "id": {
        "home": "/",
        "service": "/layanan/passport-renewal/",
        "apply": "/ajukan/passport-renewal/",
        "application": "/permohonan/",
        "track": "/lacak/",
        "verify": "/periksa-bukti/",
        "together": "/keluarga/",
        "privacy": "/privasi/",
        "accessibility": "/aksesibilitas/",
        "offline": "/luring/",
    },
    "en": {
        "home": "/en/",
        "service": "/en/services/passport-renewal/",
        "apply": "/en/apply/passport-renewal/",
        "application": "/en/application/",
        "track": "/en/track/",
        "verify": "/en/check-receipt/",
        "together": "/en/family/",
        "privacy": "/en/privacy/",
        "accessibility": "/en/accessibility/",
        "offline": "/en/offline/",
    },
}


@cache
def messages(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MESSAGES / f"{language}.json").read_text(encoding="utf-8"))
    return found


def say(language: str, key: str, **values: object) -> str:
    """The message at a dotted key."""
    found: Any = messages(language)
    for part in key.split("."):
        found = found[part]
    return str(found).format(**values)
