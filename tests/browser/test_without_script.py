"""A browser without JavaScript: what is read is there, and an application can be started by the simple form."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.applicant import Applicant
from tests.browser.words import LANGUAGES, PATHS
from tests.support.visitor import Visitor


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_read(language: str, citizen: Callable[..., Applicant]) -> None:
    one = citizen(language, java_script_enabled=False)
    for page in PATHS[language]:
        one.visit(page)
        assert one.page.locator("h1:visible").count() == 1, page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_simple_form_starts_an_application(
    language: str, citizen: Callable[..., Applicant], visitor: Visitor
) -> None:
    one = citizen(language, java_script_enabled=False).visit("apply")
    one.page.click("#without-script a")
    page, who = one.page, one.person
    expect(page.locator("form")).to_be_visible()
    for name, value in {**who.applicant(), **who.answers(accelerated="no")}.items():
        field = page.locator(f'[name="{name}"]')
        if not field.count() or field.first.get_attribute("type") == "hidden":
            continue
        kind = field.first.evaluate("field => field.type")
        if kind == "radio":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind.startswith("select"):
            field.select_option(str(value))
        else:
            field.fill(str(value))
    page.locator("form button").click()
    expect(page.locator("body")).to_contain_text(re.compile(r"LBG-\w{4}-\w{4}-\w"))
    text = page.inner_text("body")
    numbers, keys = re.findall(r"LBG-\w{4}-\w{4}-\w", text), re.findall(r"\b[A-Z2-7]{26}\b", text)
    visitor.application_id, visitor.access_key = numbers[0], keys[0]
    assert visitor.status == "draft"
