"""A narrow phone, and letters twice as large: nothing scrolls sideways, nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.applicant import Applicant
from tests.browser.judging import cut
from tests.browser.officer import Officer
from tests.browser.words import LANGUAGES, PATHS
from tests.support.visitor import Visitor

NARROW = {"width": 320, "height": 640}
#: A desk's browser at 200 %: 1280 px become 640.
ZOOMED = {"width": 640, "height": 450}
LONG = {"full_name": "Kartikawatiningsihprameswaridewisrirahayupurnamasariwulandari"}


def enlarge(page: Page) -> None:
    """Text at twice its size, as set in the browser; pages that follow the setting grow whole."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def faults_of(page: Page, size: str) -> list[str]:
    if size == "large text":
        enlarge(page)
    return cut(page)


@pytest.fixture(params=["320 px", "200 %", "large text"])
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def viewport(size: str) -> dict[str, int]:
    return NARROW if size == "320 px" else ZOOMED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits(language: str, size: str, citizen: Callable[..., Applicant]) -> None:
    one = citizen(language, viewport=viewport(size))
    found = {}
    for page in PATHS[language]:
        one.visit(page)
        found[page] = faults_of(one.page, size)
    one.page.goto("/nowhere")
    found["404"] = faults_of(one.page, size)
    assert {page: faults for page, faults in found.items() if faults} == {}


def test_every_question_fits(size: str, citizen: Callable[..., Applicant]) -> None:
    one = citizen("en", viewport=viewport(size)).begin().eligible()
    steps = one.page.eval_on_selector_all("[data-task]", "steps => steps.map(step => step.dataset.step)")
    assert len(steps) > 10
    found = {}
    for name in [*steps, "tasks", "check"]:
        one.turn_to(name)
        one.save() if name in steps else None
        found[name] = faults_of(one.page, size)
        one.turn_to("tasks")
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_an_application_with_long_words_fits(size: str, citizen: Callable[..., Applicant], visitor: Visitor) -> None:
    visitor.person.extra.update(LONG)
    visitor.cleared().issue_payment()
    one = citizen("id", viewport=viewport(size))
    one.visit("application", f"#{visitor.application_id}.{visitor.access_key}")
    expect(one.page.locator("#panel h2")).to_be_visible()
    for details in one.page.locator("details").all():
        details.locator("summary").click()
    expect(one.page.locator("#share svg")).to_be_visible()
    assert faults_of(one.page, size) == []


def test_the_console_fits(size: str, officer: Callable[..., Officer], visitor: Visitor) -> None:
    number = visitor.start().application_id
    sari = officer("sari", viewport=viewport(size))
    sari.opens(number)
    found = {"queue": faults_of(sari.page, size)}
    for place in ("board/imigrasi-local-operations", "runbooks", "executions", "runbook/imigrasi-local-decide"):
        sari.goes_to(place)
        found[place] = faults_of(sari.page, size)
    assert {place: faults for place, faults in found.items() if faults} == {}
