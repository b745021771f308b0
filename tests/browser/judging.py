"""What is wrong with a page as it stands: accessibility, things cut off or too small to touch."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OLDEST_AXE = (4, 9)

# Regions that scroll by themselves (tables, code) may be wider than the screen; what only screen readers see is small.
CUT = """() => {
  const faults = [];
  const told = (element) => element.outerHTML.slice(0, 120);
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page scrolls sideways");
  for (const element of document.querySelectorAll("body *")) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (!box.width || !box.height || style.visibility === "hidden") continue;
    if (element.closest(".unseen, .skip, .scroll, .hidden, pre, svg, option, dialog:not([open])")) continue;
    if (box.right > innerWidth + 1 || box.left < -1) faults.push("outside: " + told(element));
    const clips = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    if (clips && element.tagName !== "INPUT") faults.push("cut: " + told(element));
  }
  return faults;
}"""

# WCAG 2.5.8 asks for 24 px; our own floor for what is pressed with a thumb is 44 px.
SMALL = """() => [...document.querySelectorAll(
    "button, .button, .choice label, input:not([type=radio], [type=checkbox]), select")]
  .filter((element) => !element.matches(".unseen, .plain") && element.checkVisibility())
  .filter((element) => Math.round(element.getBoundingClientRect().height) < 44)
  .map((element) => `${Math.round(element.getBoundingClientRect().height)} px: ${element.outerHTML.slice(0, 120)}`)"""


@cache
def axe() -> str:
    source = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    version = source.split("axe v", 1)[1].split("\n", 1)[0]
    assert tuple(int(part) for part in version.split(".")[:2]) >= OLDEST_AXE, f"axe {version} is too old"
    return source


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds: rule, what is wrong, where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    asked = {"runOnly": RULES, "resultTypes": ["violations"], **options}
    found = page.evaluate("(asked) => axe.run(document, asked)", asked)["violations"]
    return [f"{each['id']}: {node['failureSummary']} {node['html'][:200]}" for each in found for node in each["nodes"]]


def faults(page: Page) -> list[str]:
    """All that is wrong here, in the light theme and (contrast) in the dark one."""
    page.evaluate("document.fonts.ready")
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    dark = [f"dark {each}" for each in violations(page, runOnly=["color-contrast"])]
    page.emulate_media(color_scheme="light")
    return [*light, *dark, *cut(page), *page.evaluate(SMALL)]


def cut(page: Page) -> list[str]:
    """What does not fit the width of the screen."""
    found: list[str] = page.evaluate(CUT)
    return found
