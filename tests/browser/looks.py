"""How a page is laid out: where its pieces stand, in a form that survives other fonts.

`python -m tests.browser.looks` draws the committed references anew. Compared are place and width, which the layout
decides; heights follow the fonts of the machine and are held only loosely. Numbers and times are made the same before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.profile import DESK, PHONE

REFERENCES = Path(__file__).parent / "references.json"
SIDEWAYS, HEIGHT = 3, 0.2  # px; part of the reference
LEAST_GROWTH = 24  # px: a line of text more or less is no other look
# Application numbers are of letters, wide and narrow ones; figures are all as wide as a nought.
SAME = r"""() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    text.data = text.data.replace(/LBG-\w{4}-\w{4}-\w/g, "LBG-0000-0000-0").replace(/\d/g, "0");
  }
}"""
PIECES = """() => {
  // As wide as its words, not as its place.
  const wordy = (element, width) => {
    if (!element.matches("a, button, h1, h2, h3, label")) return false;
    element.append("mm");
    const grown = element.getBoundingClientRect().width !== width;
    element.lastChild.remove();
    return grown;
  };
  return [...document.querySelectorAll(
    `header, #language, nav, main, main h1, main h2, main h3, main section.widget, main label, main input, main button,
    main .button, main table, main dl, main .note, main .imi-cell, footer`)]
    .filter((element) => element.checkVisibility() && !element.closest(".unseen"))
    .map((element) => {
      const { left, width, height } = element.getBoundingClientRect();
      const own = wordy(element, width) ? 0 : Math.round(width);
      const text = element.innerText.trim().split("\\n")[0].slice(0, 40);
      const piece = element.tagName.toLowerCase();
      return { piece, left: Math.round(left), width: own, height: Math.round(height), text };
    });
}"""

Piece = dict[str, Any]
Drawing = dict[str, list[Piece]]


def draw(page: Page, name: str) -> Drawing:
    """`name@width` → the pieces of the page as it stands, on a phone and at a desk. Its figures are noughts after."""
    drawn: Drawing = {}
    before = page.viewport_size or PHONE
    page.evaluate(SAME)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        drawn[f"{name}@{size['width']}"] = page.evaluate(PIECES)
    page.set_viewport_size(before)
    return drawn


def moves(drawn: Drawing, references: Drawing) -> list[str]:
    """Page, piece, and by how much it has moved; empty when all stand where they stood."""
    return [f"{name}: {told}" for name, seen in drawn.items() for told in differences(seen, references.get(name, []))]


def differences(seen: list[Piece], reference: list[Piece]) -> Iterator[str]:
    """Pieces that came, went, or stand elsewhere. Those between others that came or went are compared all the same."""
    then, now = ([str(each["piece"]) for each in pieces] for pieces in (reference, seen))
    for _, first, last, start, end in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if then[first:last] == now[start:end]:
            yield from filter(None, map(moved, seen[start:end], reference[first:last]))
            continue
        yield from (f"gone: {each['piece']}, left {each['left']}" for each in reference[first:last])
        yield from (f"new: {called(each)}, left {each['left']}" for each in seen[start:end])


def moved(now: Piece, then: Piece) -> str:
    """What has moved too far, empty for nothing. Of a piece that is as wide as its words only the line counts."""
    sideways = () if now["width"] == then["width"] == 0 else ("left", "width")
    allowed = dict.fromkeys(sideways, SIDEWAYS) | {"height": max(LEAST_GROWTH, HEIGHT * then["height"])}
    told = [
        f"{side} {then[side]} → {now[side]} ({now[side] - then[side]:+} px)"
        for side, far in allowed.items()
        if abs(now[side] - then[side]) > far
    ]
    return f"{called(now)}: {', '.join(told)}" if told else ""


def called(piece: Piece) -> str:
    return f"{piece['piece']} “{piece['text']}”" if piece.get("text") else str(piece["piece"])


def written(drawn: Drawing) -> str:
    """The references' file: a line for each piece, without its words."""
    bare = {name: [{k: v for k, v in each.items() if k != "text"} for each in pieces] for name, pieces in drawn.items()}
    lines = [f'"{name}": [\n  ' + ",\n  ".join(map(json.dumps, pieces)) + "\n]" for name, pieces in bare.items()]
    return "{" + ",\n".join(lines) + "}\n"


def main() -> None:
    from tests.browser.own_cloud import own_cloud
    from tests.browser.scenes import SCENES

    with own_cloud() as (cloud, profiles):
        drawn: Drawing = {}
        for scene in SCENES:
            drawn |= scene(cloud, profiles)
    REFERENCES.write_text(written(drawn), encoding="utf-8")


if __name__ == "__main__":
    main()
