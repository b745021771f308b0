"""What a failed test had on its screens: pictures of all open pages, in a folder that git ignores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Error, Page

FOLDER = Path(__file__).resolve().parents[2] / ".local" / "failed"
PATIENCE = 5_000


def keep(pages: Iterable[Page], test: str, folder: Path = FOLDER) -> str:
    """A line for each page: its picture's path, its address. Pictures of the test's earlier failures go."""
    name = re.sub(r"[^\w-]+", "-", test).strip("-")
    for old in folder.glob(f"{name}-[0-9].png"):
        old.unlink()
    return "\n".join(_kept(pages, folder / name))


def _kept(pages: Iterable[Page], path: Path) -> Iterator[str]:
    for number, page in enumerate(pages, start=1):
        picture = path.with_name(f"{path.name}-{number}.png")
        try:
            page.screenshot(path=picture, full_page=True, timeout=PATIENCE)
        except Error as gone:
            yield f"no picture of {page.url}: {gone.message.splitlines()[0]}"
        else:
            yield f"{picture} ({page.url})"
