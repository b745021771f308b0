"""How a page is laid out: where its pieces stand, in a form that survives other fonts.

`python -m tests.browser.looks` draws the committed references anew. Compared are place and width, which the layout
decides; heights follow the fonts of the machine and are held only loosely.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.profile import DESK, PHONE, Profiles
from tests.browser.words import PATHS
from tests.support.local_cloud import LocalCloud

REFERENCES = Path(__file__).parent / "references.json"
DRAWN = ("home", "service", "apply", "track", "accessibility")
SIDEWAYS, HEIGHT = 3, 0.2  # px; part of the reference
PIECES = """() => [...document.querySelectorAll(
  `header.top, #language, main, main h1, main h2, main label, main input, main button, main .button,
  main table, footer`)]
  .filter((element) => element.checkVisibility() && !element.closest(".unseen"))
  .map((element) => {
    const { left, width, height } = element.getBoundingClientRect();
    const own = getComputedStyle(element).display.startsWith("inline") ? 0 : Math.round(width);
    return { piece: element.tagName.toLowerCase(), left: Math.round(left), width: own, height: Math.round(height) };
  })"""


def draw(page: Page) -> dict[str, list[dict[str, Any]]]:
    """page@width → its pieces."""
    found = {}
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for name in DRAWN:
            page.goto(PATHS["id"][name])
            found[f"{name}@{size['width']}"] = page.evaluate(PIECES)
    return found


def differences(seen: list[dict[str, Any]], reference: list[dict[str, Any]]) -> list[str]:
    if [each["piece"] for each in seen] != [each["piece"] for each in reference]:
        return [f"other pieces: {[each['piece'] for each in seen]}"]
    return [f"{now} instead of {then}" for now, then in zip(seen, reference, strict=True) if moved(now, then)]


def moved(now: dict[str, Any], then: dict[str, Any]) -> bool:
    sideways = max(abs(now["left"] - then["left"]), abs(now["width"] - then["width"]))
    if now["width"] == 0:  # inline: as wide as its words, so only its line counts
        sideways = 0
    grown = abs(now["height"] - then["height"])
    return bool(sideways > SIDEWAYS or grown > max(24, HEIGHT * then["height"]))


def main() -> None:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        cloud = LocalCloud(Path(folder) / ".local")
        try:
            cloud.start()
            browser = launch(playwright)
            drawn = draw(Profiles(browser, cloud.outputs["site_url"]).page())
            browser.close()
        finally:
            cloud.remove()
    lines = [f'"{name}": [\n  ' + ",\n  ".join(map(json.dumps, pieces)) + "\n]" for name, pieces in drawn.items()]
    REFERENCES.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
