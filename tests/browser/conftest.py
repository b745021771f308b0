"""One Chromium for all these tests, a fresh profile for each; a page that complains fails its test.

A failed test leaves pictures of its pages, and their paths in its report.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, sync_playwright

from tests.browser import evidence, photos
from tests.browser.applicant import Applicant
from tests.browser.chromium import Chromium
from tests.browser.officer import Officer
from tests.browser.profile import DESK, Profiles
from tests.support.local_cloud import LocalCloud
from tests.support.people import Person, person

Citizen = Callable[..., Applicant]
#: Seconds that a test, and closing its profiles, may take before the browser is ended; the longest takes half a minute.
LONGEST, CLOSING = 240, 30


@pytest.fixture(scope="package")
def chromium() -> Iterator[Chromium]:
    """Closed before other tests run: Playwright keeps an event loop for itself."""
    with sync_playwright() as playwright:
        chromium = Chromium(playwright)
        yield chromium
        with chromium.ends_after(CLOSING):
            chromium.close()


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Small pictures of an identity card and an old passport."""
    folder = tmp_path_factory.mktemp("papers")
    return photos.small_photograph("ktp", folder), photos.small_photograph("old-passport", folder)


@pytest.fixture(scope="session")
def phone_photos(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same as a phone takes them: 4 MB each."""
    folder = tmp_path_factory.mktemp("photos")
    return photos.photograph("ktp", folder), photos.photograph("old-passport", folder)


@pytest.fixture
def profiles(chromium: Chromium, local_cloud: LocalCloud, request: pytest.FixtureRequest) -> Iterator[Profiles]:
    """Devices for one test. Errors and warnings of their pages, policy violations among them, fail it."""
    devices = Profiles(chromium.browser, local_cloud.outputs["site_url"])
    with chromium.ends_after(LONGEST):
        yield devices
        kept = evidence.keep(devices.pages(), request.node.name) if devices.complaints else ""
    with chromium.ends_after(CLOSING) as ended:
        try:
            devices.close()
        except Error:
            if not ended.is_set():
                raise
    assert devices.complaints == [], kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    devices = getattr(item, "funcargs", {}).get("profiles")
    if call.when == "call" and report.failed and isinstance(devices, Profiles):
        report.sections.append(("pages", evidence.keep(devices.pages(), item.name)))
    return report


@pytest.fixture
def citizen(profiles: Profiles) -> Citizen:
    """Makes citizens: `citizen(language="en", viewport=…)`, each with a device of their own."""

    def made(language: str = "id", **options: Any) -> Applicant:
        return Applicant(profiles.page(**options), language, somebody())

    return made


@pytest.fixture
def officer(profiles: Profiles, local_cloud: LocalCloud) -> Callable[..., Officer]:
    """Makes officers at a desk: `officer("budi", language="en")`."""

    def made(name: str, language: str = "id", **options: Any) -> Officer:
        page = profiles.page(**{"viewport": DESK, **options})
        return Officer(page, local_cloud.outputs["console_url"], name, language).sits_down()

    return made


def somebody() -> Person:
    """A different synthetic citizen each time."""
    return person(uuid.uuid4().int % 10_000)
