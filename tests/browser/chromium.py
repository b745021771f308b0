"""Chromium as it comes from the system: nothing is downloaded by the tests."""

from __future__ import annotations

import os
import shutil
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Timer
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright

from local.processes import process_table

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


def launch(playwright: Playwright, *more: str) -> Browser:
    return playwright.chromium.launch(executable_path=executable(), args=[*ARGUMENTS, *more])


class Chromium:
    """A browser, and another one once it no longer answers: Chromium has been seen to close a profile for ever.

    Playwright gives its calls about profiles no time limit, so the limit is the browser's life.
    """

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._mark = f"--imigrasi-tests={uuid.uuid4()}"
        self._browser: Browser | None = None

    @property
    def browser(self) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            self._browser = launch(self._playwright, self._mark)
        return self._browser

    @contextmanager
    def kept_profile(self, folder: Path, **options: Any) -> Iterator[BrowserContext]:
        """A browser of its own whose profile outlives it in `folder`, as on a phone."""
        kept = {"executable_path": executable(), "args": [*ARGUMENTS, self._mark], **options}
        context = self._playwright.chromium.launch_persistent_context(folder, **kept)
        try:
            yield context
        finally:
            context.close()

    @contextmanager
    def ends_after(self, seconds: float) -> Iterator[Event]:
        """Every call under way fails then; the event tells whether it came to that."""
        came = Event()

        def end() -> None:
            came.set()
            self.end()

        timer = Timer(seconds, end)
        timer.start()
        try:
            yield came
        finally:
            timer.cancel()

    def end(self) -> None:
        """At once, asking nobody."""
        for pid, command in process_table():
            if self._mark in command and " --type=" not in command:
                os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        if self._browser is not None and self._browser.is_connected():
            self._browser.close()
