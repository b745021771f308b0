"""The browser of these tests: one that no longer answers is ended, and the next test has another."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.browser.chromium import Chromium


def test_a_browser_that_does_not_answer_is_ended_and_replaced(chromium: Chromium) -> None:
    page = chromium.browser.new_page()
    with chromium.ends_after(0.5) as ended, pytest.raises(Error):
        page.evaluate("new Promise(() => {})")  # Playwright itself would wait for ever
    assert ended.is_set()
    assert chromium.browser.new_page().evaluate("1 + 1") == 2


def test_a_browser_that_answers_in_time_lives(chromium: Chromium) -> None:
    page = chromium.browser.new_page()
    with chromium.ends_after(30) as ended:
        assert page.evaluate("1 + 1") == 2
    assert not ended.is_set()
    assert page.evaluate("2 + 2") == 4
    page.close()
