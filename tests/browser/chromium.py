"""Chromium as it comes from the system: nothing is downloaded by the tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: No calls of the browser's own; and no sandbox, which needs rights that a container does not give.
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars")
MISSING = (
    "No Chromium was found. Install it (Debian: apt-get install chromium) or say where it is: CHROMIUM=/path/to/it."
)


class ChromiumMissing(Exception):
    """The message says what to do."""


def executable() -> str:
    """Raises ChromiumMissing."""
    told = os.environ.get("CHROMIUM", "")
    if told and not Path(told).exists():
        raise ChromiumMissing(f"CHROMIUM={told} is not there. {MISSING}")
    found = told or next((path for name in NAMES if (path := shutil.which(name))), "")
    if not found:
        raise ChromiumMissing(MISSING)
    return found


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
