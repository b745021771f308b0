"""Browser profiles: each a person's own device. What a page complains of is kept and fails the test."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 760}
DESK: ViewportSize = {"width": 1280, "height": 900}
PATIENCE = 15_000
#: A browser reports every failed request and every refusal it was told of; the pages speak of those themselves.
REPORTED = re.compile(r"Failed to load resource|net::ERR_")


@dataclass
class Profiles:
    """Opens profiles and closes them all."""

    browser: Browser
    site_url: str
    opened: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def page(self, **options: Any) -> Page:
        """A page in a profile of its own, on a phone unless told otherwise."""
        usual = {"base_url": self.site_url, "viewport": PHONE, "locale": "id-ID", "color_scheme": "light"}
        context = self.browser.new_context(reduced_motion="reduce", **{**usual, **options})
        context.set_default_timeout(PATIENCE)
        self.opened.append(context)
        context.on("weberror", lambda error: self.complaints.append(f"{error.page}: {error.error}"))
        context.on("console", self._said)
        return context.new_page()

    def pages(self) -> list[Page]:
        """All that are open."""
        return [page for context in self.opened for page in context.pages]

    def close(self) -> None:
        for context in self.opened:
            context.close()
        self.opened.clear()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REPORTED.search(message.text):
            self.complaints.append(f"{message.type}: {message.text} {message.location}")
