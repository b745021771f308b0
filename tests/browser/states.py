"""Each state of a page, seen on a phone and at a desk: judged, and kept as a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import judging
from tests.browser.profile import DESK, PHONE

SHOTS = Path(__file__).resolve().parents[2] / ".local" / "shots"


@dataclass
class States:
    """Looks at states and remembers what was wrong with them, so that one run names all of it."""

    page: Page
    label: str
    faults: dict[str, list[str]] = field(default_factory=dict)
    seen: int = 0

    def look(self, name: str) -> None:
        """Judged at the page's width, and whether it also fits the other one; a picture of each."""
        self.seen += 1
        state = f"{self.label}-{self.seen:02}-{name}"
        found = judging.faults(self.page)
        before = self.page.viewport_size or PHONE
        for size in (PHONE, DESK):
            self.page.set_viewport_size(size)
            found += judging.cut(self.page)
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{state}-{size['width']}.png", full_page=True)
        self.page.set_viewport_size(before)
        if found:
            self.faults[state] = list(dict.fromkeys(found))


def report(*looked: States) -> str:
    """All that was wrong, state by state; empty when nothing was."""
    wrong = [(state, each) for states in looked for state, found in states.faults.items() for each in found]
    return "\n".join(f"{state}: {each}" for state, each in wrong)
