"""A local cloud and a browser of one's own, for what is drawn by hand and not by a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch
from tests.browser.profile import Profiles
from tests.support.local_cloud import LocalCloud


@contextmanager
def own_cloud() -> Iterator[tuple[LocalCloud, Profiles]]:
    """Both fresh, both gone afterwards."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        cloud = LocalCloud(Path(folder) / ".local")
        try:
            cloud.start()
            browser = launch(playwright)
            yield cloud, Profiles(browser, cloud.outputs["site_url"])
            browser.close()
        finally:
            cloud.remove()
